import { EntityType } from "../../hpi/entity-type.ts";
import type { Resource } from "../../hpi/resource.ts";

/** PhysicalClass of RFC 6933 (IANA-ENTITY-MIB). */
export const PhysicalClass = {
  other: 1,
  unknown: 2,
  chassis: 3,
  backplane: 4,
  container: 5,
  powerSupply: 6,
  fan: 7,
  sensor: 8,
  module: 9,
  port: 10,
  stack: 11,
  cpu: 12,
  energyObject: 13,
  battery: 14,
  storageDrive: 15,
} as const;

type ClassName = keyof typeof PhysicalClass;

/** IPMI entity ids that HPI does not name (IPMI 2.0 table 43-13). */
const IPMI_PROCESSOR = 0x41;

const byType: ReadonlyMap<number, ClassName> = new Map<number, ClassName>([
  ...all("unknown", [EntityType.UNSPECIFIED, EntityType.UNKNOWN]),
  ...all("stack", [EntityType.RACK]),
  ...all("chassis", [
    EntityType.ROOT,
    EntityType.SYSTEM_CHASSIS,
    EntityType.SUB_CHASSIS,
    EntityType.SUBRACK,
    EntityType.COMPACTPCI_CHASSIS,
    EntityType.ADVANCEDTCA_CHASSIS,
    EntityType.MICROTCA_CHASSIS,
    EntityType.RACK_MOUNTED_SERVER,
  ]),
  ...all("backplane", [
    EntityType.BACK_PANEL_BOARD,
    EntityType.CHASSIS_BACK_PANEL_BOARD,
    EntityType.DRIVE_BACKPLANE,
    EntityType.SYSTEM_BUS,
    EntityType.PCI_BUS,
    EntityType.PCI_EXPRESS_BUS,
  ]),
  ...all("container", [
    EntityType.PHYSICAL_SLOT,
    EntityType.DISK_DRIVE_BAY,
    EntityType.PERIPHERAL_BAY,
    EntityType.PERIPHERAL_BAY_2,
    EntityType.DEVICE_BAY,
  ]),
  ...all("powerSupply", [
    EntityType.POWER_SUPPLY,
    EntityType.POWER_UNIT,
    EntityType.POWER_MODULE,
    EntityType.POWER_MGMNT,
    EntityType.POWER_DISTRIBUTION_UNIT,
  ]),
  ...all("fan", [EntityType.COOLING_DEVICE, EntityType.COOLING_UNIT, EntityType.FAN]),
  ...all("cpu", [EntityType.PROCESSOR, IPMI_PROCESSOR]),
  ...all("battery", [EntityType.BATTERY]),
  ...all("storageDrive", [EntityType.DISK_BAY, EntityType.DISK_DRIVE, EntityType.DASD]),
  ...all("module", [
    EntityType.SYS_MGMNT_MODULE,
    EntityType.SYSTEM_BOARD,
    EntityType.MEMORY_MODULE,
    EntityType.PROCESSOR_MODULE,
    EntityType.ADD_IN_CARD,
    EntityType.FRONT_PANEL_BOARD,
    EntityType.POWER_SYSTEM_BOARD,
    EntityType.SYS_EXPANSION_BOARD,
    EntityType.OTHER_SYSTEM_BOARD,
    EntityType.PROCESSOR_BOARD,
    EntityType.OTHER_CHASSIS_BOARD,
    EntityType.MEMORY_DEVICE,
    EntityType.PROCESSING_BLADE,
    EntityType.CONNECTIVITY_SWITCH,
    EntityType.PROCESSOR_MEMORY_MODULE,
    EntityType.IO_MODULE,
    EntityType.PROCESSOR_IO_MODULE,
    EntityType.MC_FIRMWARE,
    EntityType.SYSTEM_BLADE,
    EntityType.SWITCH,
    EntityType.SWITCH_BLADE,
    EntityType.SBC_BLADE,
    EntityType.IO_BLADE,
    EntityType.DISK_BLADE,
    EntityType.SPEC_PROC_BLADE,
    EntityType.IO_SUBBOARD,
    EntityType.SBC_SUBBOARD,
    EntityType.ALARM_MANAGER,
    EntityType.SHELF_MANAGER,
    EntityType.DISPLAY_PANEL,
    EntityType.SUBBOARD_CARRIER_BLADE,
    EntityType.PICMG_FRONT_BLADE,
    // A chassis may only be contained in a stack (RFC 6933), so the device in the shelf FRU's bay is a module.
    EntityType.SYSTEM_INVENTORY_DEVICE,
    EntityType.FILTRATION_UNIT,
    EntityType.AMC,
    EntityType.BMC,
    EntityType.IPMC,
    EntityType.MMC,
    EntityType.SHMC,
    EntityType.NIC,
    EntityType.INTERFACE,
    EntityType.CARRIER,
    EntityType.CARRIER_MANAGER,
  ]),
]);

function all(name: ClassName, types: readonly number[]): [number, ClassName][] {
  return types.map((type) => [type, name]);
}

/** Software and groupings have no physical row of their own unless sensors are in them. */
const notPhysical: ReadonlySet<number> = new Set([
  EntityType.SYS_MGMNT_SOFTWARE,
  EntityType.BIOS,
  EntityType.OPERATING_SYSTEM,
  EntityType.GROUP,
  EntityType.IPMI_CHANNEL,
  EntityType.SYSTEM_FIRMWARE,
]);

/** The class of a resource, and its word for entPhysicalDescr. */
export function physicalClassOf(resource: Resource): ClassName {
  // A place is a container whatever its type is called.
  if (resource.capabilities.includes("slot")) return "container";
  return byType.get(resource.entityPath.at(-1)?.type ?? EntityType.UNSPECIFIED) ?? "other";
}

/** Whether a resource is shown as a physical entity. */
export function isPhysical(resource: Resource, sensors: number): boolean {
  return sensors > 0 || !notPhysical.has(resource.entityPath.at(-1)?.type ?? EntityType.UNSPECIFIED);
}

const words: Partial<Record<ClassName, string>> = { powerSupply: "power supply", storageDrive: "storage drive" };

export function classWord(name: ClassName): string {
  return words[name] ?? name;
}
