/** The form of a machine description file. What each key means: docs/simulator.md. */
import { z } from "zod";
import { chassisTypes, entities, genericTypes, sensorTypes, siteTypes, units } from "./words.ts";

function words<const T extends Readonly<Record<string, unknown>>>(table: T) {
  return z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]);
}

const byte = z.number().int().min(0).max(255);

const thresholds = z.strictObject({
  lowerNonRecoverable: z.number().optional(),
  lowerCritical: z.number().optional(),
  lowerNonCritical: z.number().optional(),
  upperNonCritical: z.number().optional(),
  upperCritical: z.number().optional(),
  upperNonRecoverable: z.number().optional(),
});

const hysteresis = z.union([
  z.number().min(0),
  z.strictObject({ positive: z.number().min(0), negative: z.number().min(0) }),
]);

const drift = z.strictObject({
  /** Engineering units either side of the value. */
  amplitude: z.number().positive(),
  /** Seconds of one full wave. */
  period: z.number().positive(),
});

/** A sensor, or a part of one: `kind` names an entry of `sensorKinds` that gives the rest. */
const partName = z.string().min(1).max(16, "expected at most 16 characters");

const sensor = z.strictObject({
  kind: z.string().optional(),
  type: words(sensorTypes).optional(),
  number: z.number().int().min(0).max(254).optional(),
  entity: words(entities).optional(),
  entityInstance: z.number().int().min(0).max(127).optional(),
  // Analog sensors.
  unit: words(units).optional(),
  format: z.enum(["unsigned", "onesComplement", "twosComplement"]).optional(),
  step: z.number().positive().optional(),
  offset: z.number().optional(),
  value: z.number().optional(),
  nominal: z.number().optional(),
  normalMinimum: z.number().optional(),
  normalMaximum: z.number().optional(),
  thresholds: thresholds.optional(),
  hysteresis: hysteresis.optional(),
  drift: drift.optional(),
  /** Reads also while the payload it belongs to is off. */
  standby: z.boolean().optional(),
  // Discrete sensors.
  generic: words(genericTypes).optional(),
  supports: z.array(z.string()).optional(),
  states: z.array(z.string()).optional(),
  eventOnly: z.boolean().optional(),
});

const text = z.string().max(62);

const fru = z.strictObject({
  chassis: z
    .strictObject({ type: words(chassisTypes).optional(), partNumber: text.optional(), serial: text.optional() })
    .optional(),
  board: z
    .strictObject({
      manufactured: z.iso.datetime({ offset: true }).optional(),
      manufacturer: text.optional(),
      product: text.optional(),
      serial: text.optional(),
      partNumber: text.optional(),
    })
    .optional(),
  product: z
    .strictObject({
      manufacturer: text.optional(),
      name: text.optional(),
      partNumber: text.optional(),
      version: text.optional(),
      serial: text.optional(),
      assetTag: text.optional(),
    })
    .optional(),
});

const inventoryKind = fru.extend({
  entity: words(entities).optional(),
  /** Their names follow that of the FRU device. */
  sensors: z.record(z.string().min(1).max(14), sensor.nullable()).optional(),
});

/** A further FRU device of a controller. */
const inventory = inventoryKind.extend({
  kind: z.string().optional(),
  id: z.number().int().min(1).max(253),
  entityInstance: z.number().int().min(0).max(127).optional(),
  serial: text.optional(),
  assetTag: text.optional(),
});

/** Sensors that tell whether a board is in its slot, each `controller/sensor`; `latch` is one of its own. */
const seat = z.strictObject({
  connector: z.string().optional(),
  presence: z.string().optional(),
  healthy: z.string().optional(),
  latch: z.string().optional(),
});

const controllerFields = {
  /** What the SDR repository calls the controller. */
  label: z.string().min(1).max(16).optional(),
  entity: words(entities).optional(),
  entityInstance: z.number().int().min(0).max(127).optional(),
  manufacturer: z.number().int().min(0).max(0xfffff).optional(),
  product: z.number().int().min(0).max(0xffff).optional(),
  deviceId: byte.optional(),
  deviceRevision: z.number().int().min(0).max(15).optional(),
  firmware: z
    .string()
    .regex(/^\d{1,3}\.\d{2}$/, "expected major.minor with two minor digits, such as 4.07")
    .optional(),
  sdrs: z.enum(["main", "device"]).optional(),
  /** Backplane channels the board is wired to, base and fabric. */
  channels: z.array(z.number().int().min(1).max(16)).max(16).optional(),
  /** Watts of each power level, in steps (PICMG 3.0 section 3.9). */
  powerLevels: z.array(z.number().int().min(1).max(255)).min(1).max(20).optional(),
  /** Levels a fan tray's speed can be set to; its fans turn as described at the normal one. */
  fans: z.strictObject({ minimum: byte, maximum: byte, normal: z.number().int().min(1).max(254) }).optional(),
  /** Name of the sensor that DCMI's power reading tells. */
  dcmiPowerSensor: z.string().optional(),
  seat: seat.optional(),
  fru: fru.optional(),
  inventories: z.record(partName, inventory).optional(),
  sensors: z.record(partName, sensor.nullable()).optional(),
};

