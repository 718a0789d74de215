import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

describe("events of a board's sensors", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "atca-14", timing: { reboot: 200 } });
  });
  afterAll(() => simulator?.stop());

  const board = (...args: readonly string[]) => ipmitool(simulator, "-t", "0x9c", ...args);
  /** Who may have the board's events. */
  const sendEventsTo = (receiver: string) => board("raw", "4", "0", receiver, "0");
  const eventsOf = async (action: () => Promise<unknown>) => {
    await ipmitool(simulator, "sel", "clear");
    await action();
    const log = await ipmitool(simulator, "sel", "elist").catch(() => "");
    return log
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("|").slice(3, 5).join("|").trim());
  };
  const heat = async () => {
    await simulator.control.setSensor("slot-14/CPU Temp", 97);
    await simulator.control.setSensor("slot-14/CPU Temp", 50);
  };
  const away = async () => {
    await simulator.control.communication("slot-14", "lost");
    await simulator.control.communication("slot-14", "regained");
  };

  it("show in Get Sensor Event Status as long as their cause is there", async () => {
    const shown = async () => /Assertion Events +: (.*)/.exec(await board("sensor", "get", "CPU Temp"))?.[1]?.trim();
    expect(await shown()).toBe("");
    await simulator.control.setSensor("slot-14/CPU Temp", 97);
    expect(await shown()).toBe("unc+ ucr+");
    await simulator.control.setSensor("slot-14/CPU Temp", 50);
    expect(await shown()).toBe("");
    expect(await board("sensor", "get", "Hot Swap")).toMatch(/M4/);
  });

  it("go to nobody when there is no receiver, and to the one that is set", async () => {
    await sendEventsTo("0xff");
    expect(await board("raw", "4", "1")).toMatch(/ff 00/);
    expect(await eventsOf(heat)).toEqual([]);
    expect(await eventsOf(away)).toEqual([]);
    // The new receiver is told where the board is.
    expect(await eventsOf(() => sendEventsTo("0x20"))).toHaveLength(1);
    expect(await eventsOf(heat)).toHaveLength(4);
    expect(await eventsOf(away)).toHaveLength(2);
  });

  it("go to the shelf manager again after a cold reset", async () => {
    await sendEventsTo("0xff");
    await board("mc", "reset", "cold");
    // While it is away there are none.
    await until(async () => (await eventsOf(heat)).length === 4, { what: () => "the controller" });
  });
});
