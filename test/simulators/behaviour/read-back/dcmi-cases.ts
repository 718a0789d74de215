/** What a server's controller answers to DCMI (DCMI 1.5 section 6). */
import { expect } from "vitest";
import { ActivatePowerLimit } from "../../../../src/ipmi/commands/dcmi/activate-power-limit.ts";
import { GetAssetTag } from "../../../../src/ipmi/commands/dcmi/get-asset-tag.ts";
import { GetDcmiCapabilitiesInfo } from "../../../../src/ipmi/commands/dcmi/get-dcmi-capabilities-info.ts";
import { GetDcmiSensorInfo } from "../../../../src/ipmi/commands/dcmi/get-dcmi-sensor-info.ts";
import { GetManagementControllerIdentifier } from "../../../../src/ipmi/commands/dcmi/get-management-controller-identifier.ts";
import { GetPowerLimit } from "../../../../src/ipmi/commands/dcmi/get-power-limit.ts";
import { GetPowerReading } from "../../../../src/ipmi/commands/dcmi/get-power-reading.ts";
import { GetTemperatureReadings } from "../../../../src/ipmi/commands/dcmi/get-temperature-readings.ts";
import { SetAssetTag } from "../../../../src/ipmi/commands/dcmi/set-asset-tag.ts";
import { SetManagementControllerIdentifier } from "../../../../src/ipmi/commands/dcmi/set-management-controller-identifier.ts";
import { SetPowerLimit } from "../../../../src/ipmi/commands/dcmi/set-power-limit.ts";
import { until } from "../../../support/until.ts";
import type { Bench } from "./bench.ts";
import { type BehaviourReadBackCase, read } from "./case.ts";

const bmc = 0x20;
const watts = async (bench: Bench) =>
  Number(/Instantaneous power reading: +(\d+)/.exec(await bench.ipmitool(bmc, "dcmi", "power", "reading"))?.[1]);

export const dcmiReadBackCases: readonly BehaviourReadBackCase[] = [
  read("rack", GetDcmiCapabilitiesInfo, "ipmitool dcmi discover, ipmi-dcmi", async (bench) => {
    expect(await bench.ipmitool(bmc, "dcmi", "discover")).toMatch(/Power management available/);
    const info = await bench.freeipmi("ipmi-dcmi", "--get-dcmi-capability-info");
    expect(info).toMatch(/DCMI Specification Conformance\s+: 1.5/);
    expect(info).toMatch(/Power Management \/ Monitoring Support\s+: Available/);
  }),
  read("rack", GetPowerReading, "ipmitool dcmi power reading, ipmi-dcmi", async (bench) => {
    await bench.simulator.control.setSensor("System Power", 340);
    expect(await watts(bench)).toBe(340);
    const statistics = await bench.freeipmi("ipmi-dcmi", "--get-system-power-statistics");
    expect(statistics).toMatch(/Current Power\s+: 340 Watts/);
    expect(statistics).toMatch(/Power Measurement\s+: Active/i);
    await bench.simulator.control.setSensor("System Power", 324);
  }),
  read("rack", SetPowerLimit, "ipmi-dcmi --set-power-limit, --get-power-limit", async (bench) => {
    const limit = ["--power-limit-requested=200", "--correction-time-limit=100", "--statistics-sampling-period=5"];
    await bench.freeipmi("ipmi-dcmi", "--set-power-limit", ...limit);
    const shown = await bench.freeipmi("ipmi-dcmi", "--get-power-limit");
    expect(shown).toMatch(/Power Limit Requested\s+: 200 watts/);
  }),
  read("rack", ActivatePowerLimit, "ipmitool dcmi power activate, power reading", async (bench) => {
    await bench.ipmitool(bmc, "dcmi", "power", "activate");
    await until(async () => (await watts(bench)) === 200, { what: () => "the limit" });
  }),
  read("rack", GetPowerLimit, "ipmitool dcmi power get_limit, ipmi-dcmi", async (bench) => {
    const shown = await bench.ipmitool(bmc, "dcmi", "power", "get_limit");
    expect(shown).toMatch(/Power Limit Active[\s\S]*Power Limit: +200 Watts/);
    const limit = await bench.freeipmi("ipmi-dcmi", "--get-power-limit");
    expect(limit).toMatch(/Correction time limit\s+: 100 milliseconds/);
    expect(limit).toMatch(/Statistics Sampling period\s+: 5 seconds/);
    await bench.ipmitool(bmc, "dcmi", "power", "deactivate");
    await until(async () => (await watts(bench)) === 324, { what: () => "the end of the limit" });
  }),
  read("rack", GetDcmiSensorInfo, "ipmitool dcmi sensors, ipmi-dcmi", async (bench) => {
    const sensors = await bench.ipmitool(bmc, "dcmi", "sensors");
    expect(sensors).toMatch(/Inlet: 1 temperature sensor found/);
    expect(sensors).toMatch(/CPU: 2 temperature sensors found[\s\S]*: CPU1 Temp +\| 58[\s\S]*: CPU2 Temp +\| 55/);
    expect(await bench.freeipmi("ipmi-dcmi", "--get-dcmi-sensor-info")).toMatch(/Inlet/i);
  }),
  read("rack", GetTemperatureReadings, "ipmitool dcmi get_temp_reading", async (bench) => {
    const readings = await bench.ipmitool(bmc, "dcmi", "get_temp_reading");
    expect(readings).toMatch(/Inlet air temperature\(40h\)\s+1\s+\+24 C/);
    expect(readings).toMatch(/CPU temperature sensors\(41h\)\s+2\s+\+55 C/);
  }),
  read("rack", GetAssetTag, "ipmitool dcmi asset_tag, ipmi-dcmi", async (bench) => {
    expect(await bench.ipmitool(bmc, "dcmi", "asset_tag")).toMatch(/Asset tag: DC1-R12-U30/);
    expect(await bench.freeipmi("ipmi-dcmi", "--get-asset-tag")).toContain("DC1-R12-U30");
  }),
  read("rack", SetAssetTag, "ipmitool dcmi set_asset_tag, ipmi-dcmi", async (bench) => {
    const tag = "A-TAG-OF-MORE-THAN-SIXTEEN";
    await bench.ipmitool(bmc, "dcmi", "set_asset_tag", tag);
    expect(await bench.freeipmi("ipmi-dcmi", "--get-asset-tag")).toContain(tag);
  }),
  read("rack", SetManagementControllerIdentifier, "ipmi-dcmi, ipmitool dcmi get_mc_id_string", async (bench) => {
    await bench.freeipmi("ipmi-dcmi", "--set-management-controller-identifier-string=bmc-of-rack-1");
    expect(await bench.ipmitool(bmc, "dcmi", "get_mc_id_string")).toMatch(/bmc-of-rack-1/);
  }),
  read("rack", GetManagementControllerIdentifier, "ipmitool dcmi get_mc_id_string, ipmi-dcmi", async (bench) => {
    const shown = await bench.freeipmi("ipmi-dcmi", "--get-management-controller-identifier-string");
    expect(shown).toContain("bmc-of-rack-1");
  }),
];
