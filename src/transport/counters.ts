import type { RejectedFrames } from "../ipmi/connection.ts";

/** Counts by name, for ever. */
export class Counters<Kind extends string> {
  readonly #counts: Record<string, number> = {};

  count(kind: Kind): void {
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
  }

  get(kind: Kind): number {
    return this.#counts[kind] ?? 0;
  }

  /** A copy. */
  snapshot(): RejectedFrames {
    return { ...this.#counts };
  }
}
