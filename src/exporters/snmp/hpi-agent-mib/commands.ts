import type { Clock } from "../../../base/clock.ts";
import { AgentError, messageOf, UsageError } from "../../../base/errors.ts";
import type { Domain } from "../../../hpi/domain.ts";
import type { OperationEvent } from "../../../hpi/event.ts";
import {
  type Operation,
  type OperationRequest,
  type OperationState,
  type Principal,
  type Role,
  requiredRole,
  roles,
} from "../../../hpi/operation.ts";
import { QUEUE_LIMIT } from "../../../hpi/operations.ts";
import { formatOid, type Oid, parseOid } from "../../../snmp/oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import type { Assignment, CellWriter } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { adminString, dateAndTime } from "../text.ts";
import { entryOf } from "./words.ts";

/** What one assignment asks of the hardware. */
export interface Wish<P = unknown> {
  /** Wishes of one SET for the same target become one command. */
  readonly target: string;
  readonly part: P;
  /** The operation that fulfils all wishes for the target, in their order. */
  readonly request: (parts: readonly P[]) => OperationRequest;
}

/** Who asks: the security name and, where it is known, the address. */
type Asker = Pick<Assignment, "principal" | "source">;

interface Staged {
  readonly name: Oid;
  readonly asker: Asker;
  readonly wishes: Wish[];
}

export interface CommandsOptions {
  readonly domain: Domain;
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** The role of a security name; undefined for one that is not known any more. */
  readonly roleOf: (securityName: string) => Role | undefined;
}

/** A command that has ended, for its notification. */
export interface EndedCommand {
  readonly index: number;
  readonly resourceId: number | null;
  readonly target: Oid;
  readonly status: number;
  readonly errorText: string;
}

const MOST_ROWS = 256;
const Column = {
  target: 2,
  text: 3,
  status: 4,
  errorCode: 5,
  errorText: 6,
  requester: 7,
  requested: 8,
  changed: 9,
  operation: 10,
} as const;

export const commandEntry = entryOf(18);
export const CommandColumn = Column;

const statusNumber: Readonly<Record<OperationState, number>> = {
  queued: 1,
  running: 2,
  verifying: 3,
  done: 4,
  failed: 5,
  timedOut: 6,
  unknown: 7,
};
const ENDED = statusNumber.done;

/** hpiAgentCommandTable, and the way of a SET to the hardware: staged by commit, taken back by undo, asked for when the SET is over. */
export class Commands {
  readonly #options: CommandsOptions;
  readonly #rows: Rows<number>;
  readonly #staged = new Map<string, Staged>();
  readonly #byOperation = new Map<string, number>();
  /** Those whose operation has ended, until that is on record. */
  readonly #ended = new Map<string, EndedCommand>();
  #last = 0;
  /** Told after a command has ended that did not become an operation. */
  onEnded: (command: EndedCommand) => void = () => {};

