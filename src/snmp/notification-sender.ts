import type { Cancel, Clock } from "../base/clock.ts";
import { messageOf, WireError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { BerReader, BerTag, BerWriter } from "../wire/ber.ts";
import { DigestScratch } from "./authentication.ts";
import type { Source } from "./dispatcher.ts";
import type { SnmpEngine } from "./engine.ts";
import { InformChannel } from "./inform-channel.ts";
import { type Notification, writeNotificationPdu, writeTrapV1Pdu } from "./notification.ts";
import type { NotificationTarget, UserSecurity } from "./notification-target.ts";
import type { Oid } from "./oid.ts";
import { PduHeader, PduType, readPdu } from "./pdu.ts";
import { parseAddress } from "./source-list.ts";
import { minimumLevelOf, type UserKeys, userKeys } from "./user-keys.ts";
import type { V3Framer } from "./v3-frame.ts";

export interface NotificationSenderOptions {
  readonly engine: SnmpEngine;
  readonly clock: Clock;
  readonly framer: V3Framer;
  readonly logger: Logger;
  readonly sysObjectId: Oid;
  /** IPv4 address for the agent-addr of SNMPv1 traps, as text. */
  readonly agentAddress: string;
  readonly send: (datagram: Uint8Array, to: Source) => void;
  /** First request id; a random one keeps replies to an earlier life apart. */
  readonly firstId: number;
}

interface Waiting {
  readonly requestId: number;
  readonly target: NotificationTarget;
  readonly channel: InformChannel | undefined;
  /** Sends the inform again at once, as far as that makes sense. */
  again(): void;
  finish(acknowledged: boolean): void;
}

const LONGEST_WAIT = 60_000;
/** Enough for an inform to learn the receiver's engine id, then its time, then to be sent. */
const REPORTS_PER_ATTEMPT = 3;
const NOTHING = new Uint8Array(0);

/** Sends traps and informs (RFC 3413 section 3.3) and takes the answers to informs. */
export class NotificationSender {
  readonly #options: NotificationSenderOptions;
  readonly #scratch: DigestScratch;
  readonly #bytes: Buffer;
  readonly #reader = new BerReader();
  readonly #pdu = new PduHeader();
  readonly #trapKeys = new WeakMap<NotificationTarget, UserKeys>();
  readonly #channels = new WeakMap<NotificationTarget, InformChannel>();
  readonly #waiting = new Map<number, Waiting>();
  #nextId: number;

  constructor(options: NotificationSenderOptions) {
    this.#options = options;
    this.#scratch = new DigestScratch(options.engine.maxMessageSize);
    this.#bytes = Buffer.allocUnsafeSlow(options.engine.maxMessageSize);
    this.#nextId = options.firstId & 0x7fffffff;
  }

  /** Informs under way. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Sends a trap once. */
  trap(target: NotificationTarget, notification: Notification): void {
    const requestId = this.#newId();
    const datagram =
      target.security.version === "v3"
        ? this.#trapV3(target, target.security, requestId, notification)
        : this.#community(target.security, PduType.trapV2, requestId, notification);
    if (datagram === undefined) {
      this.#options.logger.debug({ target: target.name }, "SNMPv1 cannot say this notification");
      return;
    }
    this.#options.send(datagram, { address: target.host, port: target.port });
  }

  /**
   * Sends an inform until it is acknowledged or its repetitions are used up; resolves with which. Rejects when it cannot
   * be put into a message or that cannot be sent.
   */
  inform(target: NotificationTarget, notification: Notification): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const { clock } = this.#options;
      const requestId = this.#newId();
      const channel = this.#channelOf(target);
      let left = target.retries;
      let wait = target.timeout;
      let reports = 0;
      let cancel: Cancel = () => {};
      const transmit = (): void => {
        const datagram = this.#informMessage(target, channel, requestId, notification);
        if (datagram !== undefined) this.#options.send(datagram, { address: target.host, port: target.port });
      };
      const attempt = (): void => {
        reports = 0;
        try {
          transmit();
        } catch (error) {
          reject(error);
          waiting.finish(false);
          return;
        }
        cancel = clock.after(wait, () => {
          if (left-- <= 0) return waiting.finish(false);
          wait = Math.min(wait * 2, LONGEST_WAIT);
          attempt();
        });
      };
      const waiting: Waiting = {
        requestId,
        target,
        channel,
        again: () => {
          if (++reports <= REPORTS_PER_ATTEMPT) transmit();
        },
        finish: (acknowledged) => {
          cancel();
          this.#waiting.delete(requestId);
          // It may have been replaced: begin anew with discovery next time.
          if (!acknowledged) channel?.forget();
          resolve(acknowledged);
        },
      };
      this.#waiting.set(requestId, waiting);
      attempt();
    });
  }

  /** Takes a datagram that came to the sending socket. Never throws. */
  receive(datagram: Uint8Array, from: Source): void {
    try {
      this.#receive(datagram, from);
    } catch (error) {
      const details = { from: from.address, error: messageOf(error) };
      if (error instanceof WireError) this.#options.logger.debug(details, "an answer to an inform was malformed");
      else this.#options.logger.error(details, "a defect kept an answer to an inform from being taken");
    }
  }

  /** Gives up all informs under way. */
  close(): void {
    for (const waiting of [...this.#waiting.values()]) waiting.finish(false);
  }

  #receive(datagram: Uint8Array, from: Source): void {
    const reader = this.#reader.reset(datagram);
    if (reader.enter(BerTag.sequence) !== datagram.length) return;
    const version = reader.integer();
    if (version === 3) {
      for (const waiting of this.#waiting.values()) {
        if (waiting.channel === undefined || !isFrom(waiting.target, from)) continue;
        reader.reset(datagram);
        reader.enter(BerTag.sequence);
        reader.integer();
        const answer = waiting.channel.answer(datagram, reader, waiting.requestId);
        if (answer === "acknowledged") waiting.finish(true);
        else if (answer === "again") waiting.again();
        if (answer !== "none") return;
      }
      return;
    }
    reader.octets();
    const communityStart = reader.start;
    const community = Buffer.from(datagram.subarray(communityStart, reader.position)).toString("utf8");
    readPdu(reader, this.#pdu);
    const waiting = this.#waiting.get(this.#pdu.requestId);
    if (waiting === undefined || this.#pdu.type !== PduType.response || !isFrom(waiting.target, from)) return;
    const { security } = waiting.target;
    if (version === 1 && security.version === "v2c" && security.community === community) waiting.finish(true);
  }

  #newId(): number {
    this.#nextId = (this.#nextId + 1) & 0x7fffffff;
    return this.#nextId;
  }

  #channelOf(target: NotificationTarget): InformChannel | undefined {
    const { security } = target;
    if (security.version !== "v3") return undefined;
    const known = this.#channels.get(target);
    if (known !== undefined) return known;
    const { clock, framer, engine } = this.#options;
    const channel = new InformChannel({ user: security.user, clock, framer, engine, scratch: this.#scratch });
    this.#channels.set(target, channel);
    return channel;
  }

  #informMessage(
    target: NotificationTarget,
    channel: InformChannel | undefined,
    requestId: number,
    notification: Notification,
  ): Uint8Array | undefined {
    if (target.security.version !== "v3")
      return this.#community(target.security, PduType.inform, requestId, notification);
    const writer = new BerWriter(this.#bytes);
    writeNotificationPdu(writer, PduType.inform, requestId, notification);
    return channel?.message(writer, requestId);
  }

  #community(
    security: { readonly version: "v1" | "v2c"; readonly community: string },
    type: typeof PduType.trapV2 | typeof PduType.inform,
    requestId: number,
    notification: Notification,
  ): Uint8Array | undefined {
    const writer = new BerWriter(this.#bytes);
    const { sysObjectId, agentAddress } = this.#options;
    if (security.version === "v2c") writeNotificationPdu(writer, type, requestId, notification);
    else if (!writeTrapV1Pdu(writer, notification, sysObjectId, parseAddress(agentAddress) ?? [])) return undefined;
    writer.octets(Buffer.from(security.community, "utf8"));
    writer.integer(security.version === "v1" ? 0 : 1);
    writer.header(BerTag.sequence, writer.bytes.length);
    return Buffer.from(writer.bytes.subarray(writer.position));
  }

  #trapV3(
    target: NotificationTarget,
    security: UserSecurity,
    requestId: number,
    notification: Notification,
  ): Uint8Array {
    const { engine, framer } = this.#options;
    let keys = this.#trapKeys.get(target);
    if (keys === undefined) {
      keys = userKeys(security.user, engine.id, this.#scratch);
      this.#trapKeys.set(target, keys);
    }
    const name = Buffer.from(security.user.name, "utf8");
    const writer = new BerWriter(this.#bytes);
    writeNotificationPdu(writer, PduType.trapV2, requestId, notification);
    const { time } = engine;
    framer.frame(writer, writer.bytes.length, {
      msgId: requestId,
      maxSize: engine.maxMessageSize,
      level: keys.cipher === undefined ? 1 : minimumLevelOf(security.user),
      reportable: false,
      engineId: engine.id,
      boots: engine.boots,
      time,
      name,
      nameStart: 0,
      nameEnd: name.length,
      ...keys,
      contextEngineId: engine.id,
      context: NOTHING,
      contextStart: 0,
      contextEnd: 0,
    });
    return Buffer.from(writer.bytes.subarray(writer.position));
  }
}

function isFrom(target: NotificationTarget, from: Source): boolean {
  if (target.port !== from.port) return false;
  const a = parseAddress(target.host);
  const b = parseAddress(from.address);
  return a !== undefined && b !== undefined && a.join() === b.join();
}
