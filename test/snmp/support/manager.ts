import { Buffer } from "node:buffer";
import {
  authProtocol,
  DigestScratch,
  localizeKey,
  MessageDigest,
  passwordToKey,
} from "../../../src/snmp/authentication.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { MessageCipher, privacyKey, privProtocol } from "../../../src/snmp/privacy.ts";
import type { UsmUserOptions } from "../../../src/snmp/user-keys.ts";
import { BerReader, BerTag, BerWriter, MAX_ARCS } from "../../../src/wire/ber.ts";
import { engineId as ownEngine } from "./agent.ts";

const scratch = new DigestScratch(70_000);
const keys = new Map<string, { digest: MessageDigest; cipher: MessageCipher }>();

function keysOf(user: UsmUserOptions, engineId: Buffer): { digest: MessageDigest; cipher: MessageCipher } {
  const id = JSON.stringify([user, engineId.toString("hex")]);
  const known = keys.get(id);
  if (known !== undefined) return known;
  const auth = authProtocol(user.authProtocol);
  const priv = privProtocol(user.privProtocol ?? "AES");
  const made = {
    digest: new MessageDigest(
      auth,
      localizeKey(auth, passwordToKey(auth, Buffer.from(user.authPassword)), engineId),
      scratch,
    ),
    cipher: new MessageCipher(
      priv,
      privacyKey(priv, auth, Buffer.from(user.privPassword ?? user.authPassword), engineId),
    ),
  };
  keys.set(id, made);
  return made;
}

export interface Ask {
  readonly user: UsmUserOptions;
  readonly pdu: Buffer;
  readonly level?: 0 | 1 | 2;
  readonly boots?: number;
  readonly time?: number;
  readonly engineId?: Buffer;
  readonly contextEngineId?: Buffer;
  readonly context?: string;
  readonly maxSize?: number;
  readonly msgId?: number;
  readonly flags?: number;
  readonly model?: number;
  /** Changes the finished digest. */
  readonly spoil?: (digest: Buffer) => void;
}

/** A message as a manager sends it; every field may be set wrong. */
export function message(ask: Ask): Buffer {
  const { user, pdu, level = 2, boots = 3, time = 0, engineId = ownEngine } = ask;
  const { digest, cipher } = keysOf(user, engineId);
  const writer = new BerWriter(Buffer.alloc(70_000));
  const end = writer.position;
  writer.raw(pdu);
  writer.octets(Buffer.from(ask.context ?? ""));
  writer.octets(ask.contextEngineId ?? engineId);
  writer.header(BerTag.sequence, end);
  const salt = Buffer.from("0102030405060708", "hex");
  if (level === 2) {
    const vector = Buffer.alloc(16);
    MessageCipher.vector(boots >>> 0, time >>> 0, salt, 0, vector);
    cipher.encrypt(writer.bytes, writer.position, end, vector);
    writer.header(BerTag.octetString, end);
  }
  const parameters = writer.position;
  writer.octets(level === 2 ? salt : Buffer.alloc(0));
  writer.octets(Buffer.alloc(level === 0 ? 0 : digest.protocol.sentOctets));
  const field = writer.position + 2;
  writer.octets(Buffer.from(user.name));
  writer.integer(time);
  writer.integer(boots);
  writer.octets(engineId);
  writer.header(BerTag.sequence, parameters);
  writer.header(BerTag.octetString, parameters);
  const global = writer.position;
  writer.integer(ask.model ?? 3);
  writer.octets(Buffer.from([ask.flags ?? 4 | (level > 0 ? 1 : 0) | (level > 1 ? 2 : 0)]));
  writer.integer(ask.maxSize ?? 65507);
  writer.integer(ask.msgId ?? 4711);
  writer.header(BerTag.sequence, global);
  writer.integer(3);
  writer.header(BerTag.sequence, end);
  if (level > 0) {
    const made = digest.of(writer.bytes, writer.position, end, field).subarray(0, digest.protocol.sentOctets);
    ask.spoil?.(made);
    made.copy(writer.bytes, field);
  }
  return Buffer.from(writer.bytes.subarray(writer.position, end));
}

