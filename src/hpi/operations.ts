import type { Clock } from "../base/clock.ts";
import { AgentError, DeviceSilentError, messageOf, NotThereError, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import {
  type Operation,
  type OperationHandler,
  type OperationRequest,
  type OperationState,
  type Principal,
  requiredRole,
  roles,
} from "./operation.ts";
import type { AuditSink } from "./ports.ts";

const KEPT = 256;
/** Operations that may wait for one resource. */
export const QUEUE_LIMIT = 32;

export interface OperationsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: AuditSink;
  /** Makes a new unique id. */
  readonly newId: () => string;
  /** The source that owns a resource; undefined when there is none. */
  readonly handlerOf: (resourceId: number) => OperationHandler | undefined;
  /** Told of every state an operation enters. Resolves when that is on record. */
  readonly onState: (operation: Operation) => Promise<void>;
}

/** The one authorised door to the hardware: authorise, audit, queue per resource, route, verify. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #operations = new Map<string, Operation>();
  readonly #queues = new Map<number, { operation: Operation; timeoutMs: number; finished: () => void }[]>();
  readonly #busy = new Set<number>();
  /** Of a former run, not verified yet. */
  readonly #recovered = new Map<string, Operation>();
  readonly #stop = new AbortController();

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  get(id: string): Operation | undefined {
    return this.#operations.get(id);
  }

  list(): readonly Operation[] {
    return [...this.#operations.values()];
  }

  /**
   * Accepts an operation. `accepted` is its queued state; `finished` resolves when it has ended, in whatever way.
   * UsageError `E_FORBIDDEN` (role), `E_BUSY` (queue full); NotThereError `E_NO_RESOURCE`, `E_NO_OWNER`.
   */
  perform(
    request: OperationRequest,
    principal: Principal,
    timeoutMs: number,
    reference?: string,
  ): { accepted: Operation; finished: Promise<Operation> } {
    const { clock, audit } = this.#options;
    const allowed = roles.indexOf(principal.role) >= roles.indexOf(requiredRole[request.kind]);
    audit.record({ what: "operation", request, principal, allowed });
    if (!allowed) {
      throw new UsageError("E_FORBIDDEN", `${request.kind} needs the role ${requiredRole[request.kind]}`, {
        kind: request.kind,
        role: principal.role,
      });
    }
    if (this.#options.handlerOf(request.resourceId) === undefined) {
      throw new NotThereError("E_NO_OWNER", "no source owns this resource", { resourceId: request.resourceId });
    }
    const queue = this.#queues.get(request.resourceId) ?? [];
    if (queue.length >= QUEUE_LIMIT) {
      throw new UsageError("E_BUSY", "too many operations wait for this resource", { resourceId: request.resourceId });
    }
    this.#queues.set(request.resourceId, queue);
    // From here on the hardware shows what this one does, not what a former run began.
    for (const [id, old] of this.#recovered)
      if (old.request.resourceId === request.resourceId) this.#recovered.delete(id);
    const now = clock.wall();
    const operation: Operation = {
      id: this.#options.newId(),
      request,
      reference,
      principal,
      state: "queued",
      error: null,
      created: now,
      updated: now,
    };
    this.#remember(operation);
    const finished = new Promise<Operation>((resolve) => {
      const entry = { operation, timeoutMs, finished: () => resolve(this.#operations.get(operation.id) ?? operation) };
      // Cutting power must not wait behind anything.
      if (request.kind === "set-power" && request.desired === "off") queue.unshift(entry);
      else queue.push(entry);
    });
    void this.#work(request.resourceId);
    return { accepted: operation, finished };
  }

  /** Puts an operation that a former run left unfinished on record: what it did is not known, until it is verified. */
  async recover(operation: Operation): Promise<void> {
    this.#recovered.set(operation.id, operation);
    await this.#enter(operation, "unknown", {
      code: "E_INTERRUPTED",
      message: "the agent ended before the operation did",
    });
  }

  /** Looks at the hardware whether what a former run began came about. Nothing is ever run again. */
  async verifyRecovered(controller: string): Promise<void> {
    for (const operation of [...this.#recovered.values()]) {
      const { id, request } = operation;
      const handler = this.#options.handlerOf(request.resourceId);
      if (handler?.controller !== controller) continue;
      this.#recovered.delete(id);
      try {
        const found = (await handler.verify?.(request, this.#stop.signal)) ?? "cannot-tell";
        if (found === "as-wanted") await this.#enter(operation, "done", null);
        else if (found === "otherwise") {
          const message = "the agent ended before the operation did, and it had no effect";
          await this.#enter(operation, "failed", { code: "E_INTERRUPTED", message });
        }
      } catch (error) {
        const reason = messageOf(error);
        this.#options.logger.info({ operation: id, reason }, "an interrupted operation could not be verified");
      }
    }
  }

  close(): void {
    this.#stop.abort(new DeviceSilentError("E_CLOSED", "the agent is shutting down"));
  }

  async #work(resourceId: number): Promise<void> {
    if (this.#busy.has(resourceId)) return;
    this.#busy.add(resourceId);
    const queue = this.#queues.get(resourceId) ?? [];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await this.#run(next.operation, next.timeoutMs);
      next.finished();
    }
    this.#busy.delete(resourceId);
    this.#queues.delete(resourceId);
  }

  async #run(operation: Operation, timeoutMs: number): Promise<void> {
    const handler = this.#options.handlerOf(operation.request.resourceId);
    if (handler === undefined) {
      await this.#enter(operation, "failed", { code: "E_NO_OWNER", message: "no source owns this resource" });
      return;
    }
    // On record before the hardware hears of it, so that a restart knows of it.
    await this.#enter(operation, "queued", null);
    await this.#enter(operation, "running", null);
    const timeout = new AbortController();
    const timedOut = new DeviceSilentError("E_OPERATION_TIMEOUT", `not done within ${timeoutMs} ms`);
    const cancel = this.#options.clock.after(timeoutMs, () => timeout.abort(timedOut));
    const signal = AbortSignal.any([timeout.signal, this.#stop.signal]);
    try {
      await handler.operate(operation.request, {
        signal,
        verifying: () => void this.#enter(operation, "verifying", null),
      });
      await this.#enter(operation, "done", null);
    } catch (error) {
      const code = error instanceof AgentError ? error.code : "E_INTERNAL";
      const state = timeout.signal.aborted ? "timedOut" : this.#stop.signal.aborted ? "unknown" : "failed";
      await this.#enter(operation, state, { code, message: messageOf(error) });
    } finally {
      cancel();
    }
  }

  async #enter(operation: Operation, state: OperationState, error: Operation["error"]): Promise<void> {
    const next: Operation = { ...operation, state, error, updated: this.#options.clock.wall() };
    this.#remember(next);
    await this.#options.onState(next);
  }

  #remember(operation: Operation): void {
    this.#operations.set(operation.id, operation);
    if (this.#operations.size <= KEPT) return;
    for (const [id, old] of this.#operations) {
      if (old.state !== "queued" && old.state !== "running" && old.state !== "verifying") {
        this.#operations.delete(id);
        return;
      }
    }
  }
}
