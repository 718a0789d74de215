import { ActivatePowerLimit } from "../../../src/ipmi/commands/dcmi/activate-power-limit.ts";
import { GetAssetTag } from "../../../src/ipmi/commands/dcmi/get-asset-tag.ts";
import { GetDcmiCapabilitiesInfo } from "../../../src/ipmi/commands/dcmi/get-dcmi-capabilities-info.ts";
import { GetDcmiSensorInfo } from "../../../src/ipmi/commands/dcmi/get-dcmi-sensor-info.ts";
import { GetManagementControllerIdentifier } from "../../../src/ipmi/commands/dcmi/get-management-controller-identifier.ts";
import { GetPowerLimit } from "../../../src/ipmi/commands/dcmi/get-power-limit.ts";
import { GetPowerReading } from "../../../src/ipmi/commands/dcmi/get-power-reading.ts";
import { GetTemperatureReadings } from "../../../src/ipmi/commands/dcmi/get-temperature-readings.ts";
import { GetThermalLimit } from "../../../src/ipmi/commands/dcmi/get-thermal-limit.ts";
import { SetAssetTag } from "../../../src/ipmi/commands/dcmi/set-asset-tag.ts";
import { SetManagementControllerIdentifier } from "../../../src/ipmi/commands/dcmi/set-management-controller-identifier.ts";
import { SetPowerLimit } from "../../../src/ipmi/commands/dcmi/set-power-limit.ts";
import { SetThermalLimit } from "../../../src/ipmi/commands/dcmi/set-thermal-limit.ts";
import { encodeLatin1 } from "../../../src/wire/text.ts";
import { fromHex } from "../capture.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";

const text = encodeLatin1("rack 7");
const part = ({ offset, count }: { readonly offset: number; readonly count: number }) => ({
  totalLength: text.length,
  data: text.slice(offset, offset + count),
});

/** Two instances of any kind of temperature sensor. */
const readings = [
  { degrees: 21, negative: false, entityInstance: 1 },
  { degrees: 5, negative: true, entityInstance: 2 },
];

export const dcmiCases: readonly PeerCase[] = [
  peerCase(GetDcmiCapabilitiesInfo, {
    ask: ["ipmi-dcmi", "--get-dcmi-capability-info"],
    response: ({ parameter }) => ({
      major: 1,
      minor: 5,
      revision: 2,
      data: fromHex(["", "000107", "4080100007", "2000", "ffffff", "0105"][parameter] ?? ""),
    }),
    prints: ["DCMI Specification Conformance : 1.5", "Power Management / Monitoring Support : Available"],
  }),
  peerCase(GetPowerReading, {
    ask: ["ipmi-dcmi", "--get-system-power-statistics"],
    request: { mode: "systemPower" },
    response: {
      current: 210,
      minimum: 180,
      maximum: 240,
      average: 200,
      timestamp: 0x60000000,
      period: 5000,
      active: true,
    },
    prints: [
      "Current Power : 210 Watts",
      "Minimum Power over sampling duration : 180 watts",
      "Maximum Power over sampling duration : 240 watts",
      "Average Power over sampling duration : 200 watts",
      "Statistics reporting time period : 5000 milliseconds",
      "Power Measurement : Active",
    ],
  }),
  peerCase(GetPowerLimit, {
    ask: ["ipmi-dcmi", "--get-power-limit"],
    response: { exceptionAction: "log", limit: 300, correctionTime: 1000, samplingPeriod: 5 },
    prints: [
      "Exception Actions : Log event to SEL only",
      "Power Limit Requested : 300 watts",
      "Correction time limit : 1000 milliseconds",
      "Management application Statistics Sampling period : 5 seconds",
    ],
  }),
  peerCase(SetPowerLimit, {
    ask: [
      "ipmi-dcmi",
      "--set-power-limit",
      "--exception-actions=1",
      "--power-limit-requested=200",
      "--correction-time-limit=5000",
      "--statistics-sampling-period=3",
    ],
    request: { exceptionAction: "powerOff", limit: 200, correctionTime: 5000, samplingPeriod: 3 },
    response: {},
    also: (fake) =>
      fake.answer(GetPowerLimit, () => ({ exceptionAction: "none", limit: 0, correctionTime: 0, samplingPeriod: 0 })),
  }),
  peerCase(ActivatePowerLimit, {
    ask: ["ipmitool", "dcmi", "power", "activate"],
    request: { activation: "activate" },
    response: {},
    prints: ["Power limit successfully activated"],
  }),
  peerCase(GetAssetTag, {
    ask: ["ipmi-dcmi", "--get-asset-tag"],
    response: part,
    prints: ["rack 7"],
  }),
  peerCase(SetAssetTag, {
    ask: ["ipmitool", "dcmi", "set_asset_tag", "rack 7"],
    request: { offset: 0, tag: text },
    response: { totalLength: 6 },
    prints: ["Set Asset Tag: rack 7"],
  }),
  peerCase(GetDcmiSensorInfo, {
    ask: ["ipmi-dcmi", "--get-dcmi-sensor-info"],
    request: { sensorType: 1, entityInstance: 0 },
    response: { totalInstances: 2, recordIds: [0x12, 0x1234] },
    prints: ["Inlet Temperature SDR Record IDs 18 4660"],
  }),
  peerCase(GetManagementControllerIdentifier, {
    ask: ["ipmi-dcmi", "--get-management-controller-identifier-string"],
    response: part,
    prints: ["rack 7"],
  }),
  peerCase(SetManagementControllerIdentifier, {
    ask: ["ipmitool", "dcmi", "set_mc_id_string", "mc1"],
    request: { offset: 0, identifier: fromHex("6d633100") },
    response: { totalLength: 4 },
    prints: ["mc1"],
  }),
  peerCase(SetThermalLimit, {
    ask: ["ipmitool", "dcmi", "thermalpolicy", "set", "0x37", "1", "volatile", "poweroff", "nosel", "30", "60"],
    request: { entityId: 0x37, entityInstance: 1, powerOff: true, log: false, limit: 30, exceptionTime: 60 },
    response: {},
  }),
  peerCase(GetThermalLimit, {
    ask: ["ipmitool", "dcmi", "thermalpolicy", "get", "0x37", "1"],
    request: { entityId: 0x37, entityInstance: 1 },
    response: { log: true, powerOff: false, limit: 80, exceptionTime: 600 },
    prints: [
      "Hard Power Off system and log event: inactive",
      "Log event to SEL only: active",
      "Temperature Limit 80 degrees",
      "Exception Time 600 seconds",
    ],
  }),
  peerCase(GetTemperatureReadings, {
    ask: ["ipmitool", "dcmi", "get_temp_reading"],
    request: { sensorType: 1, entityInstance: 0 },
    response: { totalInstances: 2, readings },
    prints: ["+21 C", "-5 C"],
  }),
];
