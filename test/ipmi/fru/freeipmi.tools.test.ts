import fc from "fast-check";
import { expect } from "vitest";
import { standardRecords } from "../../../src/ipmi/fru/multirecord/standard/index.ts";
import { arbitraryOf } from "../../contract/arbitrary.ts";
import { requires } from "../../support/requires.ts";
import { freeipmiLayouts } from "../freeipmi-layouts.ts";

const { describe, it } = requires("freeipmi");

describe("FreeIPMI's library", () => {
  const { read } = freeipmiLayouts();

  it("reads DC outputs and loads as we mean them, the extended ones too", () => {
    const power = { nominalVoltage: 1200, ripple: 120, minimumCurrent: 10, maximumCurrent: 5000 };
    const powerRead = { nominal_voltage: 1200 };
    const output = {
      ...power,
      output: 3,
      standby: true,
      maximumNegativeDeviation: 1140,
      maximumPositiveDeviation: 1260,
    };
    const outputRead = {
      ...powerRead,
      output_number: 3,
      standby: 1,
      maximum_negative_voltage_deviation: 1140,
      maximum_positive_voltage_deviation: 1260,
      ripple_and_noise_pk_pk: 120,
      minimum_current_draw: 10,
      maximum_current_draw: 5000,
    };
    const load = { ...power, output: 3, minimumVoltage: 1140, maximumVoltage: 1260 };
    const loadRead = {
      ...powerRead,
      output_number: 3,
      specd_minimum_voltage: 1140,
      specd_maximum_voltage: 1260,
      specd_ripple_and_noise_pk_pk: 120,
      minimum_current_load: 10,
      maximum_current_load: 5000,
    };
    const currentUnit = "hundredMilliamperes";
    const { "dc-output": out, "dc-load": into } = standardRecords;
    const { "extended-dc-output": extendedOut, "extended-dc-load": extendedInto } = standardRecords;
    const bytes = [
      out.body.encode({ kind: "dc-output", ...output }),
      into.body.encode({ kind: "dc-load", ...load }),
      extendedOut.body.encode({ kind: "extended-dc-output", ...output, currentUnit }),
      extendedInto.body.encode({ kind: "extended-dc-load", ...load, currentUnit }),
    ] as const;
    expect(read("fru_dc_output", bytes[0])).toEqual(outputRead);
    expect(read("fru_dc_load", bytes[1])).toEqual(loadRead);
    expect(read("fru_extended_dc_output", bytes[2])).toEqual({ ...outputRead, current_units: 1 });
    expect(read("fru_extended_dc_load", bytes[3])).toEqual({ ...loadRead, current_units: 1 });
  });

  it.each([
    ["power-supply", "fru_power_supply_information"],
    ["dc-output", "fru_dc_output"],
    ["dc-load", "fru_dc_load"],
    ["management-access", "fru_management_access_record"],
    ["base-compatibility", "fru_base_compatibility_record"],
    ["extended-compatibility", "fru_extended_compatibility_record"],
    ["extended-dc-output", "fru_extended_dc_output"],
    ["extended-dc-load", "fru_extended_dc_load"],
  ] as const)("takes a record of kind %s whole", (kind, layout) => {
    const record: { encode(value: unknown): Uint8Array; readonly layout: Parameters<typeof arbitraryOf>[0] } =
      standardRecords[kind].body;
    fc.assert(
      fc.property(arbitraryOf(record.layout), (value) => {
        expect(read(layout, record.encode(value))).not.toHaveProperty("problem");
      }),
      { numRuns: 30 },
    );
  });
});
