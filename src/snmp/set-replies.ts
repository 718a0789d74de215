import type { Clock } from "../base/clock.ts";
import { TIME_WINDOW } from "./usm.ts";
import type { V3Message } from "./v3-message.ts";

const MOST_REPLIES = 512;
const MOST_REMEMBERED = 65_536;

/** A SET that was done, whose reply is not kept any more, or is not made yet. */
export const DONE = "done";

/**
 * Recent SET messages by their digests, and the replies to the last of them. A manager that got no reply sends the same
 * octets again, and so may anybody who recorded them: inside the time window the SET must not be done twice.
 */
export class SetReplies {
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #until = new Map<string, number>();
  readonly #replies = new Map<string, Buffer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(message: V3Message): Buffer | typeof DONE | undefined {
    const key = keyOf(message);
    const until = this.#until.get(key);
    if (until === undefined || this.#clock.monotonic() > until) return undefined;
    return this.#replies.get(key) ?? DONE;
  }

  /** The SET is being done. */
  begin(message: V3Message): void {
    // A message is refused by its time alone once it is older than the window, on either side of our clock.
    this.#until.set(keyOf(message), this.#clock.monotonic() + 2 * TIME_WINDOW * 1000);
  }

  keep(message: V3Message, reply: Buffer): void {
    const now = this.#clock.monotonic();
    this.begin(message);
    this.#replies.set(keyOf(message), reply);
    for (const [old, until] of this.#until) {
      if (until >= now && this.#until.size <= MOST_REMEMBERED) break;
      this.#until.delete(old);
      this.#replies.delete(old);
    }
    for (const old of this.#replies.keys()) {
      if (this.#replies.size <= MOST_REPLIES) break;
      this.#replies.delete(old);
    }
  }
}

function keyOf(message: V3Message): string {
  const { bytes, authStart, authEnd, userStart, userEnd } = message;
  const digest = Buffer.from(bytes.subarray(authStart, authEnd)).toString("latin1");
  return `${Buffer.from(bytes.subarray(userStart, userEnd)).toString("latin1")} ${digest}`;
}
