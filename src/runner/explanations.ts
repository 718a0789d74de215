/** One decision of a policy that did, said or failed something. */
export interface Explanation {
  readonly policy: string;
  /** Wall clock, milliseconds. */
  readonly at: number;
  /** Sequence number of the event that was decided on; null for a tick. */
  readonly sequence: number | null;
  readonly why: string;
  /** What was asked for: the operation's id, or why it was refused. */
  readonly operations: readonly {
    readonly kind: string;
    readonly id: string | null;
    readonly refused: string | null;
  }[];
}

/** The newest explanations, oldest first. */
export class Explanations {
  readonly #limit: number;
  #entries: Explanation[] = [];

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  add(explanation: Explanation): void {
    this.#entries.push(explanation);
    // Cut in batches: moving the rest each time would cost more than it keeps.
    if (this.#entries.length >= this.#limit * 2) this.#entries = this.list();
  }

  list(policy?: string): Explanation[] {
    const newest = this.#entries.slice(-this.#limit);
    return policy === undefined ? newest : newest.filter((entry) => entry.policy === policy);
  }
}
