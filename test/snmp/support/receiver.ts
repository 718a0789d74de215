import { ManualClock } from "../../../src/base/clock.ts";
import { SnmpCounters } from "../../../src/snmp/counters.ts";
import { SnmpEngine } from "../../../src/snmp/engine.ts";
import { PduHeader, PduType, readPdu } from "../../../src/snmp/pdu.ts";
import { ReplyBuffer } from "../../../src/snmp/reply-buffer.ts";
import type { UsmUserOptions } from "../../../src/snmp/user-keys.ts";
import { Usm } from "../../../src/snmp/usm.ts";
import { V3Framer } from "../../../src/snmp/v3-frame.ts";
import {
  readGlobalData,
  readScopedPdu,
  readUsmParameters,
  ScopedPdu,
  V3Message,
} from "../../../src/snmp/v3-message.ts";
import { BerReader } from "../../../src/wire/ber.ts";

/** A receiver of SNMPv3 informs with a strict time window: REPORTs and Responses as RFC 3414 has them. */
export class InformReceiver {
  readonly clock = new ManualClock();
  readonly counters = new SnmpCounters();
  engine: SnmpEngine;
  usm: Usm;
  /** Request ids of the informs acknowledged. */
  readonly received: number[] = [];
  readonly #user: UsmUserOptions;

  constructor(user: UsmUserOptions, boots: number) {
    this.#user = user;
    [this.engine, this.usm] = this.#start("80001f88050000000000000001", boots);
  }

  /** Restarts with other boots, or as another engine. */
  restart(boots: number, engineId = this.engine.id.toString("hex")): void {
    [this.engine, this.usm] = this.#start(engineId, boots);
  }

  #start(engineId: string, boots: number): [SnmpEngine, Usm] {
    const engine = new SnmpEngine({ engineId: Buffer.from(engineId, "hex"), boots }, this.clock);
    const usm = new Usm(engine, this.counters);
    usm.addUser(this.#user);
    return [engine, usm];
  }

  /** The answer to a datagram. */
  answer(datagram: Uint8Array): Buffer | undefined {
    const reader = new BerReader().reset(datagram);
    reader.enter(0x30);
    reader.integer();
    const message = new V3Message();
    Object.assign(message, { bytes: datagram, start: 0, end: datagram.length });
    readGlobalData(reader, message);
    readUsmParameters(reader, message);
    const failure = this.usm.check(message);
    const reply = new ReplyBuffer(65507);
    const pdu = new PduHeader();
    let end: number;
    if (failure !== undefined) {
      end = reply.counter(
        PduType.report,
        0,
        [1, 3, 6, 1, 6, 3, 15, 1, 1, failure.arc, 0],
        this.counters[failure.counter],
      );
    } else {
      readScopedPdu(reader.reset(this.usm.scopedBytes, this.usm.scopedStart, this.usm.scopedEnd), new ScopedPdu());
      readPdu(reader, pdu);
      if (pdu.type !== PduType.inform) return undefined;
      this.received.push(pdu.requestId);
      end = reply.echo(this.usm.scopedBytes, pdu, 0, 0);
    }
    const level = failure?.level ?? message.level;
    const user = level === 0 ? undefined : this.usm.user;
    const nothing = new Uint8Array(0);
    new V3Framer(Buffer.alloc(8, this.received.length)).frame(reply.writer, end, {
      ...{ msgId: message.msgId, maxSize: 65507, level, reportable: false },
      ...{ engineId: this.engine.id, boots: this.engine.boots, time: this.engine.time },
      ...{ name: message.bytes, nameStart: message.userStart, nameEnd: message.userEnd },
      ...{ digest: user?.digest, cipher: user?.cipher },
      ...{ contextEngineId: this.engine.id, context: nothing, contextStart: 0, contextEnd: 0 },
    });
    return reply.copy(end);
  }
}
