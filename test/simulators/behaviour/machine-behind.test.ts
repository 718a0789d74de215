import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { Connection } from "../../../src/ipmi/connection.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

describe("the machine behind the system interface", () => {
  let simulator: Simulator;
  let connection: Connection;
  const asked: string[] = [];
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "rack", timing: { powerCycle: 50, shutdown: 20 } });
    connection = openVm({
      name: "bmc",
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      ...simulator.vm,
      connect: (options) => connect(options),
      onHostRequest: (request) => void asked.push(request),
    });
    await until(() => connection.state === "up", { what: () => "the system interface" });
  });
  afterAll(async () => {
    await connection?.close();
    await simulator?.stop();
  });
  beforeEach(() => {
    asked.length = 0;
  });

  const tool = (...args: readonly string[]) => ipmitool(simulator, ...args);
  const here = async (cmd: number, ...data: readonly number[]) => {
    const { completionCode, data: answer } = await connection.request({
      netFn: 0x06,
      lun: 0,
      cmd,
      data: Uint8Array.from(data),
    });
    return [completionCode, ...answer];
  };
  const isAsked = (...requests: readonly string[]) =>
    until(() => JSON.stringify(asked) === JSON.stringify(requests), { what: () => `${requests}, got ${asked}` });

  it("is asked for what chassis control wants", async () => {
    await tool("chassis", "power", "reset");
    await isAsked("reset");
    await tool("chassis", "power", "diag");
    await isAsked("reset", "nmi");
    await tool("chassis", "power", "soft");
    await isAsked("reset", "nmi", "gracefulShutdown");
    await tool("chassis", "power", "on");
    await tool("chassis", "power", "off");
    await isAsked("reset", "nmi", "gracefulShutdown", "powerOff");
    await tool("chassis", "power", "on");
  });

  it("is interrupted before the watchdog resets it", async () => {
    // Use 4, action reset with NMI before it, 1 s earlier, of 1.2 s.
    expect(await here(0x24, 0x84, 0x21, 1, 0x10, 12, 0)).toEqual([0]);
    expect(await here(0x22)).toEqual([0]);
    await isAsked("nmi", "reset");
  });

  it("gets a message before a watchdog that wants one", async () => {
    let attention = 0;
    connection.onAttention(() => attention++);
    expect(await here(0x24, 0x84, 0x30, 1, 0x10, 12, 0)).toEqual([0]);
    expect(await here(0x22)).toEqual([0]);
    await until(() => attention > 0, { what: () => "attention" });
    expect(await here(0x31)).toEqual([0, 0x08]);
    expect(await here(0x30, 0x08)).toEqual([0]);
    expect(await here(0x31)).toEqual([0, 0]);
    expect(asked).toEqual([]);
  });

  it("sends events of its own through the event message buffer", async () => {
    // Event message buffer and log enabled.
    expect(await here(0x2e, 0x0c)).toEqual([0]);
    const answer = await connection.request({
      netFn: 0x04,
      lun: 0,
      cmd: 0x02,
      data: Uint8Array.of(0x41, 0x04, 0x12, 0x77, 0x6f, 0xa1, 0x02, 0x03),
    });
    expect(answer.completionCode).toBe(0);
    const [code, ...record] = await here(0x35);
    expect(code).toBe(0);
    // Generator, revision, sensor type and number, event type, event data.
    expect(record.slice(7)).toEqual([0x41, 0x00, 0x04, 0x12, 0x77, 0x6f, 0xa1, 0x02, 0x03]);
  });
});
