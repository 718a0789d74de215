import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { SnmpEngine } from "../../src/snmp/engine.ts";
import type { Notification } from "../../src/snmp/notification.ts";
import { NotificationSender } from "../../src/snmp/notification-sender.ts";
import type { NotificationTarget } from "../../src/snmp/notification-target.ts";
import { V3Framer } from "../../src/snmp/v3-frame.ts";
import { requires } from "../support/requires.ts";
import { until } from "../support/until.ts";
import { engineId, operator } from "./support/agent.ts";
import { TrapReceiver } from "./support/snmptrapd.ts";

const { describe, it } = requires("snmptrapd");

const linkDown: Notification = {
  id: [1, 3, 6, 1, 6, 3, 1, 1, 5, 3],
  upTime: 4711,
  objects: [
    { name: [1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 7], syntax: "Integer32", value: 7 },
    { name: [1, 3, 6, 1, 2, 1, 1, 5, 0], syntax: "OctetString", value: "shelf" },
  ],
};
const objects = '.1.3.6.1.2.1.2.2.1.1.7 = 7\t.1.3.6.1.2.1.1.5.0 = "shelf"';
const second = `v2 .1.3.6.1.2.1.1.3.0 = 4711\t.1.3.6.1.6.3.1.1.4.1.0 = .1.3.6.1.6.3.1.1.5.3\t${objects}`;

async function startSender(host: string): Promise<NotificationSender> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4").bind(0, host);
  await once(socket, "listening");
  const sender = new NotificationSender({
    engine: new SnmpEngine({ engineId, boots: 3 }, systemClock),
    clock: systemClock,
    framer: new V3Framer(Buffer.alloc(8)),
    logger: silentLogger,
    sysObjectId: [1, 3, 6, 1, 4, 1, 99],
    agentAddress: "127.0.0.1",
    firstId: 100,
    send: (datagram, to) => socket.send(datagram, to.port, to.address),
  });
  socket.on("message", (datagram, from) => sender.receive(datagram, from));
  onTestFinished(async () => {
    sender.close();
    socket.close();
    await once(socket, "close");
  });
  return sender;
}

describe("snmptrapd", () => {
  const v1 = { version: "v1", community: "traps" } as const;
  const v2c = { version: "v2c", community: "traps" } as const;
  const v3 = { version: "v3", user: operator } as const;

  it.each([
    ["an SNMPv1 trap", "trap", v1, "127.0.0.1"],
    ["an SNMPv2c trap", "trap", v2c, "127.0.0.1"],
    ["an SNMPv3 trap", "trap", v3, "127.0.0.1"],
    ["an SNMPv2c inform", "inform", v2c, "127.0.0.1"],
    ["an SNMPv3 inform", "inform", v3, "127.0.0.1"],
    ["an SNMPv2c trap over IPv6", "trap", v2c, "::1"],
    ["an SNMPv3 inform over IPv6", "inform", v3, "::1"],
  ] as const)("takes %s", async (_what, kind, security, host) => {
    const receiver = await TrapReceiver.start({ host, user: operator, engineIds: [engineId] });
    const sender = await startSender(host);
    const { port } = receiver;
    const target: NotificationTarget = { name: "noc", host, port, kind, security, timeout: 2000, retries: 3 };
    if (kind === "inform") expect(await sender.inform(target, linkDown)).toBe(true);
    else sender.trap(target, linkDown);
    await until(() => receiver.lines.length > 0, { what: () => "the notification" });
    const expected = security.version === "v1" ? `v1 .1.3.6.1.4.1.99 2 0 ${objects}` : second;
    expect(receiver.lines).toEqual([expected]);
  });
});
