import { formatEntityPath } from "../../../hpi/entity-path.ts";
import { EntityType } from "../../../hpi/entity-type.ts";
import { jsonTime } from "../../json-time.ts";
import { type ChassisUnit, isPayload, lastElement } from "../mapping/chassis-tree.ts";
import { isAbsent, unitPowerState, unitStatus } from "../mapping/status.ts";
import { type Body, collectionBody, known, links, oem, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { link, uris } from "../uris.ts";

export const chassisCollection: RedfishResource = {
  path: "/Chassis",
  revision: ({ service }) => service.modelRevision,
  read: ({ service }) =>
    collectionBody("ChassisCollection", uris.chassis, "Chassis", [...service.tree.byId.keys()].map(uris.oneChassis)),
};

export const chassis: RedfishResource = {
  path: "/Chassis/:chassis",
  revision: ({ service }) => service.modelRevision,
  read({ service, params }) {
    const unit = service.tree.byId.get(params["chassis"] ?? "");
    return unit === undefined ? null : chassisBody(service, unit);
  },
};

function chassisBody(service: RedfishService, unit: ChassisUnit): Body {
  const { id, resource, slot, sensors } = unit;
  const absent = isAbsent(unit);
  const name = absent && slot !== null ? slot.tag : resource.tag;
  return resourceBody("Chassis", uris.oneChassis(id), id, name, {
    ChassisType: chassisType(unit),
    ...(absent ? {} : inventory(unit)),
    ...known({
      PowerState: unitPowerState(unit),
      HotPluggable: resource.capabilities.includes("managed-hot-swap") || slot !== null || undefined,
      ReadyToRemove: absent || resource.hotSwap === null ? undefined : resource.hotSwap.state === "Inactive",
    }),
    Status: unitStatus(service.domain, unit),
    Location: location(unit),
    Sensors: link(uris.sensors(id)),
    Links: chassisLinks(service, unit),
    Oem: oem("Chassis", {
      EntityPath: formatEntityPath(resource.entityPath),
      HotSwap: resource.hotSwap === null ? null : { ...resource.hotSwap, since: jsonTime(resource.hotSwap.since) },
      SensorCount: sensors.size,
      Simulated: service.domain.simulated,
    }),
  });
}

/** What is told of the part; of one that is out nothing is. */
function inventory({ resource }: ChassisUnit): Body {
  const { info } = resource;
  const text = (value: string) => (value === "" ? undefined : value);
  return known({
    Manufacturer: text(info.manufacturer),
    Model: text(info.product),
    PartNumber: text(info.partNumber),
    SerialNumber: text(info.serialNumber),
    Version: text(info.hardwareRevision),
    AssetTag: text(info.assetTag),
    UUID: info.guid ?? undefined,
    Replaceable: resource.capabilities.includes("fru") || undefined,
  });
}

const types: ReadonlyMap<number, string> = new Map([
  [EntityType.RACK, "Rack"],
  [EntityType.RACK_MOUNTED_SERVER, "RackMount"],
  [EntityType.SYSTEM_CHASSIS, "Enclosure"],
  [EntityType.SUB_CHASSIS, "Enclosure"],
  [EntityType.SUBRACK, "Enclosure"],
  [EntityType.COMPACTPCI_CHASSIS, "Enclosure"],
  [EntityType.ADVANCEDTCA_CHASSIS, "Enclosure"],
  [EntityType.MICROTCA_CHASSIS, "Enclosure"],
  [EntityType.PHYSICAL_SLOT, "Blade"],
  [EntityType.SHELF_MANAGER, "Card"],
  [EntityType.SYS_EXPANSION_BOARD, "Card"],
  [EntityType.ADD_IN_CARD, "Card"],
  [EntityType.SYSTEM_INVENTORY_DEVICE, "Component"],
]);

function chassisType({ resource }: ChassisUnit): string {
  return isPayload(resource) ? "Blade" : (types.get(lastElement(resource).type) ?? "Module");
}

function location({ slot, resource }: ChassisUnit): Body {
  const place = slot ?? resource;
  const { type, location: ordinal } = lastElement(place);
  const LocationType = slot === null ? "Embedded" : type === EntityType.PHYSICAL_SLOT ? "Slot" : "Bay";
  return { PartLocation: { LocationType, LocationOrdinalValue: ordinal, ServiceLabel: place.tag } };
}

function chassisLinks(service: RedfishService, unit: ChassisUnit): Body {
  const { id, parent, children } = unit;
  const systems = service.systems.filter(({ units }) => units.some((u) => u.id === id));
  const inside = service.controllers.filter((controller) => controller.id === id);
  return {
    ...(parent === null ? {} : { ContainedBy: link(uris.oneChassis(parent.id)) }),
    ...links(
      "Contains",
      children.map((child) => uris.oneChassis(child.id)),
    ),
    ...links(
      "ComputerSystems",
      systems.map((system) => uris.system(system.id)),
    ),
    ...links("ManagedBy", [uris.agent]),
    ...links(
      "ManagersInChassis",
      inside.map((controller) => uris.manager(controller.id)),
    ),
  };
}
