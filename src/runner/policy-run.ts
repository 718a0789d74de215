import { type Cancel, type Clock, every } from "../base/clock.ts";
import type { Unsubscribe } from "../base/emitter.ts";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Domain } from "../hpi/domain.ts";
import type { LoggedEvent } from "../hpi/event.ts";
import type { OperationRequest, Principal } from "../hpi/operation.ts";
import type { Policy, PolicyInput } from "../policies/policy.ts";
import type { StateFile } from "../store/state-file.ts";
import type { Explanation, Explanations } from "./explanations.ts";

/** What is kept of a policy: its state, and how far into which log that state has come. */
export interface StoredRun<State> {
  readonly state: State;
  readonly epoch: string;
  readonly sequence: number;
}

export interface PolicyRunOptions<State> {
  readonly policy: Policy<State>;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly file: StateFile<StoredRun<State>>;
  readonly explanations: Explanations;
}

const maximumWaiting = 1000;
const page = 200;

/**
 * One policy at work. Decisions are made one after the other; a new state is on disk before its operations are asked
 * for, so that after a crash none is asked for twice.
 */
export class PolicyRun<State> {
  readonly #options: PolicyRunOptions<State>;
  readonly #principal: Principal;
  #state: State;
  #epoch: string;
  #sequence: number;
  /** State and place as they are on disk, when they are. */
  #stored: State | undefined;
  #waiting: LoggedEvent[] = [];
  /** Events have to be fetched from the log before those waiting. */
  #behind: boolean;
  #tickDue = false;
  #working: Promise<void> | undefined;
  #stopEvents: Unsubscribe = () => {};
  #stopTicks: Cancel = () => {};
  #closed = false;

  /** Takes up where the state on disk left off; events logged since then are decided on first. */
  static async start<State>(options: PolicyRunOptions<State>): Promise<PolicyRun<State>> {
    const found = await options.file.read();
    const { domain, policy, logger } = options;
    if (found.kind === "damaged-lost") {
      logger.warn({ policy: policy.name, problem: found.problem }, "a policy's state is lost, it begins anew");
    }
    const stored = "value" in found ? found.value : undefined;
    const run = new PolicyRun(options, stored);
    run.#stopEvents = domain.onEvent((event) => run.#accept(event));
    if (policy.tickMs !== null) {
      run.#stopTicks = every(options.clock, policy.tickMs, () => {
        run.#tickDue = true;
        run.#wake();
      });
    }
    run.#wake();
    return run;
  }

  private constructor(options: PolicyRunOptions<State>, stored: StoredRun<State> | undefined) {
    this.#options = options;
    const { policy, domain } = options;
    this.#principal = { id: `policy:${policy.name}`, door: "policy", source: "local", role: policy.role };
    const sameLog = stored?.epoch === domain.log.epoch;
    this.#state = stored === undefined ? policy.initial() : stored.state;
    this.#stored = stored?.state;
    this.#epoch = domain.log.epoch;
    this.#sequence = sameLog ? stored.sequence : domain.log.lastSequence;
    this.#behind = sameLog && stored.sequence < domain.log.lastSequence;
  }

  get state(): State {
    return this.#state;
  }

  /** Resolves when everything seen so far has been decided on. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Lets the decision under way finish and keeps the place reached. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopEvents();
    this.#stopTicks();
    await this.settled();
    try {
      await this.#save();
    } catch (error) {
      // The next start decides again on what came after the last state kept.
      const { policy, logger } = this.#options;
      logger.warn({ policy: policy.name, error: messageOf(error) }, "the last state of a policy could not be kept");
    }
  }

  #accept(event: LoggedEvent): void {
    if (this.#waiting.length >= maximumWaiting) {
      this.#waiting = [];
      this.#behind = true;
    }
    this.#waiting.push(event);
    this.#wake();
  }

  #wake(): void {
    if (this.#closed) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    // A turn later, so that a decision never runs inside the turn of the model that caused it.
    await Promise.resolve();
    while (!this.#closed) {
      if (this.#behind) {
        await this.#catchUp();
      } else if (this.#waiting.length > 0) {
        const [event] = this.#waiting.splice(0, 1);
        if (event !== undefined && event.sequence > this.#sequence) await this.#decideOn(event);
      } else if (this.#tickDue) {
        this.#tickDue = false;
        await this.#decide({ kind: "tick" });
      } else {
        return;
      }
    }
  }

  async #catchUp(): Promise<void> {
    const until = this.#waiting[0]?.sequence ?? this.#options.domain.log.lastSequence + 1;
    try {
      const events = await this.#options.domain.log.read(this.#sequence, page);
      const missed = events.filter(({ sequence }) => sequence < until);
      for (const event of missed) if (!this.#closed) await this.#decideOn(event);
      this.#behind = missed.length === page;
    } catch (error) {
      this.#behind = false;
      this.#explain(null, `events were missed, the log cannot be read: ${messageOf(error)}`, []);
    }
  }

  async #decideOn(event: LoggedEvent): Promise<void> {
    await this.#decide({ kind: "event", event });
    this.#sequence = event.sequence;
  }

  async #decide(input: PolicyInput): Promise<void> {
    const { policy, domain, clock, logger } = this.#options;
    const sequence = input.kind === "event" ? input.event.sequence : null;
    const now = { wall: clock.wall(), monotonic: clock.monotonic() };
    try {
      const { state, operations, why } = policy.decide(this.#state, input, now, domain);
      this.#state = state;
      if (sequence !== null) this.#sequence = sequence;
      if (state !== this.#stored || operations.length > 0) await this.#save();
      const asked = operations.map((request) => this.#perform(request));
      if (why !== null || asked.length > 0) this.#explain(sequence, why ?? "no reason given", asked);
    } catch (error) {
      logger.error({ policy: policy.name, sequence, error }, "a policy failed to decide");
      this.#explain(sequence, `failed to decide: ${messageOf(error)}`, []);
    }
  }

  #perform(request: OperationRequest): Explanation["operations"][number] {
    const { policy, domain, logger } = this.#options;
    try {
      if (!policy.operations.includes(request.kind)) {
        throw new UsageError("E_FORBIDDEN", `${policy.name} does not list ${request.kind} among its operations`);
      }
      const { accepted } = domain.perform(request, this.#principal);
      return { kind: request.kind, id: accepted.id, refused: null };
    } catch (error) {
      logger.warn({ policy: policy.name, request, error: messageOf(error) }, "an operation of a policy was refused");
      return { kind: request.kind, id: null, refused: messageOf(error) };
    }
  }

  /** Throws when the disk fails: then the operations that depend on it are not asked for. */
  async #save(): Promise<void> {
    const { file } = this.#options;
    await file.write({ state: this.#state, epoch: this.#epoch, sequence: this.#sequence });
    this.#stored = this.#state;
  }

  #explain(sequence: number | null, why: string, operations: Explanation["operations"]): void {
    const { policy, clock, explanations } = this.#options;
    explanations.add({ policy: policy.name, at: clock.wall(), sequence, why, operations });
  }
}
