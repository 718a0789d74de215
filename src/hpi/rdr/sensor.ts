import type { EntityPath } from "../entity-path.ts";
import type { Severity } from "../severity.ts";
import type { Unit } from "../unit.ts";

/** Names of the six thresholds; minor, major, critical are IPMI's non-critical, critical, non-recoverable. */
export const thresholdNames = [
  "lowerMinor",
  "lowerMajor",
  "lowerCritical",
  "upperMinor",
  "upperMajor",
  "upperCritical",
] as const;
export type ThresholdName = (typeof thresholdNames)[number];

/**
 * Threshold values in the sensor's unit. Absent = the sensor has none or it is not known yet; a hysteresis is absent too
 * where it has another width at every threshold.
 */
export type Thresholds = Readonly<
  Partial<Record<ThresholdName, number>> & { positiveHysteresis?: number; negativeHysteresis?: number }
>;

/** A state a sensor can be in. For threshold sensors the names are `thresholdNames`. */
export interface SensorState {
  /** Stable name in lower case with dashes (discrete), or a threshold name. */
  readonly name: string;
  /** How bad it is to be in this state. */
  readonly severity: Severity;
  /** Its bit in the event state mask of HPI and IPMI, where there is one. */
  readonly offset?: number | undefined;
  /** Told by events alone: a reading shows neither that it is there nor that it is gone. */
  readonly eventOnly?: true;
}

/** Where a sensor's type and states come from: HPI event categories. */
export type SensorCategory =
  | "threshold"
  | "usage"
  | "state"
  | "predictive-failure"
  | "limit"
  | "performance"
  | "severity"
  | "presence"
  | "enable"
  | "availability"
  | "redundancy"
  | "sensor-specific"
  | "generic"
  | "unspecified";

/** Static description of a sensor. */
export interface SensorRdr {
  readonly kind: "sensor";
  /** Instrument number, unique among the sensors of its resource. */
  readonly number: number;
  /** The id string as the device gives it. */
  readonly name: string;
  /** Stable identity: the place, not the part. */
  readonly key: string;
  readonly entityPath: EntityPath;
  /** Sensor type by IPMI/HPI name in lower case with dashes, e.g. `temperature`, `power-supply`. */
  readonly type: string;
  readonly category: SensorCategory;
  /** Numeric description, or null for a sensor that has states only. */
  readonly numeric: {
    readonly unit: Unit;
    readonly minimum?: number | undefined;
    readonly maximum?: number | undefined;
    readonly nominal?: number | undefined;
    readonly normalMinimum?: number | undefined;
    readonly normalMaximum?: number | undefined;
    /** Smallest step of the reading near its nominal value. */
    readonly resolution?: number | undefined;
    /** Largest error of the reading, in its unit. */
    readonly tolerance?: number | undefined;
  } | null;
  /** Every state the sensor can report. */
  readonly states: readonly SensorState[];
  readonly readableThresholds: readonly ThresholdName[];
  readonly writableThresholds: readonly ThresholdName[];
  /** How often the owner reads it, milliseconds; null = only told by events. The domain ages readings by it. */
  readonly pollPeriod: number | null;
  /** Facts of the protocol below worth showing, such as owner, LUN and number. */
  readonly origin: Readonly<Record<string, string | number>>;
}
