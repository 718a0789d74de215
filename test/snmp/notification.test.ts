import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Notification, writeNotificationPdu, writeTrapV1Pdu } from "../../src/snmp/notification.ts";
import { PduType } from "../../src/snmp/pdu.ts";
import { BerReader, BerWriter } from "../../src/wire/ber.ts";
import { communityMessage } from "./support/community-message.ts";
import { netSnmp, tool } from "./support/net-snmp.ts";

const objects: Notification["objects"] = [
  { name: [1, 3, 6, 1, 4, 1, 9, 1], syntax: "Integer32", value: -5 },
  { name: [1, 3, 6, 1, 4, 1, 9, 2], syntax: "OctetString", value: "text" },
  { name: [1, 3, 6, 1, 4, 1, 9, 3], syntax: "TimeTicks", value: 99 },
];
const asArguments = ["1.3.6.1.4.1.9.1", "i", "-5", "1.3.6.1.4.1.9.2", "s", "text", "1.3.6.1.4.1.9.3", "t", "99"];

netSnmp.describe("a notification has the octets that net-snmp's snmptrap sends", () => {
  let socket: ReturnType<typeof createSocket>;
  beforeEach(async () => {
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
  });
  afterEach(() => socket.close());

  async function theirs(...args: string[]): Promise<Buffer> {
    const arrived = once(socket, "message");
    const result = await tool(
      "snmptrap",
      ...args.map((a) => a.replace("TARGET", `127.0.0.1:${socket.address().port}`)),
    );
    expect(result.stderr).toBe("");
    return (await arrived)[0] as Buffer;
  }

  it.each(["1.3.6.1.6.3.1.1.5.1", "1.3.6.1.4.1.9.0.7"])("in SNMPv2c: %s", async (id) => {
    const wire = await theirs("-v2c", "-c", "traps", "TARGET", "4711", id, ...asArguments);
    // Their request id is random: ours is made the same.
    const reader = new BerReader().reset(wire);
    reader.enter(0x30);
    reader.skip();
    reader.skip();
    reader.enterAny();
    const requestId = reader.integer();
    const writer = new BerWriter(Buffer.alloc(1000));
    writeNotificationPdu(writer, PduType.trapV2, requestId, { id: id.split(".").map(Number), upTime: 4711, objects });
    expect(communityMessage(1, "traps", writer.bytes.subarray(writer.position)).toString("hex")).toBe(
      wire.toString("hex"),
    );
  });

  it.each([
    ["1.3.6.1.6.3.1.1.5.1", "1.3.6.1.4.1.99", "0", "0"],
    ["1.3.6.1.6.3.1.1.5.5", "1.3.6.1.4.1.99", "4", "0"],
    ["1.3.6.1.4.1.9.0.7", "1.3.6.1.4.1.9", "6", "7"],
    ["1.3.6.1.4.1.9.5.8", "1.3.6.1.4.1.9.5", "6", "8"],
  ])("in SNMPv1: %s", async (id, enterprise, generic, specific) => {
    const wire = await theirs(
      "-v1",
      "-c",
      "traps",
      "TARGET",
      enterprise,
      "198.51.100.4",
      generic,
      specific,
      "4711",
      ...asArguments,
    );
    const writer = new BerWriter(Buffer.alloc(1000));
    const notification = { id: id.split(".").map(Number), upTime: 4711, objects };
    expect(writeTrapV1Pdu(writer, notification, [1, 3, 6, 1, 4, 1, 99], [198, 51, 100, 4])).toBe(true);
    expect(communityMessage(0, "traps", writer.bytes.subarray(writer.position)).toString("hex")).toBe(
      wire.toString("hex"),
    );
  });
});
