import type { Cancel, Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";

const MOST_WAITING = 1000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;

/** Informs for one target: one after the other, each repeated until it is acknowledged; the oldest goes when there is no room. */
export class InformQueue {
  readonly #target: NotificationTarget;
  readonly #send: (target: NotificationTarget, notification: Notification) => Promise<boolean>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #waiting: Notification[] = [];
  #sending = false;
  #closed = false;
  #pause = FIRST_PAUSE_MS;
  #cancel: Cancel = () => {};
  /** Informs that were dropped unacknowledged. */
  lost = 0;

  constructor(
    target: NotificationTarget,
    send: (target: NotificationTarget, notification: Notification) => Promise<boolean>,
    clock: Clock,
    logger: Logger,
  ) {
    this.#target = target;
    this.#send = send;
    this.#clock = clock;
    this.#logger = logger;
  }

  get length(): number {
    return this.#waiting.length;
  }

  add(notification: Notification): void {
    if (this.#closed) return;
    if (this.#waiting.length >= MOST_WAITING) {
      // The first one may be under way; it is acknowledged or not, but the next is never sent twice.
      this.#waiting.splice(1, 1);
      this.lost++;
    }
    this.#waiting.push(notification);
    if (!this.#sending) this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#closed) {
      this.#sending = false;
      return;
    }
    this.#sending = true;
    void this.#send(this.#target, first).then((acknowledged) => {
      if (this.#closed) return;
      if (acknowledged) {
        this.#waiting.shift();
        this.#pause = FIRST_PAUSE_MS;
        this.#next();
        return;
      }
      const { name } = this.#target;
      this.#logger.warn({ target: name, waiting: this.#waiting.length }, "an inform is not acknowledged");
      this.#cancel = this.#clock.after(this.#pause, () => this.#next());
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    });
  }
}
