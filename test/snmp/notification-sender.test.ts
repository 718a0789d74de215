import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { InternalError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Source } from "../../src/snmp/dispatcher.ts";
import { SnmpEngine } from "../../src/snmp/engine.ts";
import type { Notification } from "../../src/snmp/notification.ts";
import { NotificationSender } from "../../src/snmp/notification-sender.ts";
import type { NotificationTarget } from "../../src/snmp/notification-target.ts";
import { PduType } from "../../src/snmp/pdu.ts";
import { V3Framer } from "../../src/snmp/v3-frame.ts";
import { engineId, operator } from "./support/agent.ts";
import { communityMessage, readCommunityReply } from "./support/community-message.ts";
import { readReply, request } from "./support/manager.ts";
import { InformReceiver } from "./support/receiver.ts";

const host = "192.0.2.50";
const from = { address: host, port: 162 };
const coldStart: Notification = {
  id: [1, 3, 6, 1, 6, 3, 1, 1, 5, 1],
  upTime: 4711,
  objects: [{ name: [1, 3, 6, 1, 2, 1, 1, 5, 0], syntax: "OctetString", value: "shelf" }],
};
const target = (changes: Partial<NotificationTarget> = {}): NotificationTarget => ({
  name: "noc",
  host,
  port: 162,
  kind: "inform",
  security: { version: "v2c", community: "traps" },
  timeout: 1000,
  retries: 3,
  ...changes,
});
const v3: NotificationTarget["security"] = { version: "v3", user: operator };

function sender(answer: (datagram: Uint8Array) => Buffer | undefined = () => undefined) {
  const clock = new ManualClock();
  const sent: { at: number; datagram: Buffer; to: Source }[] = [];
  const made = new NotificationSender({
    engine: new SnmpEngine({ engineId, boots: 3 }, clock),
    clock,
    framer: new V3Framer(Buffer.alloc(8)),
    logger: silentLogger,
    sysObjectId: [1, 3, 6, 1, 4, 1, 9],
    agentAddress: "198.51.100.4",
    firstId: 0x7ffffffe,
    send: (datagram, to) => {
      sent.push({ at: clock.monotonic(), datagram: Buffer.from(datagram), to });
      const reply = answer(datagram);
      if (reply !== undefined) queueMicrotask(() => made.receive(reply, from));
    },
  });
  return { clock, sent, sender: made };
}

const ack = (datagram: Uint8Array, community = "traps"): Buffer => {
  const { requestId } = readCommunityReply(Buffer.from(datagram));
  return communityMessage(1, community, request(PduType.response, [], 0, 0, requestId));
};

describe("a trap", () => {
  it("of SNMPv2c carries time, name and objects in this order", () => {
    const { sender: made, sent } = sender();
    made.trap(target({ kind: "trap" }), coldStart);
    const message = readCommunityReply(sent[0]!.datagram);
    expect(sent[0]!.to).toEqual(from);
    expect(message).toMatchObject({
      version: 1,
      community: "traps",
      type: PduType.trapV2,
      errorStatus: 0,
      errorIndex: 0,
    });
    expect(message.varbinds.map((v) => [v.name, v.value])).toEqual([
      ["1.3.6.1.2.1.1.3.0", 4711],
      ["1.3.6.1.6.3.1.1.4.1.0", "1.3.6.1.6.3.1.1.5.1"],
      ["1.3.6.1.2.1.1.5.0", "shelf"],
    ]);
  });

  it("of SNMPv3 is secured by this engine, with its boots and time", async () => {
    const { sender: made, sent, clock } = sender();
    await clock.advance(77_000);
    made.trap(target({ kind: "trap", security: v3 }), coldStart);
    expect(readReply(sent[0]!.datagram, operator)).toMatchObject({
      ...{ type: PduType.trapV2, level: 2, flags: 3, boots: 3, time: 77, user: "operator" },
      engineId: engineId.toString("hex"),
    });
  });

  it("of SNMPv1 cannot carry Counter64 and is not sent then", () => {
    const { sender: made, sent } = sender();
    const security = { version: "v1", community: "traps" } as const;
    const big = { name: [1, 3, 1], syntax: "Counter64", value: 1n } as const;
    made.trap(target({ kind: "trap", security }), { ...coldStart, objects: [big] });
    expect(sent).toEqual([]);
  });

  it("never repeats a request id soon, and keeps it positive", () => {
    const { sender: made, sent } = sender();
    for (let i = 0; i < 5; i++) made.trap(target({ kind: "trap" }), coldStart);
    const ids = sent.map(({ datagram }) => readCommunityReply(datagram).requestId);
    expect(ids).toEqual([0x7fffffff, 0, 1, 2, 3]);
  });
});

