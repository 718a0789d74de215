import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import { EntityType } from "../../../hpi/entity-type.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import type { ThresholdName } from "../../../hpi/rdr/sensor.ts";
import { jsonTime } from "../../json-time.ts";
import { type ReadingKind, readingKind } from "../mapping/sensor-unit.ts";
import { readingStatus } from "../mapping/status.ts";
import { type Body, collectionBody, known, oem, type RedfishResource, resourceBody } from "../resource.ts";
import { uris } from "../uris.ts";

export const sensorCollection: RedfishResource = {
  path: "/Chassis/:chassis/Sensors",
  revision: ({ service }) => service.modelRevision,
  read({ service, params }) {
    const unit = service.tree.byId.get(params["chassis"] ?? "");
    if (unit === undefined) return null;
    const members = [...unit.sensors.keys()].map((id) => uris.sensor(unit.id, id));
    return collectionBody("SensorCollection", uris.sensors(unit.id), "Sensors", members);
  },
};

export const sensor: RedfishResource = {
  path: "/Chassis/:chassis/Sensors/:sensor",
  revision: ({ service, params }) =>
    service.sensorRevision(
      service.tree.byId.get(params["chassis"] ?? "")?.sensors.get(params["sensor"] ?? "")?.id ?? 0,
    ),
  read({ service, params }) {
    const unit = service.tree.byId.get(params["chassis"] ?? "");
    const id = params["sensor"] ?? "";
    const found = unit?.sensors.get(id);
    return unit === undefined || found === undefined
      ? null
      : sensorBody(service.domain, found, uris.sensor(unit.id, id), id);
  },
};

function sensorBody(domain: Domain, found: Sensor, uri: string, id: string): Body {
  const reading = domain.reading(found.id);
  const kind = readingKind(found);
  const time = jsonTime(reading.at.wall) ?? undefined;
  const told = (value: number | null | undefined) =>
    value === null || value === undefined ? undefined : (kind?.convert(value) ?? value);
  return resourceBody("Sensor", uri, id, found.name || id, {
    ...known({
      ReadingType: kind?.type,
      ReadingUnits: kind?.units,
      // A sensor that has states only has no Reading at all.
      Reading: kind === null ? undefined : reading.quality === "good" ? (told(reading.value) ?? null) : null,
      ReadingTime: reading.quality === "good" ? time : undefined,
      ReadingRangeMin: told(found.numeric?.minimum),
      ReadingRangeMax: told(found.numeric?.maximum),
      PhysicalContext: physicalContext(found),
      SensingInterval: found.pollPeriod === null ? undefined : `PT${found.pollPeriod / 1000}S`,
    }),
    Status: readingStatus(found, reading, domain.sensorSeverity(found.id)),
    ...(kind === null ? {} : thresholds(domain, found, kind)),
    Oem: oem("Sensor", {
      Quality: reading.quality,
      Reason: reading.reason,
      ...(reading.quality === "stale" ? { LastReading: told(reading.value) ?? null, LastReadingTime: time } : {}),
      States: reading.quality === "unavailable" ? [] : reading.states,
      ...(reading.remark === undefined ? {} : { Remark: reading.remark }),
      SensorType: found.type,
      SensorNumber: found.number,
      EntityPath: formatEntityPath(found.entityPath),
      Simulated: domain.simulated,
    }),
  });
}

/** HPI's minor, major, critical are Caution, Critical, Fatal. */
const thresholdNames: Readonly<Record<ThresholdName, string>> = {
  lowerMinor: "LowerCaution",
  lowerMajor: "LowerCritical",
  lowerCritical: "LowerFatal",
  upperMinor: "UpperCaution",
  upperMajor: "UpperCritical",
  upperCritical: "UpperFatal",
};

function thresholds(domain: Domain, found: Sensor, kind: ReadingKind): Body {
  const values = domain.thresholds(found.id);
  // A hysteresis is a difference: an offset of the unit drops out of it.
  const difference = (value: number) => Math.abs(kind.convert(value) - kind.convert(0));
  const entries = found.readableThresholds.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    const upper = name.startsWith("upper");
    const hysteresis = upper ? values.positiveHysteresis : values.negativeHysteresis;
    const threshold = {
      Reading: kind.convert(value),
      Activation: upper ? "Increasing" : "Decreasing",
      ...(hysteresis === undefined ? {} : { HysteresisReading: difference(hysteresis) }),
    };
    return [[thresholdNames[name], threshold]] as const;
  });
  return entries.length === 0 ? {} : { Thresholds: Object.fromEntries(entries) };
}

const contexts: ReadonlyMap<number, string> = new Map([
  [EntityType.PROCESSOR, "CPU"],
  [EntityType.PROCESSOR_MODULE, "CPU"],
  [EntityType.MEMORY_MODULE, "Memory"],
  [EntityType.MEMORY_DEVICE, "Memory"],
  [EntityType.POWER_SUPPLY, "PowerSupply"],
  [EntityType.POWER_MODULE, "PowerSupply"],
  [EntityType.POWER_UNIT, "PowerSupply"],
  [EntityType.FAN, "Fan"],
  [EntityType.COOLING_DEVICE, "Fan"],
  [EntityType.COOLING_UNIT, "CoolingSubsystem"],
  [EntityType.SHELF_MANAGER, "Manager"],
  [EntityType.BATTERY, "Battery"],
  [EntityType.DISK_DRIVE, "StorageDevice"],
  [EntityType.SWITCH, "Switch"],
  [EntityType.FILTRATION_UNIT, "Filter"],
  [EntityType.ADVANCEDTCA_CHASSIS, "Chassis"],
  [EntityType.SYSTEM_CHASSIS, "Chassis"],
]);

function physicalContext({ name, type, entityPath }: Sensor): string {
  if (type === "temperature" && /inlet|intake/i.test(name)) return "Intake";
  if (type === "temperature" && /outlet|exhaust/i.test(name)) return "Exhaust";
  return contexts.get(entityPath.at(-1)?.type ?? 0) ?? "Board";
}
