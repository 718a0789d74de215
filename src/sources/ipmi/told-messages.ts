import type { LoggedEvent } from "../../hpi/event.ts";
import { eventKey } from "./hints.ts";

/** A record that comes later than this is another event. */
const REMEMBERED_MS = 600_000;
const LIMIT = 256;

interface ToldMessage {
  readonly key: string;
  /** Monotonic milliseconds. */
  readonly at: number;
  /** The same by the wall clock. */
  readonly received: number;
  /** The event it became; rejects when it became none. */
  readonly event: Promise<Pick<LoggedEvent, "sequence">>;
}

/** Event messages that became events themselves: a record of one of them that turns up later tells nothing new. */
export class ToldMessages {
  #waiting: ToldMessage[] = [];
  /** Those of earlier runs, whether their records were read or not: all of the log may have to be read again. */
  #earlier: Pick<ToldMessage, "key" | "received">[] = [];
  /** Of the events whose records were read: told with the cursor, so that a restart does not wait for them again. */
  #found: { readonly sequence: number; readonly at: number }[] = [];

  add(message: { raw: Uint8Array; at: number; received: number; event: ToldMessage["event"] }): void {
    const { raw, ...rest } = message;
    this.#waiting.push({ key: eventKey(raw), ...rest });
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
  }

  /** The messages told in an earlier run, from its events; `found` is what the cursor said. */
  restore(events: readonly LoggedEvent[], found: readonly number[], now: number): void {
    this.#found = found.map((sequence) => ({ sequence, at: now }));
    const end = events.at(-1)?.time.received ?? 0;
    for (const event of events) {
      const { origin, raw, sequence, time, resourceId } = event;
      const age = Math.max(0, end - time.received);
      // Those of no resource are traps of controllers that nobody looks after.
      if (origin !== "event-message" || raw === undefined || resourceId === null) continue;
      const bytes = Buffer.from(raw, "hex");
      this.#earlier.push({ key: eventKey(bytes), received: time.received });
      if (age >= REMEMBERED_MS || found.includes(sequence)) continue;
      // Only time in which the agent was there counts.
      this.add({ raw: bytes, at: now - age, received: time.received, event: Promise.resolve(event) });
    }
  }

  /**
   * A SEL record was read: true when its message is in the log as an event. `stamp` is when it was logged, by the wall
   * clock; null when that is not known.
   */
  async has(raw: Uint8Array, now: number, stamp: number | null): Promise<boolean> {
    this.#waiting = this.#waiting.filter(({ at }) => now - at < REMEMBERED_MS);
    const key = eventKey(raw);
    const told = this.#waiting.find(
      (message) => message.key === key && (stamp === null || Math.abs(stamp - message.received) < REMEMBERED_MS),
    );
    if (told === undefined) return false;
    this.#waiting.splice(this.#waiting.indexOf(told), 1);
    // The cursor must not pass the record before its event is in the log.
    const [outcome] = await Promise.allSettled([told.event]);
    if (outcome.status === "rejected") return false;
    this.#found.push({ sequence: outcome.value.sequence, at: now });
    return true;
  }

  /** The same for a record that was perhaps read in an earlier run, and is read again with all of the log. */
  hadEarlier(raw: Uint8Array, stamp: number | null): boolean {
    if (stamp === null) return false;
    const key = eventKey(raw);
    const i = this.#earlier.findIndex((told) => told.key === key && Math.abs(stamp - told.received) < REMEMBERED_MS);
    if (i < 0) return false;
    this.#earlier.splice(i, 1);
    return true;
  }

  /** Sequence numbers of events whose records are not behind the cursor, as far as a restart could take them for that. */
  found(now: number): readonly number[] {
    this.#found = this.#found.filter(({ at }) => now - at < 2 * REMEMBERED_MS).slice(-LIMIT);
    return this.#found.map(({ sequence }) => sequence);
  }
}
