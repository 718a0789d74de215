import { type Cancel, type Clock, every } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { IdAllocator } from "../hpi/ports.ts";
import { StoreError } from "../store/errors.ts";
import type { IndexMap } from "../store/index-map.ts";

const RETRY_MS = 5000;
/** Ids from here on are for this run only; SNMP indexes end below 2^31. */
export const FIRST_VOLATILE_ID = 2 ** 30;
const VOLATILE_RANGE = 2 ** 29;
const MOST_VOLATILE = 65_536;

export interface LenientIdsOptions {
  readonly ids: Pick<IndexMap, "allocate" | "known">;
  readonly clock: Clock;
  /** Uniform in [0, 1): where volatile ids begin, so that two runs do not give one to different things. */
  readonly random: () => number;
  /** Ids cannot be kept (the reason), or can be again (null). */
  readonly onTrouble: (reason: string | null) => void;
}

/**
 * A full disk must not hide new hardware: what cannot get an id for ever gets one for this run, from a range of its own.
 * After the next start it has another.
 */
export class LenientIds implements IdAllocator {
  readonly #options: LenientIdsOptions;
  readonly #volatile = new Map<string, number>();
  #next: number;
  #stopRetrying: Cancel | null = null;

  constructor(options: LenientIdsOptions) {
    this.#options = options;
    this.#next = FIRST_VOLATILE_ID + Math.floor(options.random() * VOLATILE_RANGE);
  }

  async allocate(space: string, keys: readonly string[]): Promise<readonly number[]> {
    const { ids } = this.#options;
    const lasting = keys.filter((key) => !this.#volatile.has(nameOf(space, key)));
    let known: ReadonlyMap<string, number>;
    try {
      const given = await ids.allocate(space, lasting);
      known = new Map(lasting.map((key, i) => [key, given[i]!]));
    } catch (error) {
      known = ids.known(space, lasting);
      this.#trouble(messageOf(error), space, lasting);
    }
    return keys.map((key) => known.get(key) ?? this.#volatileId(nameOf(space, key)));
  }

  close(): void {
    this.#stopRetrying?.();
    this.#stopRetrying = null;
  }

  #volatileId(name: string): number {
    const known = this.#volatile.get(name);
    if (known !== undefined) return known;
    if (this.#volatile.size >= MOST_VOLATILE) throw new StoreError("E_INDEX_FULL", "too many ids for one run");
    const id = this.#next++;
    this.#volatile.set(name, id);
    return id;
  }

  /** Tells once, and goes on trying to write what it could not. */
  #trouble(reason: string, space: string, keys: readonly string[]): void {
    if (this.#stopRetrying !== null) return;
    this.#options.onTrouble(reason);
    this.#stopRetrying = every(this.#options.clock, RETRY_MS, () => {
      this.#options.ids.allocate(space, keys).then(
        () => {
          if (this.#stopRetrying === null) return;
          this.close();
          this.#options.onTrouble(null);
        },
        // It was told of already.
        () => undefined,
      );
    });
  }
}

function nameOf(space: string, key: string): string {
  return `${space}\n${key}`;
}
