import type { SensorRdr, ThresholdName, Thresholds } from "../../hpi/rdr/sensor.ts";
import type { QualityReason, ReportedReading } from "../../hpi/reading.ts";
import type { RawSensorReading } from "../../ipmi/commands/sensor-event/get-sensor-reading.ts";
import type { CompletionError } from "../../ipmi/completion-error.ts";
import { type ReadingFactors, valueFromRaw } from "../../ipmi/reading.ts";
import { assertedStates, reportedThresholds, sensorStatus } from "../../ipmi/sensor-status.ts";
import { CompletionCode } from "../../ipmi/tables/completion-codes.ts";
import { namedThresholds } from "../../ipmi/thresholds.ts";
import type { Limits } from "./limits.ts";
import type { SensorPoint } from "./points.ts";
import { hpiThreshold } from "./sensor-rdr.ts";
import { thresholdStates } from "./threshold-states.ts";

/** The one conversion of a Get Sensor Reading response to a reading of the model. */
export function readingOf(
  point: SensorPoint,
  rdr: SensorRdr,
  response: RawSensorReading,
  /** Null for what is not analog. */
  factors: ReadingFactors | null,
  /** Null while they were not read from the controller: then its own comparison counts. */
  limits: Limits | null,
  before: readonly string[],
): ReportedReading {
  const status = sensorStatus(response);
  if (status !== "ok") {
    const reason = status === "scanning-disabled" ? "scanning-disabled" : "initial";
    return { quality: "unavailable", reason, value: null, states: [] };
  }
  if (rdr.numeric !== null && factors === null) {
    const remark = "the controller does not tell the conversion factors of this reading";
    return { quality: "unavailable", reason: "error", value: null, states: [], remark };
  }
  const value = factors === null ? null : (valueFromRaw(factors, response.reading) ?? null);
  const isOutside = factors !== null && value === null;
  const outside = isOutside ? { remark: `its conversion has no value for the raw count ${response.reading}` } : {};
  if (point.kind === "threshold")
    return { ...thresholdReading(point, rdr, response, value, limits, before), ...outside };
  const supported = new Set(rdr.states.map((state) => state.name));
  const asserted = assertedStates(point, response).map((state) => state.name);
  const states = asserted.filter((name) => supported.has(name));
  const illegal = asserted.filter((name) => !supported.has(name));
  return {
    quality: "good",
    reason: "none",
    value,
    states,
    ...outside,
    ...(illegal.length === 0 ? {} : { remark: `also reports ${illegal.join(", ")}, which its record does not know` }),
  };
}

function thresholdReading(
  point: SensorPoint,
  rdr: SensorRdr,
  response: RawSensorReading,
  value: number | null,
  limits: Limits | null,
  before: readonly string[],
): ReportedReading {
  const told = reportedThresholds(response)?.map((name) => hpiThreshold(name, point.record));
  const known = rdr.states.map((state) => state.name as ThresholdName);
  const reported = told?.filter((name) => known.includes(name));
  if (value === null || limits === null || !hasAny(rdr, limits.thresholds)) {
    return { quality: "good", reason: "none", value, states: reported ?? [] };
  }
  const present = thresholdStates(value, limits, []);
  const watched = reported === undefined ? [] : compared(point.record, known);
  // What no reading can end is over when the controller says so.
  const isOver = (name: ThresholdName) =>
    limits.endless.includes(name) && !present.includes(name) && watched.includes(name) && !reported?.includes(name);
  const computed = thresholdStates(value, limits, before).filter((name) => !isOver(name));
  // A threshold that cannot be read is known by the controller's comparison alone.
  const isAsserted = (name: ThresholdName) =>
    (limits.thresholds[name] === undefined ? (reported ?? []) : computed).includes(name);
  const states = known.filter(isAsserted);
  // Some controllers count the hysteresis in, some do not: IPMI 2.0 section 35.13.
  const isDenied = (name: ThresholdName) => {
    const bit = reported?.includes(name);
    return limits.thresholds[name] !== undefined && computed.includes(name) !== bit && present.includes(name) !== bit;
  };
  const remarks = [
    ...(reported !== undefined && watched.some(isDenied) ? [disagreement(reported)] : []),
    ...states.filter((name) => limits.endless.includes(name) && !present.includes(name)).map(endlessness),
  ];
  const remark = remarks.length === 0 ? {} : { remark: remarks.join("; ") };
  return { quality: "good", reason: "none", value, states, ...remark };
}

function hasAny(rdr: SensorRdr, thresholds: Thresholds): boolean {
  return rdr.states.some((state) => thresholds[state.name as ThresholdName] !== undefined);
}

/** Thresholds whose comparison the controller returns, by its record; an empty mask is a forgotten one. */
function compared(record: SensorPoint["record"], known: readonly ThresholdName[]): readonly ThresholdName[] {
  if (record.kind === "event-only" || record.masks.kind !== "threshold") return known;
  const { lowerComparisons, upperComparisons } = record.masks;
  const named = namedThresholds([...lowerComparisons, ...upperComparisons]);
  return named.length === 0 ? known : named.map((name) => hpiThreshold(name, record));
}

function disagreement(reported: readonly string[]): string {
  return `the controller itself reports ${reported.length === 0 ? "no threshold crossed" : reported.join(", ")}`;
}

function endlessness(name: ThresholdName): string {
  return `no reading ends ${name}: its hysteresis reaches past the end of the range`;
}

/** Completion codes by which controllers say "not there" or "not now"; they do not agree on one. */
const reasons: ReadonlyMap<number, QualityReason> = new Map<number, QualityReason>([
  [CompletionCode.parameterOutOfRange, "absent"],
  [CompletionCode.notPresent, "absent"],
  [CompletionCode.illegalForSensor, "absent"],
  [CompletionCode.cannotProvideResponse, "off"],
  [CompletionCode.destinationUnavailable, "off"],
  [CompletionCode.notSupportedInState, "off"],
  [CompletionCode.unspecified, "off"],
]);
const BUSY: readonly number[] = [CompletionCode.nodeBusy, CompletionCode.timeout];

/** The reading that a refusal amounts to; null when the last one still holds. */
export function refusedReading(error: CompletionError, hasReading: boolean): ReportedReading | null {
  const { completionCode } = error;
  const none = { quality: "unavailable", value: null, states: [], remark: error.message } as const;
  if (BUSY.includes(completionCode)) return hasReading ? null : { ...none, reason: "busy" };
  return { ...none, reason: reasons.get(completionCode) ?? "error" };
}
