import { type BusAddress, busAddress } from "../../ipmi/bus-address.ts";
import { type Mc, newMc } from "./mc.ts";

/** More controllers than an IPMB can address are somebody's mistake. */
const LIMIT = 128;

/** The management controllers known, by channel and IPMB address. */
export class McTable {
  readonly primary: Mc;
  readonly #mcs = new Map<BusAddress, Mc>();

  constructor(ownAddress: number) {
    this.primary = newMc(ownAddress, true);
    this.#mcs.set(ownAddress, this.primary);
  }

  [Symbol.iterator](): IterableIterator<Mc> {
    return this.#mcs.values();
  }

  get size(): number {
    return this.#mcs.size;
  }

  get(at: BusAddress): Mc | undefined {
    return this.#mcs.get(at);
  }

  /** The controller at an address, made known when it is not; undefined for what cannot be an address. */
  at(at: BusAddress): Mc | undefined {
    const known = this.#mcs.get(at);
    if (known !== undefined) return known;
    const address = at % 256;
    if (address === 0 || address % 2 !== 0 || this.#mcs.size >= LIMIT) return undefined;
    const mc = newMc(at, false);
    this.#mcs.set(at, mc);
    return mc;
  }

  others(): readonly Mc[] {
    return [...this.#mcs.values()].filter((mc) => mc !== this.primary);
  }

  /**
   * Whom a record read from `reader` names; undefined for a controller on a further bus behind one that is itself
   * reached over a bus, where no request goes.
   */
  named(address: number, channel: number, reader: Mc): BusAddress | undefined {
    const at = busAddress(address, channel);
    if (reader === this.primary || at % 2 === 1) return at;
    // A satellite does not know on which of the others' channels it is: its own bus is its channel 0.
    if (address === reader.address || at < 256) return busAddress(address, reader.channel);
    return undefined;
  }

  /** All of one address, whatever their channel. */
  alike(address: number): readonly Mc[] {
    return [...this.#mcs.values()].filter((mc) => mc.address === address);
  }
}
