import type { SensorRdr } from "../../../hpi/rdr/sensor.ts";
import { type BaseUnit, convert } from "../../../hpi/unit.ts";

/** How readings of a sensor are told. */
export interface ReadingKind {
  readonly type: string | undefined;
  /** UCUM case-sensitive symbol. */
  readonly units: string | undefined;
  /** From the sensor's unit to the one told. */
  readonly convert: (value: number) => number;
}

const same = (value: number) => value;

/** Unit of the model → ReadingType and its unit (Sensor schema, ReadingType). */
const kinds: Partial<Record<BaseUnit, readonly [type: string | undefined, units: string]>> = {
  "degrees-c": ["Temperature", "Cel"],
  volts: ["Voltage", "V"],
  amps: ["Current", "A"],
  watts: ["Power", "W"],
  joules: ["EnergyJoules", "J"],
  rpm: ["Rotational", "{rev}/min"],
  hz: ["Frequency", "Hz"],
  cfm: ["AirFlow", "[ft_i]3/min"],
  kpa: ["PressurekPa", "kPa"],
  second: [undefined, "s"],
  millisecond: [undefined, "ms"],
  minute: [undefined, "min"],
  hour: [undefined, "h"],
  va: [undefined, "V.A"],
  bit: [undefined, "bit"],
  byte: [undefined, "By"],
};

export function readingKind(sensor: SensorRdr): ReadingKind | null {
  if (sensor.numeric === null) return null;
  const { base, modifier, percentage } = sensor.numeric.unit;
  if (percentage) return { type: sensor.type === "humidity" ? "Humidity" : "Percent", units: "%", convert: same };
  if (modifier !== undefined) return { type: undefined, units: undefined, convert: same };
  const inCelsius = base === "degrees-f" || base === "degrees-k";
  const [type, units] = kinds[inCelsius ? "degrees-c" : base] ?? [];
  // A difference in the last digits is noise of the conversion.
  const toCelsius = (value: number) => Number((convert(value, base, "degrees-c") ?? value).toPrecision(9));
  return { type, units, convert: inCelsius ? toCelsius : same };
}
