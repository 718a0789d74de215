/** RMCP datagrams as a fault proxy sees them. What a session protects cannot be read, only lost, delayed or broken. */
import type { Message } from "./message.ts";
import type { Random } from "./random.ts";

const rmcpHeader = 4;
const ipmiClass = 0x07;
const rmcpPlus = 0x06;
/** RMCP+ payload types (IPMI 2.0 table 13-16). */
const openSessionRequest = 0x10;
const lastSessionPayload = 0x15;
const bmc = 0x20;

export interface LanMessage extends Message {
  /** The session the receiver knows it by; 0 outside of one. */
  readonly session: number;
  /** For an Open Session Request: what refuses it. */
  sessionRefusal(status: number): Uint8Array | undefined;
}

const unreadable = { netFn: undefined, cmd: undefined, target: undefined } as const;

/** Undefined for what is not IPMI over RMCP. */
export function lanMessageOf(bytes: Uint8Array, direction: "request" | "reply"): LanMessage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < rmcpHeader + 10 || (bytes[3] ?? 0) !== ipmiClass) return undefined;
  const base = {
    bytes,
    corrupted: (random: Random) => corrupted(bytes, random),
    withData: () => undefined,
    withCompletion: () => undefined,
    refusal: () => undefined,
    sessionRefusal: (): Uint8Array | undefined => undefined,
  };
  if (bytes[rmcpHeader] !== rmcpPlus) {
    const protectedBy = bytes[rmcpHeader] ?? 0;
    const session = view.getUint32(rmcpHeader + 5, true);
    const payload = rmcpHeader + 10;
    const readable = protectedBy === 0;
    return {
      ...base,
      session,
      kind: direction,
      ...(readable ? plainMessage(bytes, payload, 1, direction) : unreadable),
    };
  }
  if (bytes.length < rmcpHeader + 12) return undefined;
  const payloadType = bytes[rmcpHeader + 1] ?? 0;
  const session = view.getUint32(rmcpHeader + 2, true);
  const payload = rmcpHeader + 12;
  const type = payloadType & 0x3f;
  if (type >= openSessionRequest && type <= lastSessionPayload)
    return {
      ...base,
      session: 0,
      kind: "session",
      ...unreadable,
      sessionRefusal: (status) => (type === openSessionRequest ? refuseSession(bytes, payload, status) : undefined),
    };
  const readable = type === 0 && (payloadType & 0xc0) === 0;
  return { ...base, session, kind: direction, ...(readable ? plainMessage(bytes, payload, 2, direction) : unreadable) };
}

/** Before the data stand rsAddr, netFn, checksum, rqAddr, rqSeq and cmd, or for a reply also the completion code. */
const messageHeader = 6;

function plainMessage(bytes: Uint8Array, start: number, lengthBytes: 1 | 2, direction: "request" | "reply") {
  const message = bytes.subarray(start);
  if (message.length < messageHeader + 1) return unreadable;
  const netFn = ((message[1] ?? 0) >> 2) & 0x3e;
  const cmd = message[5];
  const rebuilt = (data: Uint8Array): Uint8Array => {
    const tail = [...message.subarray(3, messageHeader), ...data];
    const sum = tail.reduce((total, byte) => total + byte, 0);
    const changed = Uint8Array.from([...bytes.subarray(0, start), ...message.subarray(0, 3), ...tail, -sum & 0xff]);
    const length = changed.length - start;
    changed[start - lengthBytes] = length & 0xff;
    if (lengthBytes === 2) changed[start - 1] = length >> 8;
    return changed;
  };
  if (direction === "request") return { netFn, cmd, target: bmc };
  const completion = message.subarray(messageHeader, messageHeader + 1);
  const data = message.subarray(messageHeader + 1, -1);
  return {
    netFn,
    cmd,
    target: bmc,
    withData: (change: (data: Uint8Array) => Uint8Array) => rebuilt(Uint8Array.from([...completion, ...change(data)])),
    withCompletion: (code: number) => rebuilt(Uint8Array.of(code)),
  };
}

/** Open Session Response with an error: tag, status, reserved, the console's session id (IPMI 2.0 section 13.18). */
function refuseSession(request: Uint8Array, payload: number, status: number): Uint8Array | undefined {
  if (request.length < payload + 8) return undefined;
  const body = [request[payload] ?? 0, status, 0, 0, ...request.subarray(payload + 4, payload + 8)];
  const header = [...request.subarray(0, rmcpHeader), rmcpPlus, openSessionRequest + 1, 0, 0, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...header, body.length, 0, ...body]);
}

/** A bit of what the checksum or authentication code covers; where there is neither, a bit of the RMCP version. */
function corrupted(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const type = (bytes[rmcpHeader + 1] ?? 0) & 0x3f;
  const isSetup = bytes[rmcpHeader] === rmcpPlus && type >= openSessionRequest && type <= lastSessionPayload;
  const from = rmcpHeader + (bytes[rmcpHeader] === rmcpPlus ? 12 : 10);
  const at = isSetup || bytes.length <= from ? 0 : from + Math.floor(random() * (bytes.length - from));
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return changed;
}
