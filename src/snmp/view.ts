import type { ObjectStore } from "./store.ts";

/** How far a view covers a column. */
export const Coverage = { none: 0, all: 1, some: 2 } as const;

/** What a requester may see (or change): RFC 3415 views, compiled against a store. */
export interface View {
  /** Coverage of each column by its position in the store. */
  coverage(store: ObjectStore): Uint8Array;
  /** Whether one instance is inside; asked where the coverage is `some`. */
  includes(arcs: ArrayLike<number>, count: number): boolean;
}

/** The view of everything. */
export class WholeView implements View {
  #coverage = new Uint8Array(0);
  #generation = -1;
  #store: ObjectStore | undefined;

  coverage(store: ObjectStore): Uint8Array {
    if (this.#store !== store || this.#generation !== store.generation) {
      this.#coverage = new Uint8Array(store.columns.length).fill(Coverage.all);
      this.#store = store;
      this.#generation = store.generation;
    }
    return this.#coverage;
  }

  includes(): boolean {
    return true;
  }
}
