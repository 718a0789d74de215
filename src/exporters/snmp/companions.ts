import type { LoggedEvent } from "../../hpi/event.ts";
import type { Notification } from "../../snmp/notification.ts";

/** Makes a notification, of a change that an event has made or that none has. */
type Make = (event: LoggedEvent | undefined) => Notification;

/**
 * Notifications of what an event has changed: alarms, states. They are told, and written to disk, together with the
 * event, so that a crash loses both or none. What no event has changed is told at the end of the turn.
 */
export class Companions {
  #waiting: Make[] = [];
  #tell: ((notification: Notification) => void) | undefined;

  /** From now on; before, nothing is kept: the events will be told again, and what they changed with them. */
  open(tell: (notification: Notification) => void): void {
    this.#tell = tell;
  }

  close(): void {
    this.#tell = undefined;
    this.#waiting = [];
  }

  add(make: Make): void {
    if (this.#tell === undefined) return;
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(make);
  }

  /** Those of the event that is being told. */
  take(event: LoggedEvent | undefined): readonly Notification[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken.map((make) => make(event));
  }

  #flush(): void {
    for (const notification of this.take(undefined)) this.#tell?.(notification);
  }
}
