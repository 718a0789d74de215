import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { HpiEvent } from "../../../src/hpi/event.ts";
import { writeNotificationPdu, writeTrapV1Pdu } from "../../../src/snmp/notification.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { petConfig } from "../../../src/sources/pet/config.ts";
import { loadNetSnmp, type PetSource, startPetSource } from "../../../src/sources/pet/index.ts";
import { BerTag, BerWriter } from "../../../src/wire/ber.ts";
import { mutate, Random } from "../../snmp/support/mutation.ts";
import { tool } from "../../snmp/support/net-snmp.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { caseClosed, changed } from "./examples.ts";

const ENTERPRISE = [1, 3, 6, 1, 4, 1, 3183, 1, 1];
const library = await loadNetSnmp();

/** A trap as a controller sends it. */
function trap(octets: Buffer, version: 0 | 1 = 0, community = "public", specific = caseClosed.specific): Buffer {
  const writer = new BerWriter(Buffer.alloc(2000));
  const notification = {
    id: [...ENTERPRISE, 0, specific],
    upTime: 5,
    objects: [{ name: [...ENTERPRISE, 1], syntax: "OctetString", value: octets } as const],
  };
  if (version === 0) writeTrapV1Pdu(writer, notification, ENTERPRISE, [192, 0, 2, 7]);
  else writeNotificationPdu(writer, PduType.trapV2, 7, notification);
  writer.octets(Buffer.from(community));
  writer.integer(version);
  writer.header(BerTag.sequence, writer.bytes.length);
  return Buffer.from(writer.bytes.subarray(writer.position));
}

/** The example under another cookie, so that it is another trap. */
const another = (cookie: number): Buffer => changed(caseClosed.octets, { 16: cookie >> 8, 17: cookie & 0xff });