describe("an inform", () => {
  it("is repeated after 1, 2, 4 seconds and then lost", async () => {
    const { sender: made, sent, clock } = sender();
    const outcome = made.inform(target(), coldStart);
    await clock.advance(60_000);
    expect(await outcome).toBe(false);
    expect(sent.map(({ at }) => at)).toEqual([0, 1000, 3000, 7000]);
    expect(new Set(sent.map(({ datagram }) => datagram.toString("hex"))).size).toBe(1);
  });

  it("that cannot be sent rejects at once and leaves nothing behind", async () => {
    let replies = 0;
    const { sender: made, clock } = sender(() => {
      if (replies++ === 0) throw new InternalError("E_TEST", "no socket");
      return undefined;
    });
    await expect(made.inform(target(), coldStart)).rejects.toThrow("no socket");
    const outcome = made.inform(target(), coldStart);
    expect(made.waiting).toBe(1);
    await clock.advance(60_000);
    expect(await outcome).toBe(false);
    expect(made.waiting).toBe(0);
  });

  it("whose repetition cannot be sent rejects", async () => {
    let replies = 0;
    const { sender: made, clock } = sender(() => {
      if (replies++ === 1) throw new InternalError("E_TEST", "no socket");
      return undefined;
    });
    const outcome = made.inform(target(), coldStart);
    const rejection = expect(outcome).rejects.toThrow("no socket");
    await clock.advance(60_000);
    await rejection;
    expect(made.waiting).toBe(0);
  });

  it("ends with its acknowledgement", async () => {
    const { sender: made, sent, clock } = sender((datagram) => ack(datagram));
    expect(await made.inform(target(), coldStart)).toBe(true);
    await clock.advance(60_000);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["another community", (d: Uint8Array) => ack(d, "other"), from],
    ["another address", (d: Uint8Array) => ack(d), { ...from, address: "192.0.2.51" }],
    ["another port", (d: Uint8Array) => ack(d), { ...from, port: 163 }],
    ["octets of no sense", () => Buffer.from("30030201", "hex"), from],
  ])("is not acknowledged by %s", async (_what, reply, source) => {
    const { sender: made, sent, clock } = sender();
    const outcome = made.inform(target(), coldStart);
    made.receive(reply(sent[0]!.datagram), source);
    await clock.advance(60_000);
    expect(await outcome).toBe(false);
  });

  it("is given up when the sender closes", async () => {
    const { sender: made } = sender();
    const outcome = made.inform(target(), coldStart);
    made.close();
    expect(await outcome).toBe(false);
  });
});

describe("an inform of SNMPv3", () => {
  it("asks for the receiver's engine, takes its time from an authenticated REPORT, and is acknowledged at once", async () => {
    const receiver = new InformReceiver(operator, 7);
    await receiver.clock.advance(500_000);
    const { sender: made, sent } = sender((datagram) => receiver.answer(datagram));
    expect(await made.inform(target({ security: v3 }), coldStart)).toBe(true);
    expect(sent).toHaveLength(3);
    expect(receiver.counters).toMatchObject({ unknownEngineIds: 1, notInTimeWindows: 1 });
    expect(receiver.received).toHaveLength(1);
  });

  it("needs only itself once the receiver is known", async () => {
    const receiver = new InformReceiver(operator, 7);
    const { sender: made, sent, clock } = sender((datagram) => receiver.answer(datagram));
    const to = target({ security: v3 });
    await made.inform(to, coldStart);
    await clock.advance(300_000);
    await receiver.clock.advance(300_000);
    expect(await made.inform(to, coldStart)).toBe(true);
    expect(sent).toHaveLength(4);
  });

  it("follows a receiver that restarts", async () => {
    const receiver = new InformReceiver(operator, 7);
    const { sender: made, sent } = sender((datagram) => receiver.answer(datagram));
    const to = target({ security: v3 });
    await made.inform(to, coldStart);
    receiver.restart(8);
    expect(await made.inform(to, coldStart)).toBe(true);
    expect(sent).toHaveLength(5);
  });

  it("finds a receiver that was replaced, after one loss", async () => {
    const receiver = new InformReceiver(operator, 7);
    const { sender: made, clock } = sender((datagram) => receiver.answer(datagram));
    const to = target({ security: v3 });
    await made.inform(to, coldStart);
    receiver.restart(1, "80001f88050000000000000002");
    const lost = made.inform(to, coldStart);
    await clock.advance(60_000);
    expect(await lost).toBe(false);
    expect(await made.inform(to, coldStart)).toBe(true);
  });

  it("is not acknowledged by who does not know the password", async () => {
    const receiver = new InformReceiver({ ...operator, authPassword: "something else" }, 7);
    const { sender: made, sent, clock } = sender((datagram) => receiver.answer(datagram));
    const outcome = made.inform(target({ security: v3 }), coldStart);
    await clock.advance(60_000);
    expect(await outcome).toBe(false);
    expect(receiver.received).toEqual([]);
    expect(sent.length).toBeLessThan(10);
  });

  it("is not sent endlessly to a receiver that reports for ever", async () => {
    const receiver = new InformReceiver(operator, 0x7fffffff);
    const { sender: made, sent, clock } = sender((datagram) => receiver.answer(datagram));
    const outcome = made.inform(target({ security: v3 }), coldStart);
    await clock.advance(60_000);
    expect(await outcome).toBe(false);
    expect(sent.length).toBeLessThanOrEqual(4 * 4);
  });
});
