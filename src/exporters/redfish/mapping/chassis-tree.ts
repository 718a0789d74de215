import type { Domain } from "../../../hpi/domain.ts";
import type { EntityElement } from "../../../hpi/entity-path.ts";
import { EntityType, entityTypeName } from "../../../hpi/entity-type.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import type { Resource } from "../../../hpi/resource.ts";
import { identifierOf } from "./identifier.ts";

/** A Chassis: a resource, or a slot together with what is in it. */
export interface ChassisUnit {
  /** Made of the place, so that it outlives the part. */
  readonly id: string;
  /** What is in the slot; the slot itself while it is empty. */
  readonly resource: Resource;
  readonly slot: Resource | null;
  readonly parent: ChassisUnit | null;
  readonly children: readonly ChassisUnit[];
  /** By their ids within this Chassis. */
  readonly sensors: ReadonlyMap<string, Sensor>;
}

export interface ChassisTree {
  readonly roots: readonly ChassisUnit[];
  readonly byId: ReadonlyMap<string, ChassisUnit>;
  readonly byResource: ReadonlyMap<number, ChassisUnit>;
  /** Where each sensor is served. */
  readonly bySensor: ReadonlyMap<number, { readonly unit: ChassisUnit; readonly id: string }>;
}

/** Blades: what carries a payload of its own. */
const payloadTypes: ReadonlySet<number> = new Set([
  EntityType.PICMG_FRONT_BLADE,
  EntityType.PROCESSING_BLADE,
  EntityType.SYSTEM_BLADE,
  EntityType.SWITCH_BLADE,
  EntityType.SBC_BLADE,
  EntityType.IO_BLADE,
  EntityType.DISK_BLADE,
  EntityType.SPEC_PROC_BLADE,
]);

export function isPayload(resource: Resource): boolean {
  return payloadTypes.has(lastElement(resource).type);
}

export function lastElement(resource: Resource): EntityElement {
  return resource.entityPath.at(-1) ?? { type: EntityType.UNSPECIFIED, location: 0 };
}

export function buildChassisTree(domain: Domain): ChassisTree {
  const byId = new Map<string, ChassisUnit>();
  const byResource = new Map<number, ChassisUnit>();
  const bySensor = new Map<number, { unit: ChassisUnit; id: string }>();

  const build = (resource: Resource, parent: ChassisUnit | null): ChassisUnit => {
    const content = domain.childrenOf(resource.id);
    const isSlot = resource.capabilities.includes("slot");
    const occupant = isSlot ? content[0] : undefined;
    const id = uniqueId(`${parent === null ? "" : `${parent.id}-`}${placeName(resource)}`, resource.id);
    const children: ChassisUnit[] = [];
    const parts = occupant === undefined ? [resource] : [resource, occupant];
    const unit: ChassisUnit = {
      id,
      resource: occupant ?? resource,
      slot: isSlot ? resource : null,
      parent,
      children,
      sensors: sensorIds(parts.flatMap((part) => domain.sensorsOf(part.id))),
    };
    byId.set(id, unit);
    for (const part of parts) byResource.set(part.id, unit);
    for (const [sensorId, sensor] of unit.sensors) bySensor.set(sensor.id, { unit, id: sensorId });
    const inside = occupant === undefined ? content : [...content.slice(1), ...domain.childrenOf(occupant.id)];
    for (const child of inside) children.push(build(child, unit));
    return unit;
  };

  const uniqueId = (wanted: string, resourceId: number) => (byId.has(wanted) ? `${wanted}-${resourceId}` : wanted);

  const roots = domain.childrenOf(null).map((resource) => build(resource, null));
  return { roots, byId, byResource, bySensor };
}

const shortNames: ReadonlyMap<number, string> = new Map([
  [EntityType.ADVANCEDTCA_CHASSIS, "Shelf"],
  [EntityType.SYSTEM_CHASSIS, "Chassis"],
  [EntityType.PHYSICAL_SLOT, "Slot"],
  [EntityType.PICMG_FRONT_BLADE, "Board"],
  [EntityType.AMC, "AMC"],
]);

/** A slot goes by its label, anything else by kind and number: neither changes with the part. */
function placeName(resource: Resource): string {
  const label = resource.capabilities.includes("slot") ? identifierOf(resource.tag) : "";
  if (label !== "") return label;
  const { type, location } = lastElement(resource);
  const name = shortNames.get(type) ?? identifierOf(entityTypeName(type).toLowerCase());
  return `${name}${location}`;
}

/** Name and number: the number alone says nothing to people, the name alone may come twice. */
function sensorIds(sensors: readonly Sensor[]): ReadonlyMap<string, Sensor> {
  const byId = new Map<string, Sensor>();
  for (const sensor of sensors) {
    const id = `${identifierOf(sensor.name) || "Sensor"}_${sensor.number}`;
    byId.set(byId.has(id) ? `${id}_${sensor.id}` : id, sensor);
  }
  return byId;
}
