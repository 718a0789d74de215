import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import { type Unit, unitSymbol } from "../../../hpi/unit.ts";
import { jsonTime } from "../../json-time.ts";

export function sensorView(domain: Domain, sensor: Sensor) {
  return {
    ...sensorBrief(domain, sensor),
    key: sensor.key,
    entityPath: formatEntityPath(sensor.entityPath),
    category: sensor.category,
    numeric: sensor.numeric === null ? null : { ...sensor.numeric, unit: unitView(sensor.numeric.unit) },
    possibleStates: sensor.states,
    readableThresholds: sensor.readableThresholds,
    writableThresholds: sensor.writableThresholds,
    pollPeriodMs: sensor.pollPeriod,
    origin: sensor.origin,
  };
}

/** Name and reading. A value is told only while it is good; a stale sensor tells its last value as such. */
export function sensorBrief(domain: Domain, sensor: Sensor) {
  return {
    id: sensor.id,
    resourceId: sensor.resourceId,
    resource: domain.resource(sensor.resourceId)?.tag ?? "",
    number: sensor.number,
    name: sensor.name,
    type: sensor.type,
    unit: sensor.numeric === null ? null : unitSymbol(sensor.numeric.unit),
    /** It tells of itself by events and has no reading to ask for. */
    eventOnly: sensor.pollPeriod === null,
    ...readingView(domain, sensor),
    thresholds: domain.thresholds(sensor.id),
  };
}

export function readingView(domain: Domain, sensor: Sensor) {
  const { quality, reason, value, states, at, remark } = domain.reading(sensor.id);
  return {
    quality,
    reason,
    value: quality === "good" ? value : null,
    lastValue: quality === "stale" ? value : null,
    states: quality === "unavailable" ? [] : states,
    severity: quality === "good" ? domain.sensorSeverity(sensor.id) : "ok",
    at: jsonTime(at.wall),
    ageMs: Math.max(0, Math.round(domain.clock.monotonic() - at.monotonic)),
    ...(remark === undefined ? {} : { remark }),
  };
}

function unitView(unit: Unit) {
  return { ...unit, symbol: unitSymbol(unit) };
}
