/**
 * Items in the order added. Made for one or two that come and go with each request: an array that becomes empty gives
 * its memory back and takes it anew, which costs more than all else that is done with it.
 */
export class SmallList<T> {
  readonly #slots: (T | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    this.#slots[this.#size] = item;
    this.#size += 1;
  }

  /** False when it was not there. */
  remove(item: T): boolean {
    let at = 0;
    while (at < this.#size && this.#slots[at] !== item) at += 1;
    if (at === this.#size) return false;
    this.#size -= 1;
    for (; at < this.#size; at++) this.#slots[at] = this.#slots[at + 1];
    this.#slots[at] = undefined;
    return true;
  }

  /** The first that `matches`. */
  find(matches: (item: T) => boolean): T | undefined {
    for (let at = 0; at < this.#size; at++) {
      const item = this.#slots[at]!;
      if (matches(item)) return item;
    }
    return undefined;
  }

  /** Removes and returns them all. */
  clear(): T[] {
    this.#size = 0;
    return this.#slots.splice(0).filter((item) => item !== undefined);
  }

  /** A copy. */
  items(): T[] {
    return this.#slots.slice(0, this.#size) as T[];
  }
}
