import { decodeSelRecord } from "../../ipmi/sel/index.ts";
import { selTime } from "../../ipmi/sel/sel-time.ts";
import type { EventBuilder } from "./event-builder.ts";
import type { SelEntry, SelRead } from "./sel-reader.ts";
import { selStampOf } from "./sel-stamp.ts";

/** A record of a controller's own event log as it was read. */
export interface ReadSelRecord {
  readonly controller: string;
  readonly id: number;
  /** The device's time stamp, milliseconds since the epoch; null when it gave none. */
  readonly time: number | null;
  /** Seconds since the controller's start, of a record from before its clock was set. */
  readonly sinceStart?: number;
  readonly text: string;
  /** The record as hexadecimal text. */
  readonly raw: string;
}

const LIMIT = 4096;

/** The last records read from a SEL, in its order: to be shown, and to know a record when it is read again. */
export class SelLog {
  readonly #controller: string;
  readonly #builder: Pick<EventBuilder, "meaning" | "timeOf">;
  #entries: SelEntry[] = [];
  readonly #known = new Set<string>();
  #decoded = new WeakMap<SelEntry, ReadSelRecord>();

  constructor(controller: string, builder: Pick<EventBuilder, "meaning" | "timeOf">) {
    this.#controller = controller;
    this.#builder = builder;
  }

  /** What of this was not read before. Unless `since` is the cursor, it is all that the log holds. */
  take(since: SelRead["since"], entries: readonly SelEntry[]): readonly SelEntry[] {
    if (since === "erased") this.#forgetUnstamped();
    const contents = since === "cursor" ? undefined : this.#contents();
    if (since !== "cursor") this.#entries = [];
    if (entries.length > 0) this.#entries = [...this.#entries, ...entries].slice(-LIMIT);
    return entries.filter(({ hex }) => {
      const isNew = this.remember(hex);
      // Records get other ids where one before them was deleted.
      const count = contents?.get(contentOf(hex)) ?? 0;
      if (count > 0) contents?.set(contentOf(hex), count - 1);
      return isNew && count === 0;
    });
  }

  isKnown(hex: string): boolean {
    return this.#known.has(hex);
  }

  /** A record known from an earlier run; false when it was known already. */
  remember(hex: string): boolean {
    if (this.#known.has(hex)) return false;
    this.#known.add(hex);
    if (this.#known.size > 2 * LIMIT) {
      for (const oldest of this.#known) {
        this.#known.delete(oldest);
        break;
      }
    }
    return true;
  }

  /** The log is empty. */
  clear(): void {
    this.#entries = [];
  }

  /** Everything the log holds up to the last one of these, read once more to be shown. */
  fill(entries: readonly SelEntry[]): void {
    const end = this.#entries.findLastIndex(({ hex }) => hex === entries.at(-1)?.hex);
    const listed = new Set(entries.map((entry) => entry.hex));
    const later = this.#entries.slice(end + 1).filter((entry) => !listed.has(entry.hex));
    this.#entries = [...entries, ...later].slice(-LIMIT);
    for (const entry of entries) this.remember(entry.hex);
  }

  /** Sensors and parts were found, or have other names: what was decoded may read differently now. */
  renamed(): void {
    this.#decoded = new WeakMap();
  }

  /**
   * Oldest first. Decoded when asked for, so that sensors found later have their names; a record stays the same object
   * until something is renamed.
   */
  records(): readonly ReadSelRecord[] {
    return this.#entries.map((entry) => {
      const known = this.#decoded.get(entry);
      if (known !== undefined) return known;
      const decoded = this.#decode(entry);
      this.#decoded.set(entry, decoded);
      return decoded;
    });
  }

  /** What has no time of its own may come again in a log that was cleared. */
  #forgetUnstamped(): void {
    for (const hex of this.#known) if (selStampOf(hex) === null) this.#known.delete(hex);
  }

  /** How many records are known of each content that a time stamp tells from others. */
  #contents(): Map<string, number> {
    const contents = new Map<string, number>();
    for (const hex of this.#known) {
      if (selStampOf(hex) !== null) contents.set(contentOf(hex), (contents.get(contentOf(hex)) ?? 0) + 1);
    }
    return contents;
  }

  #decode({ id, raw, hex }: SelEntry): ReadSelRecord {
    const { event } = this.#builder.meaning(raw, "sel");
    const record = decodeSelRecord(raw);
    const stamp = "timestamp" in record ? selTime(record.timestamp) : undefined;
    const sinceStart = stamp?.kind === "since-start" ? { sinceStart: stamp.seconds } : {};
    const time = this.#builder.timeOf(record);
    return { controller: this.#controller, id, time, ...sinceStart, text: event.text, raw: hex };
  }
}

/** A record without its id. */
function contentOf(hex: string): string {
  return hex.slice(4);
}
