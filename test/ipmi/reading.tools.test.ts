import { expect } from "vitest";
import { type ReadingFactors, valueFromRaw } from "../../src/ipmi/reading.ts";
import { encodeSdr, type FullSensor } from "../../src/ipmi/sdr/index.ts";
import { typedText } from "../../src/ipmi/typed-text.ts";
import { startIpmiSim } from "../support/ipmi-sim.ts";
import { requires } from "../support/requires.ts";
import { oneController, simBytes } from "./emulation.ts";
import { linearizations } from "./linearizations.ts";
import { samples } from "./sdr/samples.ts";
import { ipmitool } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

const plain = samples[1] as FullSensor;

interface Case extends Omit<ReadingFactors, "tolerance"> {
  readonly raw: number;
}

const cases: readonly Case[] = [
  ...(["unsigned", "onesComplement", "twosComplement"] as const).flatMap((analogFormat) =>
    [
      { m: 1, b: 0, bExponent: 0, rExponent: 0 },
      { m: 33, b: 0, bExponent: 0, rExponent: -3 },
      { m: -172, b: 300, bExponent: 2, rExponent: -3 },
      { m: 511, b: -512, bExponent: 1, rExponent: -2 },
      { m: 5, b: 12, bExponent: -1, rExponent: 2 },
    ].flatMap((factors) =>
      [0, 1, 40, 127, 128, 200, 255].map((raw) => ({ analogFormat, linearization: "linear", ...factors, raw })),
    ),
  ),
  ...linearizations.flatMap((linearization) =>
    [3, 60].map((raw) => ({
      analogFormat: "unsigned" as const,
      linearization,
      m: 3,
      b: 7,
      bExponent: 0,
      rExponent: -2,
      raw,
    })),
  ),
];

describe("a converted reading", () => {
  it("is what ipmitool makes of the same record and raw count", async () => {
    const sensors = cases.flatMap(({ raw, ...factors }, index) => {
      const record = { ...plain, ...factors, ownerId: 0x20, ownerLun: 0, ownerChannel: 0, percentage: false };
      const sdr = { ...record, sensorNumber: index + 1, entityInstance: 1, id: typedText(`S${index}`) } as FullSensor;
      return [
        `main_sdr_add 0x20 ${simBytes(encodeSdr(sdr))}`,
        `sensor_add 0x20 0 ${index + 1} 1 1`,
        `sensor_set_value 0x20 0 ${index + 1} ${raw} 0`,
      ];
    });
    const sim = await startIpmiSim(oneController(...sensors));
    try {
      const output = await ipmitool({ port: sim.lan, session: "rmcpplus" }, "-c", "sdr", "list", "full");
      const theirs = new Map(output.split("\n").map((line) => [line.split(",")[0]!, Number(line.split(",")[1])]));
      expect(cases.length).toBeLessThan(255);
      for (const [index, { raw, ...factors }] of cases.entries()) {
        const ours = valueFromRaw({ ...factors, tolerance: 0 }, raw);
        expect(theirs.get(`S${index}`), `sensor ${index}: ${JSON.stringify(cases[index])}`).toBeDefined();
        expect(
          within(ours!, theirs.get(`S${index}`)!),
          `${JSON.stringify(cases[index])}: ${ours}, ${theirs.get(`S${index}`)}`,
        ).toBe(true);
      }
    } finally {
      await sim.stop();
    }
  });
});

/** ipmitool prints three decimals at most. */
function within(ours: number, theirs: number): boolean {
  return Math.abs(ours - theirs) <= 0.0006 + Math.abs(ours) * 1e-6;
}
