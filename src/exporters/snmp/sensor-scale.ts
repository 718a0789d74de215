import type { Sensor } from "../../hpi/rdr/index.ts";
import type { SensorReading } from "../../hpi/reading.ts";
import { convert, unitSymbol } from "../../hpi/unit.ts";
import { adminString } from "./text.ts";

/** EntitySensorDataType (RFC 3433). */
export const DataType = {
  other: 1,
  unknown: 2,
  voltsAC: 3,
  voltsDC: 4,
  amperes: 5,
  watts: 6,
  hertz: 7,
  celsius: 8,
  percentRH: 9,
  rpm: 10,
  cmm: 11,
  truthvalue: 12,
} as const;

/** EntitySensorDataScale. */
export const DataScale = { milli: 8, units: 9, kilo: 10, mega: 11 } as const;

/** EntitySensorStatus. */
export const SensorStatus = { ok: 1, unavailable: 2, nonoperational: 3 } as const;

/** Largest and smallest EntitySensorValue. */
const VALUE_LIMIT = 1_000_000_000;
/** State bits that keep below it. */
const VALUE_BITS = 29;

/** How a sensor's readings become integers; fixed for the sensor's life, because managers read it once. */
export interface SensorScale {
  readonly type: number;
  readonly scale: number;
  readonly precision: number;
  readonly display: string;
  value(reading: SensorReading): number;
  /** A number in the sensor's unit, such as a threshold, as such an integer. */
  integer(value: number): number;
  /** The number in the sensor's unit behind such an integer. */
  number(integer: number): number;
}

export function sensorScale(sensor: Sensor): SensorScale {
  return sensor.numeric === null ? stateScale(sensor) : numericScale(sensor, sensor.numeric);
}

function numericScale(sensor: Sensor, numeric: NonNullable<Sensor["numeric"]>): SensorScale {
  const { unit } = numeric;
  const linear = (
    type: number,
    scale: number,
    precision: number,
    display: string,
    toUnit: (value: number) => number = (value) => value,
  ): SensorScale => {
    const exponent =
      precision + { [DataScale.milli]: 3, [DataScale.units]: 0, [DataScale.kilo]: -3, [DataScale.mega]: -6 }[scale]!;
    const factor = 10 ** Math.abs(exponent);
    const integer = (value: number): number => {
      const inUnit = toUnit(value);
      return clamp(exponent >= 0 ? inUnit * factor : inUnit / factor);
    };
    // Every conversion of units is a line.
    const offset = toUnit(0);
    const slope = toUnit(1) - offset;
    return {
      type,
      scale,
      precision,
      display: adminString(display),
      value: ({ value }) => (value === null ? 0 : integer(value)),
      integer,
      number: (shown) => ((exponent >= 0 ? shown / factor : shown * factor) - offset) / slope,
    };
  };
  const { milli, units } = DataScale;
  const largest = Math.max(Math.abs(numeric.maximum ?? 0), Math.abs(numeric.minimum ?? 0));
  if (unit.percentage && sensor.type.includes("humidity")) return linear(DataType.percentRH, units, 1, "%RH");
  if (!unit.percentage && unit.modifier === undefined) {
    switch (unit.base) {
      case "degrees-c":
      case "degrees-f":
      case "degrees-k":
        return linear(DataType.celsius, units, 1, "degrees C", (v) => convert(v, unit.base, "degrees-c") ?? v);
      case "volts":
        return linear(/\bV?AC\b/i.test(sensor.name) ? DataType.voltsAC : DataType.voltsDC, milli, 0, "mV");
      case "amps":
        return linear(DataType.amperes, milli, 0, "mA");
      case "watts":
        return linear(DataType.watts, units, largest > 1e8 ? 0 : 1, "W");
      case "rpm":
        return linear(DataType.rpm, units, 0, "RPM");
      case "hz":
        if (largest >= 1e12) return linear(DataType.hertz, DataScale.mega, 0, "MHz");
        if (largest >= 1e9) return linear(DataType.hertz, DataScale.kilo, 0, "kHz");
        return linear(DataType.hertz, units, 0, "Hz");
      case "cfm":
        return linear(DataType.cmm, units, 3, "m3/min", (v) => convert(v, "cfm", "cu-m") ?? v);
      default:
    }
  }
  return linear(DataType.other, units, digits(numeric.resolution, largest), unitSymbol(unit));
}

/** Decimal places, at most 3, that show a step of this size without the largest value leaving the range. */
function digits(resolution: number | undefined, largest: number): number {
  let places = 0;
  const step = resolution ?? 0.001;
  while (places < 3 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6) places++;
  while (places > 0 && largest * 10 ** places > VALUE_LIMIT) places--;
  return places;
}

function clamp(value: number): number {
  return Math.max(-VALUE_LIMIT, Math.min(VALUE_LIMIT, Math.round(value)));
}

/** A sensor without numbers has no thresholds to convert. */
const plain = { integer: clamp, number: (integer: number): number => integer };

/** Categories with one state and its opposite. */
const twoState: ReadonlySet<string> = new Set([
  "presence",
  "predictive-failure",
  "limit",
  "performance",
  "enable",
  "state",
]);
const negative = /(^|-)(deasserted|absent|removed|not-exceeded|disabled|met|no|not-present)$/;

/** Two-state sensors are truth values; of others the value is a bit for each state, named in the display text. */
function stateScale(sensor: Sensor): SensorScale {
  const names = sensor.states.map((state) => state.name);
  if (twoState.has(sensor.category) || names.length === 1 || sensor.type === "physical-security") {
    const positive = names.filter((name) => !negative.test(name));
    return {
      type: DataType.truthvalue,
      scale: DataScale.units,
      precision: 0,
      display: adminString(positive.join(" or ")),
      value: ({ states }) => (states.some((name) => !negative.test(name)) ? 1 : 2),
      ...plain,
    };
  }
  const bits = new Map<string, number>();
  for (const [position, { name, offset }] of sensor.states.entries()) {
    const bit = offset ?? position;
    if (bit < VALUE_BITS) bits.set(name, bit);
  }
  return {
    type: DataType.other,
    scale: DataScale.units,
    precision: 0,
    display: bitsDisplay(bits),
    value: ({ states }) => [...bits].reduce((sum, [name, bit]) => (states.includes(name) ? sum + 2 ** bit : sum), 0),
    ...plain,
  };
}

/** The state behind each bit, as many as there is room for. */
function bitsDisplay(bits: ReadonlyMap<string, number>): string {
  let text = "";
  for (const [name, bit] of bits) {
    const longer = `${text === "" ? "bits: " : `${text}, `}${bit} ${adminString(name)}`;
    if (Buffer.byteLength(longer) > 255) break;
    text = longer;
  }
  return text;
}

/** EntitySensorStatus of a reading: a crossed threshold is not a status. */
export function sensorStatus(reading: SensorReading): number {
  if (reading.quality === "good") return SensorStatus.ok;
  if (reading.quality === "unavailable" && (reading.reason === "error" || reading.reason === "suspect")) {
    return SensorStatus.nonoperational;
  }
  return SensorStatus.unavailable;
}
