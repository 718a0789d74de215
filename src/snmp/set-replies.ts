import type { Clock } from "../base/clock.ts";
import { TIME_WINDOW } from "./usm.ts";
import type { V3Message } from "./v3-message.ts";

const MOST = 512;

/**
 * Replies to recent SET messages by their digests. A manager that got no reply sends the same octets again, and so may
 * anybody who recorded them: inside the time window the SET must not be done twice.
 */
export class SetReplies {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly reply: Buffer; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(message: V3Message): Buffer | undefined {
    const kept = this.#kept.get(keyOf(message));
    return kept !== undefined && this.#clock.monotonic() <= kept.until ? kept.reply : undefined;
  }

  keep(message: V3Message, reply: Buffer): void {
    // A message is refused by its time alone once it is older than the window, on either side of our clock.
    const until = this.#clock.monotonic() + 2 * TIME_WINDOW * 1000;
    this.#kept.set(keyOf(message), { reply, until });
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(key);
    }
  }
}

function keyOf(message: V3Message): string {
  const { bytes, authStart, authEnd, userStart, userEnd } = message;
  const digest = Buffer.from(bytes.subarray(authStart, authEnd)).toString("latin1");
  return `${Buffer.from(bytes.subarray(userStart, userEnd)).toString("latin1")} ${digest}`;
}
