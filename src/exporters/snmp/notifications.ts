import type { Clock } from "../../base/clock.ts";
import type { Unsubscribe } from "../../base/emitter.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification } from "../../snmp/notification.ts";
import { NotificationSender } from "../../snmp/notification-sender.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { UdpDoor } from "../../snmp/udp-listener.ts";
import type { V3Framer } from "../../snmp/v3-frame.ts";
import { BASE_OID } from "./base-oid.ts";
import type { Companions } from "./companions.ts";
import { type EventFeedHooks, followEvents } from "./event-feed.ts";
import type { SentNotification } from "./notification-record.ts";
import { Notifier } from "./notifier.ts";
import { OperWatch } from "./oper-watch.ts";
import { Outbox, type OutboxPort } from "./outbox.ts";
import type { Projection } from "./projection.ts";
import { SenderSockets } from "./sender-sockets.ts";

export interface NotificationsOptions {
  readonly domain: Domain;
  readonly projection: Projection;
  readonly targets: readonly NotificationTarget[];
  /** Whether a target may be told, and wants to be. */
  readonly admits: (target: NotificationTarget, notification: Notification) => boolean;
  readonly engine: SnmpEngine;
  readonly framer: V3Framer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly udp: UdpDoor;
  readonly random: (octets: number) => Uint8Array;
  /** What changes with the model; taken with the events that change it. */
  readonly companions: Companions;
  /** What an event of the log is told as. One that is not `live` may be of an earlier run, or told already. */
  readonly translate?: ((event: LoggedEvent, live: boolean) => readonly Notification[]) | undefined;
  readonly hooks?: EventFeedHooks | undefined;
  /** Keeps notifications until they are acknowledged; without it they are lost at the end. */
  readonly outbox?: OutboxPort | undefined;
  /** Names the configuration; unchanged since the last start, the agent says warmStart. */
  readonly configuration?: string | undefined;
  /** Given every notification, whether anybody is sent it or not. */
  readonly log?: ((notification: Notification) => void) | undefined;
  /** How many of the newest notifications before this start `restore` is given, the oldest first. */
  readonly kept?: number;
  readonly restore?: (page: readonly SentNotification[]) => void;
  /** Told before the first event is: who can notify, and how many notifications there were before. */
  readonly onOpen?: ((notifier: Notifier, sequence: number) => void) | undefined;
}

/** The notifications of the exporter: what in the model makes which, and the sockets they leave from. */
export class Notifications {
  readonly #notifier: Notifier;
  readonly #sender: NotificationSender;
  readonly #sockets: SenderSockets;
  readonly #outbox: Outbox;
  readonly #companions: Companions;
  readonly #unfollow: Unsubscribe;

  private constructor(
    notifier: Notifier,
    sender: NotificationSender,
    sockets: SenderSockets,
    outbox: Outbox,
    companions: Companions,
    unfollow: Unsubscribe,
  ) {
    this.#notifier = notifier;
    this.#sender = sender;
    this.#sockets = sockets;
    this.#outbox = outbox;
    this.#companions = companions;
    this.#unfollow = unfollow;
  }

  /** Opens a socket for each address family of the targets and tells them that the agent has started. */
  static async start(options: NotificationsOptions): Promise<Notifications> {
    const { companions, domain, projection, targets, engine, framer, clock, logger, translate = () => [] } = options;
    const sockets = new SenderSockets(options.udp, logger);
    const sender = new NotificationSender({
      engine,
      clock,
      framer,
      logger,
      sysObjectId: BASE_OID,
      agentAddress: "0.0.0.0",
      firstId: Buffer.from(options.random(4)).readUInt32BE(0),
      send: (datagram, to) => sockets.send(datagram, to),
    });
    sockets.onMessage = (datagram, from) => sender.receive(datagram, from);
    await sockets.open(targets);
    const outbox = await Outbox.open({
      port: options.outbox,
      targets: targets.filter((target) => target.kind === "inform").map((target) => target.name),
      engine,
      clock,
      logger,
      events: { epoch: domain.log.epoch, sequence: domain.log.lastSequence },
      configuration: options.configuration,
    });
    if (options.restore !== undefined) await restoreLog(outbox, options.kept ?? 0, options.restore, logger);
    const discovering = (): boolean => domain.discovery().some((status) => status.state === "running");
    const { admits, log } = options;
    const notifier = new Notifier({ targets, admits, sender, outbox, engine, clock, logger, discovering, log });
    options.onOpen?.(notifier, outbox.lastSequence);
    notifier.wake();
    notifier.started(outbox.warm, outbox.resumed);
    projection.onChanged(() => notifier.configChanged());
    const oper = new OperWatch({ projection, companions, outbox, engine, discovering });
    const give = (event: LoggedEvent, live: boolean): void => {
      const made = live ? companions.take(event) : [];
      notifier.event(event, [...made, ...oper.of(event, live, made), ...translate(event, live)]);
    };
    const live = (): void => {
      companions.open(({ id, objects }) => notifier.notify(id, objects));
      options.hooks?.live?.();
      oper.live();
    };
    const unsubscribe = domain.onChange(({ kind }) => {
      if (kind === "discovery") oper.catchUp();
    });
    const unfollowEvents = await followEvents(domain, outbox.events, logger, give, { ...options.hooks, live });
    const unfollow = (): void => {
      unsubscribe();
      unfollowEvents();
    };
    return new Notifications(notifier, sender, sockets, outbox, companions, unfollow);
  }

  /** Makes sure that these targets could be told. Rejects when a socket for them cannot be had. */
  prepare(targets: readonly NotificationTarget[]): Promise<void> {
    return this.#sockets.open(targets);
  }

  /** Other targets from now on. Rejects, and keeps the old ones, when a socket for them cannot be had. */
  async setTargets(targets: readonly NotificationTarget[]): Promise<void> {
    await this.#sockets.open(targets);
    this.#notifier.setTargets(targets);
  }

  authenticationFailed(): void {
    this.#notifier.authenticationFailed();
  }

  async close(): Promise<void> {
    this.#unfollow();
    this.#notifier.close();
    this.#sender.close();
    await this.#sockets.close();
    this.#companions.close();
    await this.#outbox.close();
  }
}

async function restoreLog(
  outbox: Outbox,
  kept: number,
  restore: (page: readonly SentNotification[]) => void,
  logger: Logger,
): Promise<void> {
  try {
    for await (const page of outbox.newest(kept)) restore(page);
  } catch (error) {
    logger.warn({ error: messageOf(error) }, "notifications of earlier runs could not be read for the log");
  }
}
