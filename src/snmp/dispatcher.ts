import type { Clock } from "../base/clock.ts";
import { messageOf, WireError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { BerReader, BerTag } from "../wire/ber.ts";
import type { AccessControl } from "./access.ts";
import { CommandResponder, type EndedSet } from "./command-responder.ts";
import { CommunityTable } from "./community.ts";
import { CommunityProcessing } from "./community-processing.ts";
import type { SnmpCounterName, SnmpCounters } from "./counters.ts";
import type { SnmpEngine } from "./engine.ts";
import { RateLimiter, type RateLimits } from "./rate-limit.ts";
import { ReplyBuffer } from "./reply-buffer.ts";
import { defaultRetrievalLimits, type RetrievalLimits } from "./retrieval.ts";
import { SetReplies } from "./set-replies.ts";
import type { ObjectStore } from "./store.ts";
import type { Usm } from "./usm.ts";
import type { V3Framer } from "./v3-frame.ts";
import { type SendLater, V3Processing } from "./v3-processing.ts";

/** Where a datagram came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
}

export interface DispatcherOptions {
  readonly engine: SnmpEngine;
  readonly counters: SnmpCounters;
  readonly clock: Clock;
  readonly usm: Usm;
  readonly framer: V3Framer;
  readonly access: AccessControl;
  /** The objects of each context by its name; "" is the default one. */
  readonly contexts: ReadonlyMap<string, ObjectStore>;
  readonly logger: Logger;
  /** Communities of SNMPv1 and SNMPv2c, which are not spoken without any. */
  readonly communities?: CommunityTable;
  readonly limits?: RetrievalLimits;
  readonly rates?: RateLimits;
  /** Octets to which a GETBULK reply is filled: by default what an Ethernet frame carries over UDP and IPv4. */
  readonly bulkSize?: number;
  /**
   * Told when a message was in the name of a community or user and did not prove it (RFC 3418, authenticationFailure),
   * with the counter that tells why. Discovery, clocks that differ and wrong privacy keys are no such failures.
   */
  readonly onAuthenticationFailure?: (source: Source, failure: SnmpCounterName) => void;
  /** Told how every SET has ended. */
  readonly onSet?: (set: EndedSet) => void;
}

const ETHERNET_PAYLOAD = 1472;

/** One message in, at most one out, without any I/O: the dispatcher of RFC 3412 for requests. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #reader = new BerReader();
  readonly #limiter: RateLimiter;
  readonly #v3: V3Processing;
  readonly #communities: CommunityTable;
  readonly #community: CommunityProcessing;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { access, counters, engine, usm, framer, contexts, limits = defaultRetrievalLimits, bulkSize } = options;
    const reply = new ReplyBuffer(engine.maxMessageSize);
    const defect = (error: unknown): void => this.#defect(error);
    const responder = new CommandResponder(
      {
        ...{ access, counters, limits, defect, bulkSize: bulkSize ?? ETHERNET_PAYLOAD },
        ...(options.onSet === undefined ? {} : { onSet: options.onSet }),
      },
      reply,
    );
    const setReplies = new SetReplies(options.clock);
    this.#limiter = new RateLimiter(options.clock, options.rates);
    this.#v3 = new V3Processing({ engine, counters, usm, framer, contexts, responder, reply, setReplies, defect });
    const communities = options.communities ?? new CommunityTable([]);
    this.#communities = communities;
    this.#community = new CommunityProcessing({ engine, counters, communities, contexts, responder, reply });
  }

  /**
   * Serves one datagram. Returns the reply, or undefined when there is none; never throws. A reply that has to wait for
   * the disk goes to `later`; without it such a request is refused.
   */
  handle(datagram: Uint8Array, source: Source, later?: SendLater): Buffer | undefined {
    const { counters } = this.#options;
    if (!this.#limiter.admit(source.address)) {
      counters.rateLimited++;
      return undefined;
    }
    counters.inPkts++;
    try {
      const reply = this.#dispatch(datagram, source, later && this.#counted(later));
      if (reply !== undefined) counters.outPkts++;
      return reply;
    } catch (error) {
      if (error instanceof WireError) counters.inAsnParseErrs++;
      else this.#defect(error);
      return undefined;
    }
  }

  #counted(later: SendLater): SendLater {
    return (reply) => {
      this.#options.counters.outPkts++;
      later(reply);
    };
  }

  #dispatch(datagram: Uint8Array, source: Source, later: SendLater | undefined): Buffer | undefined {
    if (datagram.length > this.#options.engine.maxMessageSize) throw new WireError("E_BER", "larger than msgMaxSize");
    const reader = this.#reader.reset(datagram);
    const end = reader.enter(BerTag.sequence);
    if (end !== datagram.length) throw new WireError("E_BER", "octets after the message");
    const version = reader.integer();
    if (version === 3) {
      const { reply, unauthenticated, failure } = this.#v3.process(datagram, reader, source.address, later);
      if (failure !== undefined) this.#options.onAuthenticationFailure?.(source, failure);
      return unauthenticated && !this.#limiter.failed(source.address) ? this.#suppressed() : reply;
    }
    if (!this.#communities.empty && (version === 0 || version === 1)) {
      if (this.#limiter.suspicious(source.address)) return this.#suppressed();
      const { reply, unauthenticated } = this.#community.process(datagram, reader, version, source.address);
      if (unauthenticated) {
        this.#limiter.failed(source.address);
        this.#options.onAuthenticationFailure?.(source, "inBadCommunityNames");
      }
      return reply;
    }
    this.#options.counters.inBadVersions++;
    return undefined;
  }

  #suppressed(): undefined {
    this.#options.counters.rateLimited++;
    return undefined;
  }

  #defect(error: unknown): void {
    this.#options.counters.internalErrors++;
    this.#options.logger.error({ error: messageOf(error) }, "an SNMP request failed");
  }
}
