/** Where the event itself begins in a record: before it are record id, type and time, which a message lacks. */
const EVENT_OFFSET = 7;

/** What makes an event message and its SEL record the same: generator, sensor, direction and data. */
export function eventKey(raw: Uint8Array): string {
  return Buffer.from(raw.subarray(EVENT_OFFSET)).toString("hex");
}

export interface Hint {
  readonly key: string;
  readonly raw: Uint8Array;
  /** Monotonic milliseconds. */
  readonly at: number;
}

const LIMIT = 256;
/** A message is fetched after its record was read when both came at once, but not later than this. */
const BEHIND_MS = 5000;

/** Event messages on their way to be found in the SEL. */
export class Hints {
  #waiting: Hint[] = [];
  /** Records that no message had announced when they were read. */
  #read: { key: string; at: number }[] = [];

  /** A message came. Its record may have been read before: then there is nothing to wait for. */
  add(raw: Uint8Array, at: number): void {
    const hint = { key: eventKey(raw), raw, at };
    const i = this.#read.findIndex((record) => record.key === hint.key && at - record.at < BEHIND_MS);
    if (i >= 0) {
      this.#read.splice(i, 1);
      return;
    }
    this.#waiting.push(hint);
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
  }

  /** A SEL record was read: true when it was announced by a message that waits. */
  match(raw: Uint8Array, at: number): boolean {
    const key = eventKey(raw);
    const i = this.#waiting.findIndex((hint) => hint.key === key);
    if (i < 0) {
      this.#read = this.#read.filter((record) => at - record.at < BEHIND_MS).slice(1 - LIMIT);
      this.#read.push({ key, at });
      return false;
    }
    this.#waiting.splice(i, 1);
    return true;
  }

  /** Takes the messages that waited long enough; they are events now. */
  takeOlderThan(at: number): readonly Hint[] {
    const due = this.#waiting.filter((hint) => hint.at <= at);
    this.#waiting = this.#waiting.filter((hint) => hint.at > at);
    return due;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
}
