import type { Notification } from "../../snmp/notification.ts";

/**
 * Notifications of what an event has changed: alarms, states. They are told, and written to disk, together with the
 * event, so that a crash loses both or none. What no event has changed is told at the end of the turn.
 */
export class Companions {
  #waiting: Notification[] = [];
  #tell: ((notification: Notification) => void) | undefined;

  /** From now on; before, nothing is kept: the events will be told again, and what they changed with them. */
  open(tell: (notification: Notification) => void): void {
    this.#tell = tell;
  }

  close(): void {
    this.#tell = undefined;
    this.#waiting = [];
  }

  add(make: () => Notification): void {
    if (this.#tell === undefined) return;
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(make());
  }

  /** Those of the event that is being told. */
  take(): readonly Notification[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  #flush(): void {
    for (const notification of this.take()) this.#tell?.(notification);
  }
}
