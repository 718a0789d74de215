import type { LoggedEvent } from "../hpi/event.ts";
import type { Model } from "../hpi/model.ts";
import type { OperationKind, OperationRequest, Role } from "../hpi/operation.ts";

/** What a policy decides on: an event of the log, or time passing. */
export type PolicyInput = { readonly kind: "event"; readonly event: LoggedEvent } | { readonly kind: "tick" };

/** The time of a decision. */
export interface PolicyTime {
  /** Wall clock, milliseconds. May jump; survives a restart. */
  readonly wall: number;
  /** Monotonic milliseconds. Means nothing after a restart. */
  readonly monotonic: number;
}

export interface Decision<State> {
  /** The state from now on; the very same object when nothing changed. */
  readonly state: State;
  readonly operations: readonly OperationRequest[];
  /** One sentence for the operator; null when there is nothing to tell. */
  readonly why: string | null;
}

/**
 * A rule that runs the hardware: a pure function from state, input and time to state and operations. It reads the model
 * and touches nothing. Its page in the documentation is written before its code.
 */
export interface Policy<State> {
  /** Lower-case words with hyphens; it acts as `policy:<name>`. */
  readonly name: string;
  /** The only operations it may ask for. */
  readonly operations: readonly OperationKind[];
  readonly role: Role;
  /** Period of ticks, milliseconds; null = events alone. */
  readonly tickMs: number | null;
  /** Version of the state as it is stored. */
  readonly version: number;
  /** The state on a machine where the policy has never run, or whose state was lost. */
  initial(): State;
  /** Reads a stored state, of this version or an older one; throws when it is none. */
  decode(raw: unknown, version: number): State;
  decide(state: State, input: PolicyInput, now: PolicyTime, model: Model): Decision<State>;
}

/** Fixes the state's type of a policy written as an object. */
export function definePolicy<State>(policy: Policy<State>): Policy<State> {
  return policy;
}
