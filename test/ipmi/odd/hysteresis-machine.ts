/** A controller with one threshold sensor per kind of conversion, all of equal raw counts: lines for ipmi_sim. */
import { encodeSdr, type FullSensor, type SdrBody } from "../../../src/ipmi/sdr/index.ts";
import { typedText } from "../../../src/ipmi/typed-text.ts";
import { oneController, simBytes } from "../emulation.ts";
import { samples } from "../sdr/samples.ts";

const all = ["lowerNonCritical", "lowerCritical", "upperNonCritical", "upperCritical"] as const;

/** Thresholds 10, 20, 80, 100; nominal reading 50; hysteresis 3 and 2; tolerance 4 half counts. */
const common: FullSensor = {
  ...(samples[1] as FullSensor),
  ...{ ownerId: 0x20, ownerLun: 0, ownerChannel: 0 },
  ...{ entityId: 7, entityInstance: 1, entityIsLogical: false },
  ...{ percentage: false, modifierUse: "none", rateUnit: "none", baseUnit: 18, modifierUnit: 0 },
  ...{ analogFormat: "unsigned", linearization: "linear", m: 1, b: 0, bExponent: 0, rExponent: 0, tolerance: 4 },
  ...{ nominalSpecified: true, nominalReading: 50, normalMaximumSpecified: false, normalMinimumSpecified: false },
  ...{ sensorMaximum: 255, sensorMinimum: 1 },
  ...{ upperNonCritical: 80, upperCritical: 100, lowerNonCritical: 20, lowerCritical: 10 },
  ...{ positiveHysteresis: 3, negativeHysteresis: 2 },
  sensorType: 0x04,
  hysteresisSupport: "readable",
  thresholdAccess: "readable",
  masks: {
    kind: "threshold",
    assertionEvents: [],
    deassertionEvents: [],
    lowerComparisons: ["lowerNonCritical", "lowerCritical"],
    upperComparisons: ["upperNonCritical", "upperCritical"],
    readableThresholds: all,
    settableThresholds: [],
  },
};

export const hysteresisSensors: readonly FullSensor[] = (
  [
    ["plain", {}],
    ["offset", { b: 100 }],
    ["falling", { m: -1, b: 300 }],
    ["period", { linearization: "reciprocal", rExponent: -4 }],
    ["ln", { linearization: "ln" }],
    ["square", { linearization: "square" }],
  ] as const
).map(([name, differs], i) => ({ ...common, ...differs, sensorNumber: i + 1, id: typedText(name) }));

export const presentRaw = 50;

export function hysteresisMachine(): readonly string[] {
  const locator = encodeSdr({ ...samples[18]!, address: 0x20 } as SdrBody);
  return oneController(
    `main_sdr_add 0x20 ${simBytes(locator)}`,
    ...hysteresisSensors.flatMap((sensor) => {
      const at = `0x20 0 ${sensor.sensorNumber}`;
      return [
        `main_sdr_add 0x20 ${simBytes(encodeSdr(sensor))}`,
        `sensor_add ${at} 4 1`,
        `sensor_set_threshold ${at} readable 011011 0 100 80 0 10 20`,
        `sensor_set_hysteresis ${at} readable 3 2`,
        `sensor_set_value ${at} ${presentRaw} 0`,
      ];
    }),
  );
}
