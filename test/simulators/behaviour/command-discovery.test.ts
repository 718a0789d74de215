import { connect } from "node:net";
import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { Connection } from "../../../src/ipmi/connection.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

const invalidCommand = 0xc1;
/** Commands of sessions, and resets: not for the system interface, or not to be tried. */
const notTried = new Set([0x02, 0x03, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x54]);
const app = 0x06;

describe.each(["atca-14", "rack"])("command discovery on %s", (machine) => {
  let simulator: Simulator;
  let connection: Connection;
  beforeAll(async () => {
    simulator = await startSimulator({ machine });
    connection = openVm({
      name: "bmc",
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      ...simulator.vm,
      connect: (options) => connect(options),
    });
    await until(() => connection.state === "up", { what: () => "the system interface" });
  });
  afterAll(async () => {
    await connection?.close();
    await simulator?.stop();
  });

  /** Commands of each network function in one of ipmitool's masks. */
  const masks = async (kind: "support" | "configurable" | "enabled") => {
    const shown = await ipmitool(simulator, "firewall", "info", "channel", "0xe", "lun", "0");
    const lines = [...shown.matchAll(new RegExp(`^00,(..) ${kind}: +([0-9a-f ]+)$`, "gm"))];
    return new Map(
      lines.map(([, netFn = "", mask = ""]) => {
        const bytes = Buffer.from(mask.replaceAll(" ", ""), "hex");
        const commands = Array.from({ length: 256 }, (_, cmd) => cmd).filter(
          (cmd) => ((bytes[cmd >> 3] ?? 0) >> (cmd & 7)) & 1,
        );
        return [Number.parseInt(netFn, 16), commands];
      }),
    );
  };

  it("tells ipmitool exactly the commands that are there", { timeout: 60_000 }, async () => {
    const told = await masks("support");
    expect([...told.keys()]).toEqual([0x00, 0x04, 0x06, 0x0a, 0x0c]);
    let tried = 0;
    for (const [netFn, commands] of told) {
      const found: number[] = [];
      for (let cmd = 0; cmd < 0x80; cmd++) {
        if (netFn === app && notTried.has(cmd)) continue;
        const request = { netFn, lun: 0, cmd, data: new Uint8Array() };
        const { completionCode } = await connection.request(request);
        if (completionCode !== invalidCommand) found.push(cmd);
        tried++;
      }
      const expected = commands.filter((cmd) => netFn !== app || !notTried.has(cmd));
      expect(found, `network function ${netFn}`).toEqual(expected);
    }
    expect(tried).toBeGreaterThan(600);
    expect(await masks("enabled")).toEqual(told);
    expect([...(await masks("configurable")).values()].flat()).toEqual([]);
  });

  it("knows PICMG's commands only in a shelf", async () => {
    const raw = await ipmitool(simulator, "raw", "6", "0x0a", "0xe", "0x2c", "0", "0");
    const first = Number.parseInt(raw.trim().slice(0, 2), 16);
    // A set bit: the command is not there. Get PICMG Properties is 00h.
    expect(first & 1).toBe(machine === "atca-14" ? 0 : 1);
  });
});
