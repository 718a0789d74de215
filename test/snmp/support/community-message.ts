import { BerReader, BerTag, BerWriter } from "../../../src/wire/ber.ts";
import { type Reply, readPduOf } from "./manager.ts";

/** A message of SNMPv1 (version 0) or SNMPv2c (version 1). */
export function communityMessage(version: number, community: string, pdu: Buffer): Buffer {
  const writer = new BerWriter(Buffer.alloc(70_000));
  const end = writer.position;
  writer.raw(pdu);
  writer.octets(Buffer.from(community));
  writer.integer(version);
  writer.header(BerTag.sequence, end);
  return Buffer.from(writer.bytes.subarray(writer.position));
}

export type CommunityReply = Pick<Reply, "type" | "requestId" | "errorStatus" | "errorIndex" | "varbinds"> & {
  readonly version: number;
  readonly community: string;
};

export function readCommunityReply(datagram: Buffer | undefined): CommunityReply {
  if (datagram === undefined) throw new Error("no reply");
  const reader = new BerReader().reset(datagram);
  if (reader.enter(BerTag.sequence) !== datagram.length) throw new Error("length");
  const version = reader.integer();
  const end = reader.octets();
  const community = datagram.toString("utf8", reader.start, end);
  return { version, community, ...readPduOf(reader) };
}
