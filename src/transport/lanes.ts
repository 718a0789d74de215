import type { Lane } from "../ipmi/connection.ts";

/** Something that waits in a lane. */
export interface Waiting {
  readonly lane: Lane;
  /** Monotonic milliseconds when it first queued; a retried item keeps its age. */
  readonly since: number;
}

/** After this wait, in milliseconds and by lane, an item may be served before lower lanes: about one poll period. */
export const defaultAgeingMs: readonly number[] = [0, 100, 250, 500, 1000, 1000];

/** Aged items get one turn in this many, so that a backlog cannot hold up the safety lane. */
const agedTurn = 4;

/**
 * FIFO lanes where a lower number overtakes a higher one, but the oldest item that has waited longer than its lane's
 * ageing time gets every fourth turn.
 */
export class LaneQueue<T extends Waiting> {
  readonly #lanes: T[][] = [[], [], [], [], [], []];
  readonly #ageingMs: readonly number[];
  #turnsSinceAged = 0;
  #size = 0;

  constructor(ageingMs: readonly number[] = defaultAgeingMs) {
    this.#ageingMs = ageingMs;
  }

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    this.#lanes[item.lane]!.push(item);
    this.#size += 1;
  }

  /** Puts an item before the younger ones of its lane: for retries. */
  putBack(item: T): void {
    const lane = this.#lanes[item.lane]!;
    const at = lane.findIndex((other) => other.since > item.since);
    lane.splice(at < 0 ? lane.length : at, 0, item);
    this.#size += 1;
  }

  /** Removes and returns the item whose turn it is among those `eligible` accepts. */
  take(now: number, eligible: (item: T) => boolean): T | undefined {
    let urgent: T | undefined;
    let aged: T | undefined;
    let agedDue = Number.POSITIVE_INFINITY;
    for (let number = 0; number < this.#lanes.length; number++) {
      const lane = this.#lanes[number]!;
      const head = lane.length === 0 ? undefined : lane.find(eligible);
      if (head === undefined) continue;
      urgent ??= head;
      const due = head.since + this.#ageingMs[number]!;
      if (due <= now && due < agedDue) {
        aged = head;
        agedDue = due;
      }
    }
    if (urgent === undefined) return undefined;
    this.#turnsSinceAged += 1;
    let chosen = urgent;
    if (aged !== undefined && this.#turnsSinceAged >= agedTurn) {
      chosen = aged;
      this.#turnsSinceAged = 0;
    }
    this.remove(chosen);
    return chosen;
  }

  /** False when the item was not waiting. */
  remove(item: T): boolean {
    const lane = this.#lanes[item.lane]!;
    const at = lane.indexOf(item);
    if (at < 0) return false;
    lane.splice(at, 1);
    this.#size -= 1;
    return true;
  }

  /** Removes and returns every item `matches` accepts, most urgent lane first. */
  removeAll(matches: (item: T) => boolean): T[] {
    const removed = this.#lanes.flatMap((lane) => lane.filter(matches));
    for (const item of removed) this.remove(item);
    return removed;
  }
}
