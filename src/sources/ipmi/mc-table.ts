import { type Mc, newMc } from "./mc.ts";

/** More controllers than an IPMB can address are somebody's mistake. */
const LIMIT = 128;

/** The management controllers known, by IPMB address. */
export class McTable {
  readonly primary: Mc;
  readonly #mcs = new Map<number, Mc>();

  constructor(ownAddress: number) {
    this.primary = newMc(ownAddress, 0, true);
    this.#mcs.set(ownAddress, this.primary);
  }

  [Symbol.iterator](): IterableIterator<Mc> {
    return this.#mcs.values();
  }

  get size(): number {
    return this.#mcs.size;
  }

  get(address: number): Mc | undefined {
    return this.#mcs.get(address);
  }

  /** The controller at an address, made known when it is not; undefined for what cannot be an address. */
  at(address: number, channel = 0): Mc | undefined {
    const known = this.#mcs.get(address);
    if (known !== undefined) return known;
    if (address <= 0 || address > 0xfe || address % 2 !== 0 || this.#mcs.size >= LIMIT) return undefined;
    const mc = newMc(address, channel, false);
    this.#mcs.set(address, mc);
    return mc;
  }

  others(): readonly Mc[] {
    return [...this.#mcs.values()].filter((mc) => mc !== this.primary);
  }
}
