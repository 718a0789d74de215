/**
 * Send Message and Get Message on a system interface (IPMI 2.0 sections 22.5-22.7): one IPMB message inside another
 * request, its answer fetched from the receive message queue.
 */
import type { RawRequest, RawResponse, Target } from "../ipmi/connection.ts";
import { zeroChecksum } from "../wire/checksum.ts";

/**
 * Most data bytes after the completion code. A bridged answer is an IPMB message of at most 32 bytes with 8 of framing;
 * controllers in the field pass a little more, none is known to pass over 26.
 */
export const maxResponse = { direct: 35, bridged: 26 } as const;

/** Requester LUN of system software, where the receive message queue listens. */
const systemSoftwareLun = 2;

export const appNetFn = 0x06;
export const clearMessageFlags = 0x30;
export const getMessage = 0x33;
export const sendMessage = 0x34;

/** Completion codes of Send Message, IPMI 2.0 table 22-11. */
export const sendMessageCode = { lostArbitration: 0x81, busError: 0x82, notAcknowledged: 0x83 } as const;

/** Completion code of Get Message: nothing in the queue. */
export const queueEmpty = 0x80;

/** What the receive message queue holds. */
export interface QueuedMessage {
  readonly channel: number;
  readonly netFn: number;
  /** IPMB address of the sender. */
  readonly address: number;
  readonly sequence: number;
  readonly cmd: number;
  readonly response: RawResponse;
}

/**
 * Data of an untracked Send Message that carries `request` to `target`.
 * `sequence` is the 6-bit IPMB sequence number, `ownAddress` the controller's own IPMB address.
 */
export function encodeSendMessage(
  request: RawRequest,
  target: Target,
  sequence: number,
  ownAddress: number,
): Uint8Array {
  const header = Uint8Array.of(target.address, (request.netFn << 2) | request.lun);
  const body = Uint8Array.of(ownAddress, (sequence << 2) | systemSoftwareLun, request.cmd, ...request.data);
  return Uint8Array.of(target.channel, ...header, zeroChecksum(header), ...body, zeroChecksum(body));
}

/**
 * A bridged response from the data of a Get Message response; undefined when too short to be one. Its two checksums are
 * not verified: controllers fill them carelessly, and the bytes did not come over the bus but from the queue.
 */
export function decodeQueuedMessage(data: Uint8Array): QueuedMessage | undefined {
  if (data.length < 8) return undefined;
  const byte = (at: number) => data[at]!;
  return {
    channel: byte(0) & 0x0f,
    netFn: byte(1) >> 2,
    address: byte(3),
    sequence: byte(4) >> 2,
    cmd: byte(5),
    response: { completionCode: byte(6), data: data.slice(7, -1) },
  };
}