/** A request PDU with NULL values. `first` and `second`: error fields, or the repetition fields of GETBULK. */
export function request(
  type: number,
  names: readonly (readonly number[])[],
  first = 0,
  second = 0,
  requestId = 99,
): Buffer {
  const writer = new BerWriter(Buffer.alloc(70_000));
  const end = writer.position;
  for (const name of [...names].reverse()) {
    const varbindEnd = writer.position;
    writer.empty(BerTag.null);
    writer.objectIdentifier(name);
    writer.header(BerTag.sequence, varbindEnd);
  }
  writer.header(BerTag.sequence, end);
  writer.integer(second);
  writer.integer(first);
  writer.integer(requestId);
  writer.header(type, end);
  return Buffer.from(writer.bytes.subarray(writer.position));
}

export interface Varbind {
  readonly name: string;
  readonly tag: number;
  readonly value: number | bigint | string | undefined;
}

export interface Reply {
  readonly level: number;
  readonly msgId: number;
  readonly flags: number;
  readonly maxSize: number;
  readonly engineId: string;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  readonly salt: string;
  readonly type: number;
  readonly requestId: number;
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varbinds: readonly Varbind[];
}

/** Decodes a reply; checks its digest with the user's key when it claims to be authenticated. */
export function readReply(datagram: Buffer | undefined, user: UsmUserOptions): Reply {
  if (datagram === undefined) throw new Error("no reply");
  const reader = new BerReader().reset(datagram);
  if (reader.enter(BerTag.sequence) !== datagram.length) throw new Error("length");
  if (reader.integer() !== 3) throw new Error("version");
  reader.enter(BerTag.sequence);
  const msgId = reader.integer();
  const maxSize = reader.integer();
  const flags = octets(reader)[0]!;
  reader.integer();
  reader.enter(BerTag.octetString);
  reader.enter(BerTag.sequence);
  const engineId = octets(reader);
  const boots = reader.integer();
  const time = reader.integer();
  const name = octets(reader).toString();
  const digest = octets(reader);
  const field = reader.start;
  const salt = octets(reader);
  const level = (flags & 1) === 0 ? 0 : (flags & 2) === 0 ? 1 : 2;
  const { digest: own, cipher } = keysOf(user, engineId.length > 4 ? engineId : ownEngine);
  if (level > 0) {
    const expected = own.of(datagram, 0, datagram.length, field).subarray(0, digest.length);
    if (!expected.equals(digest)) throw new Error("the reply's digest is wrong");
  }
  if (level === 2) {
    const end = reader.octets();
    const vector = Buffer.alloc(16);
    MessageCipher.vector(boots, time, salt, 0, vector);
    reader.reset(cipher.decrypt(datagram, reader.start, end, vector));
  }
  reader.enter(BerTag.sequence);
  octets(reader);
  octets(reader);
  return {
    level,
    msgId,
    flags,
    maxSize,
    engineId: engineId.toString("hex"),
    boots,
    time,
    user: name,
    salt: salt.toString("hex"),
    ...readPduOf(reader),
  };
}

export function readPduOf(
  reader: BerReader,
): Pick<Reply, "type" | "requestId" | "errorStatus" | "errorIndex" | "varbinds"> {
  const type = reader.peek();
  reader.enterAny();
  const requestId = reader.integer();
  const errorStatus = reader.integer();
  const errorIndex = reader.integer();
  const end = reader.enter(BerTag.sequence);
  const varbinds: Varbind[] = [];
  while (reader.position < end) varbinds.push(varbind(reader));
  return { type, requestId, errorStatus, errorIndex, varbinds };
}

function varbind(reader: BerReader): Varbind {
  reader.enter(BerTag.sequence);
  const arcs = new Uint32Array(MAX_ARCS);
  const name = arcs.slice(0, reader.objectIdentifier(arcs)).join(".");
  const tag = reader.peek();
  switch (tag) {
    case BerTag.integer:
      if (reader.bytes[reader.position + 1]! > 4) break;
      return { name, tag, value: reader.integer() };
    case BerTag.counter32:
    case BerTag.unsigned32:
    case BerTag.timeTicks:
      return { name, tag, value: reader.unsigned(tag) };
    case BerTag.counter64:
      return { name, tag, value: reader.unsigned64(tag) };
    case BerTag.octetString:
      return { name, tag, value: octets(reader).toString("latin1") };
    case BerTag.objectIdentifier:
      return { name, tag, value: arcs.slice(0, reader.objectIdentifier(arcs)).join(".") };
    default:
  }
  reader.skip();
  return { name, tag, value: undefined };
}

function octets(reader: BerReader): Buffer {
  const end = reader.octets();
  return Buffer.from(reader.bytes.subarray(reader.start, end));
}

/** A GET of these names, or another request. */
export const get = (...names: (readonly number[])[]): Buffer => request(PduType.get, names);
