import { StoreError } from "./errors.ts";
import type { Opening } from "./protocol.ts";
import { openStateFile, type StateFile, type StateFileOptions } from "./state-file.ts";

/** Numbers for names, for ever: ids and SNMP indexes that must outlive restarts and are never given out twice. */
export interface IndexMap {
  /** UUID of this numbering; a lost map is a new epoch, whose numbers mean something else. */
  readonly epoch: string;
  readonly opening: Opening;
  /** A known key keeps its number, a new one gets the next never used (from 1). On disk before it resolves. */
  allocate(space: string, keys: readonly string[]): Promise<readonly number[]>;
  /** The numbers of those keys that have one on disk already; never waits for the disk. */
  known(space: string, keys: readonly string[]): ReadonlyMap<string, number>;
  /** All keys of a space with their numbers, oldest first. */
  entries(space: string): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

interface Content {
  readonly epoch: string;
  /** Keys of each space in the order of their numbers: the first has number 1. */
  readonly spaces: Readonly<Record<string, readonly string[]>>;
}

const maximumKeys = 65_536;
const maximumKeyLength = 1024;

export interface IndexMapOptions extends Pick<StateFileOptions<unknown>, "directory" | "logger"> {
  /** File name without `.json`. */
  readonly name: string;
  readonly newEpoch: string;
}

export async function openIndexMap(options: IndexMapOptions): Promise<IndexMap> {
  const file = openStateFile<Content>({ ...options, version: 1, decode });
  const found = await file.read();
  switch (found.kind) {
    case "value":
    case "damaged-recovered":
      return new StoredIndexMap(file, found.value, { kind: "existing" });
    case "missing":
      return create(file, options.newEpoch, { kind: "created" });
    case "damaged-lost":
      return create(file, options.newEpoch, { kind: "replaced", reason: found.problem, keptAs: null });
  }
}

async function create(file: StateFile<Content>, epoch: string, opening: Opening): Promise<IndexMap> {
  const content = { epoch, spaces: {} };
  await file.write(content);
  return new StoredIndexMap(file, content, opening);
}

class StoredIndexMap implements IndexMap {
  readonly epoch: string;
  readonly opening: Opening;
  readonly #file: StateFile<Content>;
  readonly #spaces = new Map<string, Map<string, number>>();
  /** How many keys of each space are on disk: those with the lowest numbers. */
  #onDisk: ReadonlyMap<string, number> = new Map();
  #written: Promise<void> = Promise.resolve();
  #dirty = false;
  #closed = false;

  constructor(file: StateFile<Content>, content: Content, opening: Opening) {
    this.#file = file;
    this.epoch = content.epoch;
    this.opening = opening;
    for (const [space, keys] of Object.entries(content.spaces)) {
      this.#spaces.set(space, new Map(keys.map((key, index) => [key, index + 1])));
    }
    this.#onDisk = this.#sizes();
  }

  async allocate(space: string, keys: readonly string[]): Promise<readonly number[]> {
    if (this.#closed) throw new StoreError("E_STORE_GONE", "the index map is closed");
    const onDisk = this.known(space, keys);
    // What is on disk needs no disk.
    if (keys.every((key) => onDisk.has(key))) return keys.map((key) => onDisk.get(key)!);
    const known = this.#spaces.get(space) ?? new Map<string, number>();
    const added = new Set(keys.filter((key) => !known.has(key)));
    const tooLong = keys.some((key) => key.length > maximumKeyLength);
    if (tooLong || known.size + added.size > maximumKeys) {
      throw new StoreError("E_INDEX_FULL", `no room for ${added.size} more keys in "${space}"`, { space });
    }
    this.#spaces.set(space, known);
    // Numbers are never freed, so the size of a space is its highest number.
    for (const key of added) known.set(key, known.size + 1);
    // What an earlier failure left unwritten is tried again before its numbers are told to anybody.
    if (added.size > 0 || this.#dirty) this.#written = this.#write();
    await this.#written;
    return keys.map((key) => known.get(key) ?? 0);
  }

  known(space: string, keys: readonly string[]): ReadonlyMap<string, number> {
    const numbers = this.#spaces.get(space);
    const highest = this.#onDisk.get(space) ?? 0;
    const found = keys.map((key) => [key, numbers?.get(key) ?? Number.POSITIVE_INFINITY] as const);
    return new Map(found.filter(([, number]) => number <= highest));
  }

  entries(space: string): ReadonlyMap<string, number> {
    return new Map(this.#spaces.get(space));
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A failed write has been reported to those who asked for it.
    await Promise.allSettled([this.#written]);
  }

  async #write(): Promise<void> {
    const sizes = this.#sizes();
    try {
      await this.#file.write({ epoch: this.epoch, spaces: this.#asArrays() });
      this.#onDisk = sizes;
      this.#dirty = false;
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  #sizes(): ReadonlyMap<string, number> {
    return new Map([...this.#spaces].map(([space, keys]) => [space, keys.size]));
  }

  #asArrays(): Record<string, string[]> {
    return Object.fromEntries([...this.#spaces].map(([space, keys]) => [space, [...keys.keys()]]));
  }
}

function decode(raw: unknown): Content {
  const { epoch, spaces } = raw as Partial<Content>;
  const damaged = () => new StoreError("E_STATE_DAMAGED", "the index map has another shape");
  if (typeof epoch !== "string" || typeof spaces !== "object" || spaces === null) throw damaged();
  for (const keys of Object.values(spaces)) {
    const whole = Array.isArray(keys) && keys.every((key) => typeof key === "string");
    if (!whole || new Set(keys).size !== keys.length) throw damaged();
  }
  return { epoch, spaces };
}
