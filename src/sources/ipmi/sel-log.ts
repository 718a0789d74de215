import { decodeSelRecord } from "../../ipmi/sel/index.ts";
import { selTime } from "../../ipmi/sel/sel-time.ts";
import type { EventBuilder } from "./event-builder.ts";
import type { SelEntry } from "./sel-reader.ts";

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

  /** False for a record that was read before. */
  add(entry: SelEntry): boolean {
    this.#entries.push(entry);
    if (this.#entries.length > LIMIT) this.#entries.shift();
    return this.remember(entry.hex);
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

  /** The log was cleared: its records begin anew and may look like old ones. */
  clear(): void {
    this.#entries = [];
    this.#known.clear();
  }

  /** All of it is read once more, and some of it is not there any more. */
  beginAnew(): void {
    this.#entries = [];
  }

  /** Everything the log holds, read once more to be shown. */
  fill(entries: readonly SelEntry[]): void {
    const listed = new Set(entries.map((entry) => entry.hex));
    const later = this.#entries.filter((entry) => !listed.has(entry.hex));
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

  #decode({ id, raw, hex }: SelEntry): ReadSelRecord {
    const { event } = this.#builder.meaning(raw, "sel");
    const record = decodeSelRecord(raw);
    const stamp = "timestamp" in record ? selTime(record.timestamp) : undefined;
    const sinceStart = stamp?.kind === "since-start" ? { sinceStart: stamp.seconds } : {};
    const time = this.#builder.timeOf(record);
    return { controller: this.#controller, id, time, ...sinceStart, text: event.text, raw: hex };
  }
}
