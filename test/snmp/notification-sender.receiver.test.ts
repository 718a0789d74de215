import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { SnmpEngine } from "../../src/snmp/engine.ts";
import { NotificationSender } from "../../src/snmp/notification-sender.ts";
import type { NotificationTarget } from "../../src/snmp/notification-target.ts";
import { V3Framer } from "../../src/snmp/v3-frame.ts";
import { engineId, operator } from "./support/agent.ts";

interface Received {
  readonly pdu: {
    readonly type: number;
    readonly generic?: number;
    readonly varbinds: { oid: string; value: unknown }[];
  };
}

interface Receiver {
  getAuthorizer(): { addCommunity(name: string): void; addUser(user: object): void };
  close(callback?: () => void): void;
}

interface Package {
  readonly SecurityLevel: { readonly authPriv: number };
  readonly AuthProtocols: Readonly<Record<string, number>>;
  readonly PrivProtocols: Readonly<Record<string, number>>;
  createReceiver(options: object, callback: (error: Error | null, notification: Received) => void): Receiver;
}

const netSnmp = createRequire(import.meta.url)("net-snmp") as Package;
const coldStart = {
  id: [1, 3, 6, 1, 6, 3, 1, 1, 5, 1],
  upTime: 4711,
  objects: [{ name: [1, 3, 6, 1, 2, 1, 1, 5, 0], syntax: "OctetString", value: "shelf" } as const],
};

/** A free UDP port; the package binds by itself and does not say when. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

describe("the receiver of the net-snmp package", () => {
  let receiver: Receiver;
  let sender: NotificationSender;
  let socket: ReturnType<typeof createSocket>;
  let port: number;
  let received: Promise<Received>;
  beforeEach(async () => {
    port = await freePort();
    let arrived: (notification: Received) => void;
    received = new Promise((resolve) => {
      arrived = resolve;
    });
    const options = { port, address: "127.0.0.1", transport: "udp4", disableAuthorization: false };
    receiver = netSnmp.createReceiver(options, (error, notification) => {
      if (error === null || error === undefined) arrived(notification);
    });
    receiver.getAuthorizer().addCommunity("traps");
    receiver.getAuthorizer().addUser({
      name: operator.name,
      level: netSnmp.SecurityLevel.authPriv,
      authProtocol: netSnmp.AuthProtocols["sha256"],
      authKey: operator.authPassword,
      privProtocol: netSnmp.PrivProtocols["aes"],
      privKey: operator.privPassword,
    });
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    sender = new NotificationSender({
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
  });
  afterEach(async () => {
    sender.close();
    receiver.close();
    socket.close();
    await once(socket, "close");
  });

  const target = (kind: "trap" | "inform", security: NotificationTarget["security"]): NotificationTarget => {
    return { name: "noc", host: "127.0.0.1", port, kind, security, timeout: 2000, retries: 3 };
  };
  const v2c = { version: "v2c", community: "traps" } as const;
  const v3 = { version: "v3", user: operator } as const;

  it.each([
    ["an SNMPv2c trap", v2c],
    ["an SNMPv3 trap", v3],
  ] as const)("takes %s", async (_what, security) => {
    sender.trap(target("trap", security), coldStart);
    const { pdu } = await received;
    expect(pdu.varbinds.map((v) => v.oid)).toEqual(["1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.1.1.4.1.0", "1.3.6.1.2.1.1.5.0"]);
    expect(String(pdu.varbinds[2]!.value)).toBe("shelf");
  });

  it("takes an SNMPv1 trap", async () => {
    sender.trap(target("trap", { version: "v1", community: "traps" }), coldStart);
    const { pdu } = await received;
    expect(pdu.generic).toBe(0);
    expect(String(pdu.varbinds[0]!.value)).toBe("shelf");
  });

  it.each([
    ["an SNMPv2c inform", v2c],
    ["an SNMPv3 inform", v3],
  ] as const)("acknowledges %s", async (_what, security) => {
    expect(await sender.inform(target("inform", security), coldStart)).toBe(true);
    expect((await received).pdu.varbinds).toHaveLength(3);
  });
});
