/** How far a reading can be trusted (docs/architecture.md, what happens to a reading). */
export type Quality = "good" | "stale" | "unavailable";

/** Why it cannot. */
export type QualityReason =
  | "none"
  | "initial"
  | "scanning-disabled"
  | "absent"
  | "off"
  | "busy"
  | "silent"
  | "error"
  | "suspect";

/** A moment on both clocks. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly wall: number;
  /** Milliseconds of the agent's monotonic clock. */
  readonly monotonic: number;
}

/** The last known reading of a sensor. */
export interface SensorReading {
  readonly quality: Quality;
  readonly reason: QualityReason;
  /** In the unit of the RDR; null for a sensor without numbers or when none is known. */
  readonly value: number | null;
  /** Names of the states that are asserted. */
  readonly states: readonly string[];
  /** When the value was taken. */
  readonly at: Moment;
  /** What the owner wants operators to know, e.g. that value and the device's own state bits disagree. */
  readonly remark?: string | undefined;
}

/** What a source reports: the same without the time, which the domain adds. */
export type ReportedReading = Omit<SensorReading, "at">;

export function neverRead(at: Moment): SensorReading {
  return { quality: "unavailable", reason: "initial", value: null, states: [], at };
}