const controllerKind = z.strictObject({ site: words(siteTypes).optional(), ...controllerFields });

const controller = z.strictObject({
  kind: z.string().optional(),
  /**
   * So many of it, named with two digits behind; `{copy}` in texts gives the digits, `{number}` them without a zero in
   * front. Each BMC among them is one.
   */
  copies: z.number().int().min(1).max(99).optional(),
  /** The BMC through which it is reached, where the machine has several. */
  behind: z.string().optional(),
  /** A front board's slot; gives its addresses. */
  slot: z.number().int().min(1).max(16).optional(),
  site: words(siteTypes).optional(),
  siteNumber: z.number().int().min(1).max(127).optional(),
  hardwareAddress: z.number().int().min(1).max(127).optional(),
  /** IPMB slave address; ATCA derives it from the slot or hardware address. */
  address: z.number().int().min(2).max(254).multipleOf(2).optional(),
  serial: text.optional(),
  assetTag: text.optional(),
  ...controllerFields,
});

const shelf = z.strictObject({
  slots: z.number().int().min(1).max(16),
  /** Shelf address string, 1-20 characters (PICMG 3.0 section 3.2.2). */
  address: z.string().min(1).max(20),
  /** Amperes the feeds can deliver to the shelf. */
  feeds: z.number().int().min(1).max(8).optional(),
  feedCurrent: z.number().positive().max(6000).optional(),
  minimumVoltage: z.number().positive().max(127).optional(),
  /** Watts each slot may draw. */
  slotPower: z.number().positive().max(2550).optional(),
  fru,
});

/** The management modules of a BladeCenter: which sensors of the chassis' controller they show, in the order of bays. */
/** Where the management modules send traps. */
export const trapReceiver = z.strictObject({
  /** An IP address. */
  host: z.union([z.ipv4(), z.ipv6()]),
  /** Default 162. */
  port: z.number().int().min(1).max(65535).optional(),
  /** Default v1. */
  version: z.enum(["v1", "v2c"]).optional(),
  /** Default: the one that the modules answer to. */
  community: z.string().min(1).max(32).optional(),
});

const managementModules = z.strictObject({
  /** Name of the chassis' controller. */
  chassis: z.string(),
  /** What the blades' controllers are called before their digits. */
  blades: z.string(),
  machineType: text,
  machineModel: text,
  sensors: z.strictObject({
    modules: z.array(z.string()).min(1).max(2),
    blades: z.array(z.string()).min(1).max(14),
    ioBays: z.array(z.string()).max(10),
    powerModules: z.array(z.string()).max(4),
    blowers: z.array(z.string()).max(2),
    powerDomains: z.array(z.string()).max(2),
    mediaTray: z.string(),
    frontPanelTemperature: z.string(),
    moduleTemperature: z.string(),
    plus12Volt: z.string(),
    plus5Volt: z.string(),
    plus3Volt: z.string(),
  }),
  /** Sensors of a blade. */
  bladeSensors: z.strictObject({
    processorTemperatures: z.array(z.string()).max(4),
    plus12Volt: z.string(),
    plus5Volt: z.string(),
    plus3Volt: z.string(),
    power: z.string(),
  }),
  /** Revolutions per minute that are 100 %. */
  blowerMaximum: z.number().positive(),
  /** Watts each power module delivers. */
  powerModuleWatts: z.number().positive(),
  trapReceivers: z.array(trapReceiver).max(12).optional(),
});

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "expected lower-case letters, digits and hyphens, at most 32");

export const machineFile = z.strictObject({
  format: z.literal(1),
  name,
  description: z.string().max(200),
  platform: z.enum(["atca", "plain"]),
  selEntries: z.number().int().min(4).max(60000).optional(),
  shelf: shelf.optional(),
  sensorKinds: z.record(z.string(), sensor).optional(),
  inventoryKinds: z.record(z.string(), inventoryKind).optional(),
  controllerKinds: z.record(z.string(), controllerKind).optional(),
  managementModules: managementModules.optional(),
  controllers: z.record(name, controller),
});

export type MachineFile = z.infer<typeof machineFile>;
export type SensorEntry = z.infer<typeof sensor>;
export type ControllerEntry = z.infer<typeof controller>;
export type ControllerKindEntry = z.infer<typeof controllerKind>;
export type InventoryEntry = z.infer<typeof inventory>;
export type FruEntry = z.infer<typeof fru>;
export type SeatEntry = z.infer<typeof seat>;
export type ManagementModulesEntry = z.infer<typeof managementModules>;
export type TrapReceiverEntry = z.infer<typeof trapReceiver>;
export type ShelfEntry = z.infer<typeof shelf>;
export type ThresholdName = keyof z.infer<typeof thresholds>;
