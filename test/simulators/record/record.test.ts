import { connect } from "node:net";
import { expect, onTestFinished } from "vitest";
import { loadMachine, parseMachine, startSimulator } from "../../../simulators/index.ts";
import type { Machine } from "../../../simulators/machine/machine.ts";
import { recordMachine } from "../../../simulators/record/record.ts";
import { recordingText } from "../../../simulators/record/write.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { requires } from "../../support/requires.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

async function recorded(machine: Machine) {
  const simulator = await startSimulator({ machine });
  onTestFinished(() => simulator.stop());
  const { host, port } = simulator.vm;
  const connection = openVm({
    name: "live",
    host,
    port,
    connect: (options) => connect(options),
    clock: systemClock,
    logger: silentLogger,
    random: Math.random,
  });
  onTestFinished(() => connection.close());
  const recording = await recordMachine(connection, "recorded");
  return { simulator, recording, text: recordingText(recording) };
}

/** What a description says of each controller, by its address: names and codes as they are, values to six digits. */
function contentOf(machine: Machine) {
  return machine.controllers
    .map(
      ({
        name: _name,
        bmc: _bmc,
        fans: _fans,
        powerLevels: _levels,
        dcmiPowerSensor: _power,
        channels: _channels,
        ...c
      }) => ({
        ...c,
        sensors: c.sensors.map((sensor) => {
          if (sensor.kind === "discrete") return { ...sensor, supports: [...sensor.supports] };
          const { drift: _drift, standby: _standby, ...analog } = sensor;
          return analog;
        }),
      }),
    )
    .sort((a, b) => a.address - b.address);
}

describe("a recorded machine", () => {
  it.each(["rack", "atca-14"])("is described as the live one was (%s)", { timeout: 120_000 }, async (name) => {
    const live = await loadMachine(name);
    const { text, recording } = await recorded(live);
    expect(recording.leftOut).toEqual([]);
    const again = parseMachine(text, "recorded.yaml");
    expect(again.shelf).toEqual(live.shelf && { ...live.shelf, slotPower: undefined });
    const rounded = (machine: Machine) =>
      JSON.parse(
        JSON.stringify(contentOf(machine), (_key, value) =>
          typeof value === "number" ? Number(value.toPrecision(6)) : value,
        ),
      );
    expect(rounded(again)).toEqual(rounded(live));
  });

  it("shows ipmitool what the live one showed", { timeout: 120_000 }, async () => {
    const { simulator, text } = await recorded(await loadMachine("cpci"));
    const copy = await startSimulator({ machine: parseMachine(text, "recorded.yaml") });
    onTestFinished(() => copy.stop());
    for (const to of [[], ["-t", "0xb2"], ["-t", "0xc0"]]) {
      const seen = await ipmitool(simulator, ...to, "sdr", "elist", "all");
      expect(await ipmitool(copy, ...to, "sdr", "elist", "all")).toBe(seen);
      expect(seen.split("\n").length).toBeGreaterThan(7);
      const inventory = await ipmitool(simulator, ...to, "fru", "print", "0");
      expect(await ipmitool(copy, ...to, "fru", "print", "0")).toBe(inventory);
    }
  });
});