  constructor(options: CommandsOptions) {
    this.#options = options;
    // Numbers of commands that may still be told of are not used again.
    for (const { reference } of options.domain.operations()) {
      this.#last = Math.max(this.#last, readReference(reference)?.index ?? 0);
    }
    const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
    this.#rows = new Rows(
      options.store.table(commandEntry, [
        { number: Column.target, syntax: "ObjectIdentifier" },
        { number: Column.status, syntax: "Integer32" },
        ...[Column.text, Column.errorCode, Column.errorText, Column.requester, Column.requested].map(text),
        ...[Column.changed, Column.operation].map(text),
      ]),
    );
  }

  /**
   * The command whose end an operation's event records. One of an earlier run, which has no row any more, is known by
   * what the event says.
   */
  endedBy(event: OperationEvent): EndedCommand | undefined {
    const known = this.#ended.get(event.operationId);
    this.#ended.delete(event.operationId);
    const status = statusNumber[event.state as OperationState] ?? 0;
    const former = readReference(event.reference);
    if (known !== undefined || former === undefined || status < ENDED) return known;
    const errorText = status === ENDED ? "" : adminString(event.text);
    return { ...former, resourceId: event.resourceId, status, errorText };
  }

  /** Index of the newest command, 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** A writer for the column with this OID; `wish` says what an assignment asks for, or why it cannot. */
  writer<P>(column: Oid, wish: (assignment: Assignment) => Wish<P> | ErrorStatusCode | undefined): CellWriter {
    const staged = new WeakMap<Assignment, Wish>();
    return {
      test: (assignment) => {
        const wanted = wish(assignment);
        if (typeof wanted === "number") return wanted;
        return wanted === undefined ? ErrorStatus.noError : this.#admit(wanted as Wish, assignment);
      },
      commit: (assignment) => {
        const wanted = wish(assignment);
        if (typeof wanted === "number") return wanted;
        if (wanted === undefined) return ErrorStatus.noError;
        staged.set(assignment, wanted as Wish);
        return this.#stage([...column, ...assignment.index], wanted as Wish, assignment);
      },
      undo: (assignment) => {
        const wanted = staged.get(assignment);
        return wanted === undefined || this.#unstage(wanted, assignment);
      },
    };
  }

  /** Shows how far a command has come. */
  follow(operationId: string): void {
    const index = this.#byOperation.get(operationId);
    const operation = this.#options.domain.operation(operationId);
    if (index === undefined || operation === undefined) return;
    this.#show(index, operation.state, operation.error, operation);
  }

  /** The principal who makes an assignment; undefined when it has no role here. */
  principal({ principal: id, source }: Asker): Principal | undefined {
    const role = this.#options.roleOf(id);
    if (role === undefined) return undefined;
    return { id, door: "snmp", source: source === undefined ? "snmp" : `snmp:${source}`, role };
  }

  #admit(wish: Wish, asker: Asker): ErrorStatusCode {
    const principal = this.principal(asker);
    if (principal === undefined) return ErrorStatus.noAccess;
    const { domain } = this.#options;
    const request = wish.request([wish.part]);
    if (roles.indexOf(principal.role) < roles.indexOf(requiredRole[request.kind])) {
      this.#refused(request, principal);
      return ErrorStatus.noAccess;
    }
    if (domain.resource(request.resourceId) === undefined) return ErrorStatus.inconsistentName;
    const waiting = domain
      .operations()
      .filter((operation) => operation.state === "queued" && operation.request.resourceId === request.resourceId);
    if (waiting.length + this.#staged.size >= QUEUE_LIMIT) return ErrorStatus.resourceUnavailable;
    return this.#room() ? ErrorStatus.noError : ErrorStatus.resourceUnavailable;
  }

  /** Lets the model refuse it, which puts the attempt on record. */
  #refused(request: OperationRequest, principal: Principal): void {
    try {
      this.#options.domain.perform(request, principal);
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
    }
  }

  #stage(name: Oid, wish: Wish, { later = queueMicrotask, ...asker }: Assignment): ErrorStatusCode {
    const key = `${asker.principal} ${wish.target}`;
    const staged = this.#staged.get(key) ?? { name, asker, wishes: [] };
    if (staged.wishes.length === 0) later(() => this.#flush(key, staged));
    this.#staged.set(key, staged);
    staged.wishes.push(wish);
    return ErrorStatus.noError;
  }

  #unstage(wish: Wish, { principal }: Assignment): boolean {
    const key = `${principal} ${wish.target}`;
    const staged = this.#staged.get(key);
    const at = staged?.wishes.indexOf(wish) ?? -1;
    if (staged === undefined || at < 0) return false;
    staged.wishes.splice(at, 1);
    if (staged.wishes.length === 0) this.#staged.delete(key);
    return true;
  }

  /** The request is over: nothing of it is undone any more. */
  #flush(key: string, staged: Staged): void {
    if (this.#staged.get(key) === staged) this.#staged.delete(key);
    const [first] = staged.wishes;
    if (first === undefined) return;
    this.#begin(staged.name, first.request(staged.wishes.map((wish) => wish.part)), staged.asker);
  }

  #begin(name: Oid, request: OperationRequest, asker: Asker): void {
    const { domain, clock } = this.#options;
    const now = dateAndTime(clock.wall());
    const index = ++this.#last;
    this.#room();
    this.#rows.put(index, [index], {
      [Column.target]: name,
      [Column.text]: adminString(wordsOf(request, domain)),
      [Column.status]: statusNumber.queued,
      [Column.errorCode]: "",
      [Column.errorText]: "",
      [Column.requester]: adminString(asker.principal),
      [Column.requested]: now,
      [Column.changed]: now,
      [Column.operation]: "",
    });
    try {
      const principal = this.principal(asker);
      if (principal === undefined) throw new UsageError("E_FORBIDDEN", "the user is not known any more");
      const { accepted } = domain.perform(request, principal, undefined, writeReference(index, name));
      this.#byOperation.set(accepted.id, index);
      this.#rows.update(index, { [Column.operation]: adminString(accepted.id, 64) });
    } catch (error) {
      const code = error instanceof AgentError ? error.code : "E_INTERNAL";
      this.#show(index, "failed", { code, message: messageOf(error) }, undefined);
    }
  }

  #show(index: number, state: OperationState, error: Operation["error"], operation: Operation | undefined): void {
    const status = statusNumber[state];
    const before = this.#rows.values(index);
    if (before === undefined || before[Column.status] === status) return;
    const errorText = adminString(error?.message ?? "");
    this.#rows.update(index, {
      [Column.status]: status,
      [Column.errorCode]: adminString(error?.code ?? "", 64),
      [Column.errorText]: errorText,
      [Column.changed]: dateAndTime(this.#options.clock.wall()),
    });
    if (status < ENDED) return;
    const resourceId = operation?.request.resourceId ?? null;
    const ended = { index, resourceId, target: before[Column.target] as Oid, status, errorText };
    if (operation === undefined) this.onEnded(ended);
    else {
      this.#byOperation.delete(operation.id);
      this.#ended.set(operation.id, ended);
    }
  }

  /** Makes room for one more row; false when no command in the table has ended. */
  #room(): boolean {
    if (this.#rows.size < MOST_ROWS) return true;
    for (const index of this.#rows.keys()) {
      if (Number(this.#rows.values(index)?.[Column.status]) < ENDED) continue;
      this.#rows.remove(index);
      return true;
    }
    return false;
  }
}

/** What an operation's events call a command. */
function writeReference(index: number, target: Oid): string {
  return `snmp ${index} ${formatOid(target)}`;
}

function readReference(reference: string | undefined): Pick<EndedCommand, "index" | "target"> | undefined {
  const [, index, target] = /^snmp (\d{1,10}) (\d+(?:\.\d+)+)$/.exec(reference ?? "") ?? [];
  return index === undefined || target === undefined ? undefined : { index: Number(index), target: parseOid(target) };
}

function wordsOf(request: OperationRequest, domain: Domain): string {
  const tag = domain.resource(request.resourceId)?.tag ?? `resource ${request.resourceId}`;
  const desired = typeof request.desired === "string" ? request.desired : JSON.stringify(request.desired);
  return `${request.kind} ${desired} of ${tag}`;
}

/** A writer for an object that reads 1, none, and whose other values each ask for something. */
export function actionWish(
  assignment: Assignment,
  target: string,
  requests: readonly (OperationRequest | undefined)[],
): Wish<OperationRequest> | ErrorStatusCode | undefined {
  const value = Number(assignment.value);
  if (value === 1) return undefined;
  if (!(value >= 2 && value < requests.length + 2)) return ErrorStatus.wrongValue;
  const part = requests[value - 2];
  if (part === undefined) return ErrorStatus.inconsistentValue;
  return { target, part, request: (parts) => parts.at(-1) ?? part };
}
