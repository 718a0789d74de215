import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification, NotifiedObject } from "../../snmp/notification.ts";
import type { NotificationSender } from "../../snmp/notification-sender.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { Oid } from "../../snmp/oid.ts";
import { InformQueue } from "./inform-queue.ts";
import type { EventPlace, Outbox } from "./outbox.ts";

const snmpTraps: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 5];
const COLD_START = 1;
const WARM_START = 2;
const AUTHENTICATION_FAILURE = 5;
const entConfigChange: Oid = [1, 3, 6, 1, 2, 1, 47, 2, 0, 1];

/** At most one entConfigChange in this time (RFC 6933); the last change is always told. */
const CONFIG_CHANGE_MS = 5000;
/** At most one authenticationFailure in this time: who floods us must not flood the managers through us. */
const AUTHENTICATION_FAILURE_MS = 10_000;

export interface NotifierOptions {
  readonly targets: readonly NotificationTarget[];
  readonly sender: NotificationSender;
  readonly outbox: Outbox;
  readonly engine: SnmpEngine;
  readonly clock: Clock;
  readonly logger: Logger;
  /** True while the hardware is still being found: what appears then is no change. */
  readonly discovering: () => boolean;
  /** Whether a target may be told, and wants to be. */
  readonly admits: (target: NotificationTarget, notification: Notification) => boolean;
  /** Given every notification, whether anybody is sent it or not. */
  readonly log?: ((notification: Notification) => void) | undefined;
}

/** Tells managers: traps once, informs in order until they are acknowledged. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #queues = new Map<NotificationTarget, InformQueue>();
  #targets: readonly NotificationTarget[] = [];
  #configChange: "quiet" | "waiting" | "pending" = "quiet";
  #cancelConfigChange: Cancel = () => {};
  #nextFailure = Number.NEGATIVE_INFINITY;

  constructor(options: NotifierOptions) {
    this.#options = options;
    const { outbox, targets } = options;
    this.#take(targets);
    outbox.onAdded = () => this.wake();
  }

  /** Begins, or goes on, to send informs that wait. */
  wake(): void {
    for (const queue of this.#queues.values()) queue.wake();
  }

  /** Other targets from now on; a new one is told what comes, not what was. Those kept are the same objects. */
  setTargets(targets: readonly NotificationTarget[]): void {
    const { outbox } = this.#options;
    const names = new Set(this.#targets.map(({ name }) => name));
    for (const { name } of targets) if (!names.has(name)) outbox.setDelivered(name, outbox.lastSequence);
    for (const name of names) if (!targets.some((target) => target.name === name)) outbox.forget(name);
    this.#take(targets);
    this.wake();
  }

  #take(targets: readonly NotificationTarget[]): void {
    const { sender, outbox, clock, logger, admits } = this.#options;
    const send = sender.inform.bind(sender);
    this.#targets = targets;
    for (const [target, queue] of this.#queues) {
      if (targets.includes(target)) continue;
      queue.close();
      this.#queues.delete(target);
    }
    for (const target of targets) {
      if (target.kind !== "inform" || this.#queues.has(target)) continue;
      this.#queues.set(target, new InformQueue({ target, outbox, admits, send, clock, logger }));
    }
  }

  notify(id: Oid, objects: readonly NotifiedObject[] = []): void {
    this.#tell([{ id, upTime: this.#options.engine.upTime(), objects }]);
  }

  /** Tells what an event of the log means; none is fine. The event counts as dealt with. */
  event(event: EventPlace, notifications: readonly Notification[]): void {
    this.#tell(notifications, event);
  }

  #tell(notifications: readonly Notification[], event?: EventPlace): void {
    const { outbox, log, admits } = this.#options;
    if (log !== undefined) for (const notification of notifications) log(notification);
    for (const target of this.#targets) {
      if (target.kind !== "trap") continue;
      for (const notification of notifications) if (admits(target, notification)) this.#trap(target, notification);
    }
    outbox.add(notifications, event);
  }

  #trap(target: NotificationTarget, notification: Notification): void {
    const { sender, logger } = this.#options;
    try {
      sender.trap(target, notification);
    } catch (error) {
      // A defect; the others, and the informs, must not be lost with it.
      logger.error({ target: target.name, error: messageOf(error) }, "a trap could not be sent");
    }
  }

  /**
   * The agent has started; `warm` when it did so with its configuration unchanged. When it is not its first start, the
   * entities may be others than those last told of, and are new rows anyway (RFC 6933, entLastChangeTime).
   */
  started(warm: boolean, resumed: boolean): void {
    this.notify([...snmpTraps, warm ? WARM_START : COLD_START]);
    if (!resumed) return;
    this.#configChange = "pending";
    this.#laterConfigChange();
  }

  authenticationFailed(): void {
    const now = this.#options.clock.monotonic();
    if (now < this.#nextFailure) return;
    this.#nextFailure = now + AUTHENTICATION_FAILURE_MS;
    this.notify([...snmpTraps, AUTHENTICATION_FAILURE]);
  }

  /** The physical entities have changed. */
  configChanged(): void {
    if (this.#configChange !== "quiet") {
      this.#configChange = "pending";
      return;
    }
    if (this.#options.discovering()) this.#configChange = "pending";
    else {
      this.#configChange = "waiting";
      this.notify(entConfigChange);
    }
    this.#laterConfigChange();
  }

  #laterConfigChange(): void {
    this.#cancelConfigChange = this.#options.clock.after(CONFIG_CHANGE_MS, () => {
      const pending = this.#configChange === "pending";
      this.#configChange = "quiet";
      if (pending) this.configChanged();
    });
  }

  close(): void {
    this.#cancelConfigChange();
    for (const queue of this.#queues.values()) queue.close();
  }
}
