import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { SentNotification } from "./notification-record.ts";
import type { Outbox } from "./outbox.ts";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export interface InformQueueOptions {
  readonly target: NotificationTarget;
  readonly outbox: Outbox;
  /** Whether the target may be told, and wants to be. */
  readonly admits: (target: NotificationTarget, notification: Notification) => boolean;
  /** Resolves with whether it was acknowledged. */
  readonly send: (target: NotificationTarget, notification: Notification) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Informs for one target: one after the other, each repeated until it is acknowledged. What waits lies in the outbox;
 * what the outbox had to drop meanwhile is counted as lost.
 */
export class InformQueue {
  readonly #options: InformQueueOptions;
  #running = false;
  #closed = false;
  #cancel: Cancel = () => {};
  /** Notifications that were dropped unacknowledged. */
  lost = 0;

  constructor(options: InformQueueOptions) {
    this.#options = options;
  }

  /** Notifications not acknowledged yet. */
  get length(): number {
    const { outbox, target } = this.#options;
    return outbox.lastSequence - outbox.delivered(target.name);
  }

  /** There may be something to send. */
  wake(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    void this.#run().finally(() => {
      this.#running = false;
      // Something may have come after the last look.
      if (this.length > 0) this.wake();
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #run(): Promise<void> {
    const { target, outbox, admits, send, logger } = this.#options;
    let pause = FIRST_PAUSE_MS;
    while (!this.#closed) {
      const next = await this.#next();
      if (next === undefined) return;
      if (next !== "unreadable" && !admits(target, next)) {
        outbox.passOver(target.name, next.sequence);
        continue;
      }
      let acknowledged = false;
      try {
        acknowledged = next !== "unreadable" && (await send(target, next));
      } catch (error) {
        // A defect; what waits behind it must not be lost with it.
        logger.error({ target: target.name, error: messageOf(error) }, "an inform could not be sent");
      }
      if (this.#closed) return;
      if (acknowledged && next !== "unreadable") {
        outbox.setDelivered(target.name, next.sequence);
        pause = FIRST_PAUSE_MS;
        continue;
      }
      logger.warn({ target: target.name, waiting: this.length }, "an inform is not acknowledged");
      await this.#wait(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  async #next(): Promise<SentNotification | "unreadable" | undefined> {
    const { target, outbox, logger } = this.#options;
    const delivered = outbox.delivered(target.name);
    const last = outbox.lastSequence;
    try {
      const next = await outbox.after(delivered);
      const gone = (next?.sequence ?? last + 1) - delivered - 1;
      if (gone > 0) {
        this.lost += gone;
        logger.warn({ target: target.name, lost: gone }, "notifications were dropped before they were acknowledged");
        outbox.setDelivered(target.name, delivered + gone);
      }
      return next;
    } catch (error) {
      logger.warn({ target: target.name, error: messageOf(error) }, "notifications could not be read");
      return "unreadable";
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#cancel = () => {
        cancel();
        resolve();
      };
    });
  }
}
