import { EntityType } from "../../src/hpi/entity-type.ts";
import type { SensorEvent } from "../../src/hpi/event.ts";
import type { SensorRdr } from "../../src/hpi/rdr/sensor.ts";
import { type ResourceDescription, unknownInfo } from "../../src/hpi/resource.ts";

export function temperature(name: string, number: number, key = `sensor/${name}`): SensorRdr {
  return {
    kind: "sensor",
    number,
    name,
    key,
    entityPath: [{ type: EntityType.ADVANCEDTCA_CHASSIS, location: 1 }],
    type: "temperature",
    category: "threshold",
    numeric: { unit: { base: "degrees-c", percentage: false } },
    states: [
      { name: "upperMinor", severity: "minor" },
      { name: "upperMajor", severity: "major" },
      { name: "upperCritical", severity: "critical" },
    ],
    readableThresholds: ["upperMinor", "upperMajor", "upperCritical"],
    writableThresholds: [],
    pollPeriod: 10_000,
    origin: {},
  };
}

export function chassis(fields: Partial<ResourceDescription> = {}): ResourceDescription {
  return {
    key: "shelf/chassis",
    controller: "shelf",
    entityPath: [{ type: EntityType.ADVANCEDTCA_CHASSIS, location: 1 }],
    tag: "Shelf",
    capabilities: [],
    info: unknownInfo,
    severity: "critical",
    origin: {},
    rdrs: [],
    ...fields,
  };
}

export function board(slot: number, fields: Partial<ResourceDescription> = {}): ResourceDescription {
  return chassis({
    key: `shelf/board-${slot}`,
    entityPath: [
      { type: EntityType.ADVANCEDTCA_CHASSIS, location: 1 },
      { type: EntityType.PHYSICAL_SLOT, location: slot },
      { type: EntityType.PICMG_FRONT_BLADE, location: slot },
    ],
    tag: `Board ${slot}`,
    severity: "major",
    capabilities: ["fru", "managed-hot-swap"],
    hotSwap: "Active",
    rdrs: [temperature("CPU Temp", 1, `shelf/board-${slot}/1`)],
    ...fields,
  });
}

export function crossing(
  sensor: { id: number; resourceId: number },
  state: string,
  assertion: boolean,
  time: SensorEvent["time"],
): SensorEvent {
  return {
    type: "sensor",
    severity: state.endsWith("Minor") ? "minor" : "major",
    time,
    origin: "sel",
    resourceId: sensor.resourceId,
    sensorId: sensor.id,
    sensorNumber: 1,
    sensorName: "CPU Temp",
    sensorType: "temperature",
    assertion,
    state,
    text: `CPU Temp ${state}`,
  };
}
