import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { startLanProxy } from "../../../simulators/fault-proxy/lan-proxy.ts";
import { type FaultRuleInput, faultScript } from "../../../simulators/fault-proxy/rules.ts";
import { startSimulator } from "../../../simulators/index.ts";
import { ManualClock, systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { requires } from "../../support/requires.ts";
import { ipmitool } from "../tools.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

// Sent by ipmitool 1.8.19 and ipmi_sim of OpenIPMI 2.0.33: Get Channel Authentication Capabilities and its reply, both
// outside of a session, and the Open Session Request for cipher suite 3.
const capabilities = "0600ff07 00 00000000 00000000 09 20 18 c8 81 00 38 8e 04 b5";
const capabilitiesReply = "0600ff07 00 00000000 00000000 10 81 1c 63 20 00 38 00 01 97 04 03 00000000 09";
const openSession =
  "0600ff07 06 10 00000000 00000000 2000 00 00 0000 a4a3a2a0 00000008 01000000 01000008 01000000 02000008 01000000";

async function udp(): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return { socket, port: socket.address().port };
}

/** A client, a proxy, and behind it an upstream that answers every datagram with `answer`. */
async function setUp(faults: FaultRuleInput[], answer = capabilitiesReply, clock = systemClock) {
  const { socket: upstream, port } = await udp();
  const requests: string[] = [];
  upstream.on("message", (bytes, from) => {
    requests.push(hex(bytes));
    upstream.send(bytesOf(answer), from.port, from.address);
  });
  const proxy = await startLanProxy({ host: "127.0.0.1", port }, faultScript.parse({ faults }), "127.0.0.1", {
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => proxy.stop());
  const { socket: client } = await udp();
  const received: string[] = [];
  client.on("message", (bytes) => received.push(hex(bytes)));
  return {
    proxy,
    requests,
    received,
    send: (text: string) => client.send(bytesOf(text), proxy.address.port, "127.0.0.1"),
    until: async (condition: () => boolean) => {
      while (!condition()) await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

const plain = (text: string) => text.replaceAll(" ", "");
const sumFrom = (text: string, from: number, to?: number) =>
  bytesOf(text)
    .subarray(from, to)
    .reduce((sum, byte) => sum + byte, 0) & 0xff;

describe("a fault proxy on RMCP", () => {
  it("passes datagrams unchanged without rules, those it does not know too", async () => {
    const { send, requests, received, until } = await setUp([]);
    send(capabilities);
    send("00");
    await until(() => received.length === 2);
    expect(requests).toEqual([plain(capabilities), "00"]);
    expect(received[0]).toBe(plain(capabilitiesReply));
  });

  it("drops", async () => {
    const { send, received, proxy, until } = await setUp([{ do: "drop", times: 2 }]);
    for (let i = 0; i < 3; i++) send(capabilities);
    await until(() => received.length === 1);
    expect(proxy.counts).toEqual([2]);
  });

  it("duplicates requests", async () => {
    const { send, requests, received, until } = await setUp([{ do: "duplicate", on: "requests", copies: 2 }]);
    send(capabilities);
    await until(() => received.length === 3);
    expect(requests).toHaveLength(3);
  });

  it("reorders", async () => {
    const { send, requests, until } = await setUp([{ do: "reorder", on: "requests", times: 1 }]);
    send(openSession.replace("a4a3a2a0", "01020304"));
    send(capabilities);
    await until(() => requests.length === 2);
    expect(requests[0]).toBe(plain(capabilities));
  });

  it("corrupts a message so that its checksum never fits", async () => {
    const { send, received, until } = await setUp([{ do: "corrupt" }]);
    for (let i = 1; i <= 40; i++) {
      send(capabilities);
      await until(() => received.length === i);
      const text = received.at(-1) ?? "";
      // Two checksums: over the first three bytes of the message, and over the rest.
      expect([sumFrom(text, 14, 17), sumFrom(text, 17)]).not.toEqual([0, 0]);
    }
  });

  it("corrupts a session's set-up beyond recognition", async () => {
    const { send, received, requests, until } = await setUp([{ do: "corrupt", on: "requests" }]);
    send(openSession);
    await until(() => received.length === 1);
    expect(requests[0]?.slice(0, 2)).not.toBe("06");
    expect(requests[0]?.slice(2)).toBe(plain(openSession).slice(2));
  });

  it("answers with a completion code, a shorter reply or a lie outside of sessions", async () => {
    const { send, received, proxy, until } = await setUp([
      { do: "completion", code: 0xc0, match: { netFn: 6, cmd: 0x38 } },
    ]);
    send(capabilities);
    await until(() => received.length === 1);
    expect(received[0]).toBe(plain("0600ff07 00 00000000 00000000 08 81 1c 63 20 00 38 c0 e8"));

    proxy.set(faultScript.parse({ faults: [{ do: "truncate", keep: 2 }] }));
    send(capabilities);
    await until(() => received.length === 2);
    expect(received[1]).toBe(plain("0600ff07 00 00000000 00000000 0a 81 1c 63 20 00 38 00 01 97 10"));

    proxy.set(faultScript.parse({ faults: [{ do: "lie" }] }));
    send(capabilities);
    await until(() => received.length === 3);
    expect(received[2]).not.toBe(plain(capabilitiesReply));
    expect(received[2]).toHaveLength(plain(capabilitiesReply).length);
    expect([sumFrom(received[2] ?? "", 14, 17), sumFrom(received[2] ?? "", 17)]).toEqual([0, 0]);
  });

  it("refuses sessions with a status", async () => {
    const { send, received, requests, until } = await setUp([{ do: "refuseSession", status: 1 }]);
    send(openSession);
    await until(() => received.length === 1);
    expect(received[0]).toBe(plain("0600ff07 06 11 00000000 00000000 0800 00 01 0000 a4a3a2a0"));
    expect(requests).toEqual([]);
  });

  it("delays", async () => {
    const clock = new ManualClock();
    const { send, received, proxy, until } = await setUp(
      [{ do: "delay", milliseconds: 300 }],
      capabilitiesReply,
      clock,
    );
    send(capabilities);
    await until(() => proxy.counts[0] === 1);
    expect(received).toEqual([]);
    await clock.advance(300);
    await until(() => received.length === 1);
  });

  it("is deaf while the BMC reboots", async () => {
    const manual = new ManualClock();
    // The proxy asks for the time with each datagram: that tells when it has taken one.
    let looks = 0;
    const clock = Object.assign(Object.create(manual) as ManualClock, {
      monotonic: () => {
        looks++;
        return manual.monotonic();
      },
      after: manual.after.bind(manual),
    });
    const { send, received, requests, proxy, until } = await setUp(
      [{ do: "reboot", milliseconds: 5000, on: "requests", times: 1 }],
      capabilitiesReply,
      clock,
    );
    send(capabilities);
    await until(() => proxy.counts[0] === 1);
    const before = looks;
    send(openSession);
    await until(() => looks > before);
    await manual.advance(5000);
    send(capabilities);
    await until(() => received.length === 1);
    expect(requests).toEqual([plain(capabilities)]);
  });
});

const needs = requires("ipmi_sim", "ipmitool");

needs.describe("in front of ipmi_sim's RMCP port", () => {
  async function proxied(faults: FaultRuleInput[]) {
    const simulator = await startSimulator({ machine: "rack" });
    onTestFinished(() => simulator.stop());
    const script = faultScript.parse({ faults });
    const proxy = await startLanProxy(simulator.lan, script, "127.0.0.1", { clock: systemClock, logger: silentLogger });
    onTestFinished(() => proxy.stop());
    return { proxy, lan: { lan: { ...simulator.lan, ...proxy.address } } };
  }

  needs.it("lets ipmitool work when nothing is wrong, and in spite of lost and broken messages", async () => {
    const { proxy, lan } = await proxied([]);
    expect(await ipmitool(lan, "mc", "info")).toMatch(/Device ID +: 32/);
    proxy.set(
      faultScript.parse({
        faults: [{ do: "duplicate" }, { do: "corrupt", after: 6, times: 1 }, { do: "delay", milliseconds: 2 }],
      }),
    );
    expect(await ipmitool(lan, "sdr", "elist")).toContain("CPU1 Temp");
    expect(proxy.counts[0]).toBeGreaterThan(50);
    expect(proxy.counts[1]).toBe(1);
  });

  needs.it("refuses ipmitool a session for want of resources", async () => {
    const { lan } = await proxied([{ do: "refuseSession", status: 1 }]);
    await expect(ipmitool(lan, "mc", "info")).rejects.toMatchObject({
      stderr: expect.stringMatching(/insufficient resources/i),
    });
  });

  needs.it("loses ipmitool's session, and lets a new one in", async () => {
    const { proxy, lan } = await proxied([{ do: "loseSessions", after: 2, times: 1 }]);
    await expect(ipmitool(lan, "-N", "1", "-R", "1", "mc", "info")).rejects.toMatchObject({ code: 1 });
    expect(proxy.counts).toEqual([1]);
    expect(await ipmitool(lan, "mc", "info")).toMatch(/Device ID +: 32/);
  });
});
