import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Oid } from "../oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../pdu.ts";
import type { Assignment, CellWriter, WrittenValue } from "../set.ts";
import type { SetOutcome } from "../set-transaction.ts";
import type { ObjectStore } from "../store.ts";
import { tagOf } from "../syntax.ts";
import { Coverage, type View } from "../view.ts";
import type { AgentxVarbind } from "./varbind.ts";

interface Step {
  readonly writer: CellWriter;
  readonly assignment: Assignment;
}

const MOST_NAMES = 32;
const done: SetOutcome = { status: ErrorStatus.noError, index: 0 };

/** The first of the instances that a SET names. */
export function namesOf(varbinds: readonly AgentxVarbind[]): readonly Oid[] {
  return varbinds.slice(0, MOST_NAMES).map(({ name }) => name);
}

/** A SET that a master agent leads through its phases (RFC 2741 section 7.2.4). */
export class AgentxSet {
  readonly #store: ObjectStore;
  readonly #view: View;
  readonly #principal: string;
  readonly #logger: Logger;
  /** The first of the instances it names. */
  names: readonly Oid[] = [];
  #steps: Step[] = [];
  #made = 0;
  /** What the assignments leave until nothing is undone any more. */
  #later: (() => void)[] = [];

  constructor(store: ObjectStore, view: View, principal: string, logger: Logger) {
    this.#store = store;
    this.#view = view;
    this.#principal = principal;
    this.#logger = logger;
  }

  /** Whether all of it is made. */
  get made(): boolean {
    return this.#made > 0 && this.#made === this.#steps.length;
  }

  test(varbinds: readonly AgentxVarbind[]): SetOutcome {
    this.names = namesOf(varbinds);
    this.#steps = [];
    for (const [i, varbind] of varbinds.entries()) {
      const step = this.#locate(varbind);
      if (typeof step === "number") return { status: step, index: i + 1 };
      this.#steps.push(step);
    }
    for (const [i, { writer, assignment }] of this.#steps.entries()) {
      const status = this.#guarded(() => writer.test(assignment)) ?? ErrorStatus.genErr;
      if (status !== ErrorStatus.noError) return { status, index: i + 1 };
    }
    return done;
  }

  commit(): SetOutcome {
    for (const [i, { writer, assignment }] of this.#steps.entries()) {
      if (this.#guarded(() => writer.commit(assignment)) !== ErrorStatus.noError) {
        return { status: ErrorStatus.commitFailed, index: i + 1 };
      }
      this.#made = i + 1;
    }
    return done;
  }

  undo(): SetOutcome {
    const undone = this.#steps
      .slice(0, this.#made)
      .reverse()
      .map(({ writer, assignment }) => this.#guarded(() => writer.undo(assignment)) === true);
    this.#made = 0;
    this.#later = [];
    return undone.includes(false) ? { status: ErrorStatus.undoFailed, index: 0 } : done;
  }

  /** The SET is over, whichever way it went. */
  cleanup(): void {
    const later = this.#later;
    this.#later = [];
    this.#made = 0;
    for (const act of later) this.#guarded(act);
  }

  #guarded<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#logger.error({ error: messageOf(error) }, "an SNMP SET through AgentX failed");
      return undefined;
    }
  }

  #locate({ name, tag, value }: AgentxVarbind): Step | ErrorStatusCode {
    const store = this.#store;
    const position = store.seek(name, name.length);
    const known = position >= 0 && store.contains(position, name, name.length);
    if (!known) return ErrorStatus.notWritable;
    const coverage = this.#view.coverage(store)[position]!;
    if (coverage === Coverage.none || (coverage === Coverage.some && !this.#view.includes(name, name.length))) {
      return ErrorStatus.noAccess;
    }
    const { column, table } = store.columns[position]!;
    const writer = column.spec.write;
    if (writer === undefined) return ErrorStatus.notWritable;
    if (tag !== tagOf[column.spec.syntax] || value === undefined) return ErrorStatus.wrongType;
    const index: Oid = name.slice(column.prefix.length);
    const row = table.rows.find(index);
    if (row < 0 && writer.creates !== true) return ErrorStatus.noCreation;
    const assignment: Assignment = {
      index,
      row: row < 0 ? undefined : table.rows.slots[row]!,
      value: value as WrittenValue,
      principal: this.#principal,
      later: (act) => void this.#later.push(act),
    };
    return { writer, assignment };
  }
}