describe("the source of platform event traps", () => {
  let source: PetSource;
  let sender: Socket;
  let onward: Socket;
  let events: HpiEvent[];
  let announced: string[];
  let known: boolean;
  let passedOn: Buffer[];
  let committed: Promise<void>;

  const open = new Set<Socket>();
  const start = async (config: object): Promise<void> => {
    const free = createSocket("udp4").bind(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address();
    free.close();
    await once(free, "close");
    const forward = [{ host: "127.0.0.1", port: onward.address().port }];
    source = await startPetSource({
      config: petConfig.parse({ enabled: true, port, sources: ["127.0.0.0/8"], forward, ...config }),
      library,
      udp: (family) => {
        const socket = createSocket(family);
        open.add(socket);
        return socket.on("close", () => open.delete(socket));
      },
      clock: new ManualClock(),
      logger: silentLogger,
      emit: async (event) => {
        await committed;
        events.push(event);
      },
      announce: (address, record) => {
        if (known) announced.push(`${address} ${Buffer.from(record).toString("hex")}`);
        return known;
      },
    });
  };
  const send = (datagram: Buffer): void => sender.send(datagram, source.port, "127.0.0.1");
  /** Sends a trap that is taken, and waits for it: whatever came before was dealt with. */
  const settle = async (): Promise<void> => {
    const before = events.length + announced.length;
    send(trap(another(0xfffe)));
    await until(() => events.length + announced.length > before);
  };

  beforeEach(async () => {
    events = [];
    announced = [];
    passedOn = [];
    committed = Promise.resolve();
    known = false;
    onward = createSocket("udp4").bind(0, "127.0.0.1");
    sender = createSocket("udp4").bind(0, "127.0.0.1");
    await Promise.all([once(onward, "listening"), once(sender, "listening")]);
    onward.on("message", (datagram) => passedOn.push(datagram));
  });
  afterEach(async () => {
    await source.close();
    for (const socket of [sender, onward]) {
      socket.close();
      await once(socket, "close");
    }
  });

  it.each([0, 1] as const)("makes an event of a trap of SNMP version %i", async (version) => {
    await start({});
    send(trap(caseClosed.octets, version));
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ type: "sensor", sensorNumber: 0x73, assertion: false, severity: "ok" }]);
  });

  it("passes a trap on octet by octet", async () => {
    await start({});
    send(trap(caseClosed.octets));
    await until(() => passedOn.length > 0);
    expect(passedOn).toEqual([trap(caseClosed.octets)]);
  });

  it("keeps no socket when it cannot listen", async () => {
    await start({});
    const opened = open.size;
    await expect(start({ port: source.port })).rejects.toThrow("EADDRINUSE");
    await until(() => open.size <= opened);
  });

  it("takes a repeated trap once", async () => {
    await start({});
    for (let i = 0; i < 3; i++) send(trap(caseClosed.octets));
    await settle();
    expect(events).toHaveLength(2);
  });

  describe("acknowledges, when it is told to,", () => {
    let controller: Socket;
    let acknowledged: Buffer[];
    beforeEach(async () => {
      acknowledged = [];
      controller = createSocket("udp4").bind(0, "127.0.0.1");
      await once(controller, "listening");
      controller.on("message", (datagram) => acknowledged.push(datagram));
    });
    afterEach(async () => {
      controller.close();
      await once(controller, "close");
    });
    const acknowledge = () => ({ acknowledge: true, acknowledgePort: controller.address().port });
    /** Cookies of the traps that were acknowledged. */
    const cookies = () => acknowledged.map((datagram) => datagram.readUInt16LE(20));

    it("a trap that has become an event, and each repetition", async () => {
      const log = Promise.withResolvers<void>();
      committed = log.promise;
      await start(acknowledge());
      send(trap(another(1)));
      send(trap(another(1)));
      await until(() => passedOn.length === 1);
      expect(acknowledged).toEqual([]);
      log.resolve();
      await until(() => acknowledged.length === 1);
      send(trap(another(1)));
      await until(() => acknowledged.length === 2);
      expect(cookies()).toEqual([1, 1]);
      expect(events).toHaveLength(1);
    });

    it("a trap that hurries who looks after the controller", async () => {
      known = true;
      await start(acknowledge());
      send(trap(another(0x1234)));
      await until(() => acknowledged.length === 1);
      expect(cookies()).toEqual([0x1234]);
      expect(events).toEqual([]);
    });

    it("nothing that it does not take", async () => {
      await start({ ...acknowledge(), sources: ["127.0.0.1"] });
      send(trap(another(1), 0, "guess"));
      send(trap(another(2).subarray(0, 30)));
      send(trap(another(3)));
      await until(() => acknowledged.length > 0);
      expect(cookies()).toEqual([3]);
    });

    it("a trap that found no room only when its repetition does", async () => {
      const log = Promise.withResolvers<void>();
      committed = log.promise;
      await start(acknowledge());
      for (let cookie = 1; cookie <= 65; cookie++) send(trap(another(cookie)));
      await until(() => passedOn.length === 65);
      log.resolve();
      await until(() => acknowledged.length === 64);
      send(trap(another(65)));
      await until(() => acknowledged.length === 65);
      expect(cookies()).toContain(65);
      expect(events).toHaveLength(65);
    });
  });

  it("acknowledges nothing unless it is told to", async () => {
    const controller = createSocket("udp4").bind(0, "127.0.0.1");
    await once(controller, "listening");
    let acknowledged = 0;
    controller.on("message", () => acknowledged++);
    await start({ acknowledgePort: controller.address().port });
    send(trap(caseClosed.octets));
    await settle();
    expect(acknowledged).toBe(0);
    controller.close();
    await once(controller, "close");
  });

  it("lets who looks after the controller know instead of making an event", async () => {
    known = true;
    await start({});
    send(trap(caseClosed.octets));
    await until(() => announced.length > 0);
    expect(announced).toEqual(["127.0.0.1 000002000000002000040573ef8001ff"]);
    expect(events).toEqual([]);
  });

  it("takes nothing with another community, of another enterprise or too long", async () => {
    await start({});
    send(trap(caseClosed.octets, 0, "guess"));
    const other = trap(caseClosed.octets);
    other[other.indexOf(Buffer.from("2b0601040198", "hex")) + 3] = 5;
    send(other);
    send(trap(Buffer.concat([caseClosed.octets, Buffer.alloc(1600)])));
    send(trap(caseClosed.octets.subarray(0, 30)));
    await settle();
    expect(events).toHaveLength(1);
    expect(passedOn).toHaveLength(1);
  });

  it("takes nothing from an address that is not listed", async () => {
    await start({ sources: ["127.0.0.2"] });
    send(trap(caseClosed.octets));
    const listed = createSocket("udp4").bind(0, "127.0.0.2");
    await once(listed, "listening");
    listed.send(trap(another(9)), source.port, "127.0.0.1");
    await until(() => events.length > 0);
    listed.close();
    expect(events).toHaveLength(1);
    expect(events[0]!.text).toContain("127.0.0.2");
  });

  it("survives 3,000 mutated traps (seed 1998)", async () => {
    await start({ forward: [] });
    const random = new Random(1998);
    const seeds = [trap(caseClosed.octets), trap(caseClosed.octets, 1)];
    for (let i = 0; i < 3000; i++) {
      send(mutate(random.pick(seeds), random));
      if (i % 100 === 99) await settleWith(i);
    }
    expect(events.length).toBeGreaterThan(30);
  });

  async function settleWith(cookie: number): Promise<void> {
    const before = events.length;
    send(trap(another(0x4000 + cookie)));
    await until(() => events.length > before);
  }
});

const { describe: describeTools, it: itTool } = requires("snmp");

describeTools("net-snmp's snmptrap", () => {
  itTool("is understood", async () => {
    const events: HpiEvent[] = [];
    const free = createSocket("udp4").bind(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address();
    free.close();
    await once(free, "close");
    const source = await startPetSource({
      config: petConfig.parse({ enabled: true, port, sources: ["127.0.0.1"] }),
      library,
      udp: (family) => createSocket(family),
      clock: new ManualClock(),
      logger: silentLogger,
      emit: async (event) => void events.push(event),
      announce: () => false,
    });
    const enterprise = ENTERPRISE.join(".");
    const variable = [`${enterprise}.1`, "x", caseClosed.octets.toString("hex")];
    const to = ["-c", "public", `127.0.0.1:${port}`];
    await tool("snmptrap", "-v1", ...to, enterprise, "127.0.0.1", "6", String(caseClosed.specific), "", ...variable);
    await until(() => events.length > 0, { what: () => "the trap of SNMPv1" });
    variable[2] = another(3).toString("hex");
    await tool("snmptrap", "-v2c", ...to, "", `${enterprise}.0.${caseClosed.specific}`, ...variable);
    await until(() => events.length > 1, { what: () => "the trap of SNMPv2c" });
    await source.close();
    expect(events).toMatchObject([{ sensorNumber: 0x73 }, { sensorNumber: 0x73 }]);
  });
});
