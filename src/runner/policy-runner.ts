import type { Clock } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Domain } from "../hpi/domain.ts";
import type { Policy } from "../policies/policy.ts";
import { StoreError } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { type Explanation, Explanations } from "./explanations.ts";
import { PolicyRun, type StoredRun } from "./policy-run.ts";

export type { Explanation } from "./explanations.ts";

export interface PolicyRunnerOptions {
  readonly domain: Domain;
  readonly store: Pick<Store, "openStateFile">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs the policies: hands them events and ticks, keeps their state, asks for their operations, remembers why. */
export class PolicyRunner {
  readonly #options: PolicyRunnerOptions;
  readonly #explanations = new Explanations();
  readonly #runs = new Map<string, { settled(): Promise<void>; close(): Promise<void> }>();

  constructor(options: PolicyRunnerOptions) {
    this.#options = options;
  }

  async start<State>(policy: Policy<State>): Promise<void> {
    if (this.#runs.has(policy.name)) throw new InternalError("E_INTERNAL", `policy ${policy.name} runs already`);
    const { store, domain, clock, logger } = this.#options;
    const file = store.openStateFile<StoredRun<State>>({
      name: `policy-${policy.name}`,
      version: policy.version,
      decode: (raw, version) => decodeRun(policy, raw, version),
    });
    const explanations = this.#explanations;
    this.#runs.set(policy.name, await PolicyRun.start({ policy, domain, clock, logger, file, explanations }));
  }

  /** What was decided and why, oldest first; of one policy or of all. */
  explanations(policy?: string): readonly Explanation[] {
    return this.#explanations.list(policy);
  }

  /** Resolves when all policies have decided on everything seen so far. */
  async settled(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.settled()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.close()));
    this.#runs.clear();
  }
}

function decodeRun<State>(policy: Policy<State>, raw: unknown, version: number): StoredRun<State> {
  const { state, epoch, sequence } = (raw ?? {}) as { state?: unknown; epoch?: unknown; sequence?: unknown };
  if (typeof epoch !== "string" || typeof sequence !== "number") {
    throw new StoreError("E_STATE_DAMAGED", "not the state of a policy");
  }
  return { state: policy.decode(state, version), epoch, sequence };
}
