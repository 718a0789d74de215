import { type BerReader, BerTag } from "../wire/ber.ts";
import type { CommandResponder } from "./command-responder.ts";
import type { CommunityTable } from "./community.ts";
import type { SnmpCounters } from "./counters.ts";
import type { SnmpEngine } from "./engine.ts";
import { PduHeader, PduType, readPdu } from "./pdu.ts";
import type { ReplyBuffer } from "./reply-buffer.ts";
import type { ObjectStore } from "./store.ts";
import { latin1 } from "./usm.ts";

export interface CommunityParts {
  readonly engine: SnmpEngine;
  readonly counters: SnmpCounters;
  readonly communities: CommunityTable;
  readonly contexts: ReadonlyMap<string, ObjectStore>;
  readonly responder: CommandResponder;
  readonly reply: ReplyBuffer;
}

export interface CommunityResult {
  readonly reply: Buffer | undefined;
  readonly unauthenticated: boolean;
}

/** Message processing of SNMPv1 and SNMPv2c (RFC 1157 section 4, RFC 1901, RFC 3584 section 5.2). */
export class CommunityProcessing {
  readonly #parts: CommunityParts;
  readonly #pdu = new PduHeader();

  constructor(parts: CommunityParts) {
    this.#parts = parts;
  }

  /** Serves a message whose version, 0 for SNMPv1 or 1 for SNMPv2c, the reader has just read. Throws `E_BER`. */
  process(datagram: Uint8Array, reader: BerReader, version: 0 | 1, address: string): CommunityResult {
    const { counters, communities, contexts, engine, responder, reply } = this.#parts;
    const pdu = this.#pdu;
    const communityEnd = reader.octets();
    const communityStart = reader.start;
    const model = version === 0 ? 1 : 2;
    readPdu(reader, pdu);
    const community = communities.find(latin1(datagram, communityStart, communityEnd), model, address);
    if (community === undefined) {
      counters.inBadCommunityNames++;
      return { reply: undefined, unauthenticated: true };
    }
    const store = contexts.get(community.context);
    const answerable = pdu.confirmed && pdu.type !== PduType.inform && (version === 1 || pdu.type !== PduType.getBulk);
    if (store === undefined || !answerable) {
      if (answerable) counters.unknownContexts++;
      else counters.unknownPduHandlers++;
      return { reply: undefined, unauthenticated: false };
    }
    const communityOctets = communityEnd - communityStart;
    const end = responder.respond({
      store,
      requester: { model, securityName: community.securityName, level: 0, context: community.context, source: address },
      bytes: datagram,
      pdu,
      maxSize: engine.maxMessageSize,
      // Message, PDU and list; version, community, request-id, status, index.
      headers: 3 * 6 + 3 + (6 + communityOctets) + 6 + 3 + 4,
    });
    if (end < 0) return { reply: undefined, unauthenticated: false };
    const { writer } = reply;
    writer.octets(datagram, BerTag.octetString, communityStart, communityEnd);
    writer.integer(version);
    writer.header(BerTag.sequence, end);
    return { reply: reply.copy(end), unauthenticated: false };
  }
}
