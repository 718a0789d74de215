/** A machine description with everything filled in and checked: what the generator and the control work from. */
import type { AnalogFormat, Factors } from "./factors.ts";
import type { FruEntry, ManagementModulesEntry, SeatEntry, ShelfEntry, ThresholdName } from "./schema.ts";

export const thresholdNames = [
  "lowerNonCritical",
  "lowerCritical",
  "lowerNonRecoverable",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const satisfies readonly ThresholdName[];

export interface Machine {
  readonly name: string;
  readonly description: string;
  readonly platform: "atca" | "plain";
  readonly selEntries: number;
  readonly shelf: ShelfEntry | undefined;
  readonly managementModules: ManagementModulesEntry | undefined;
  /** Those at 20h are BMCs: each has a LAN and a system interface, and the others are reached through one. */
  readonly controllers: readonly Controller[];
}

/** IPMB address of the controller that has the external interfaces. */
export const bmcAddress = 0x20;
/** Entity instances from here count within one controller (IPMI 2.0 section 39.1). */
export const deviceRelative = 0x60;

export interface Entity {
  readonly id: number;
  readonly instance: number;
}

export interface Site {
  readonly type: number;
  readonly number: number;
  /** PICMG hardware address; the IPMB address is twice it, but the shelf manager's 20h is fixed. */
  readonly hardwareAddress: number;
}

export interface Controller {
  /** How people and the control name it, e.g. `slot-3`. */
  readonly name: string;
  readonly label: string;
  readonly address: number;
  /** Name of the BMC through which it is reached; a BMC's own name. */
  readonly bmc: string;
  readonly site: Site | undefined;
  readonly entity: Entity;
  readonly deviceId: number;
  readonly deviceRevision: number;
  readonly firmware: { readonly major: number; readonly minor: number };
  readonly manufacturer: number;
  readonly product: number;
  /** Which repository holds its sensors' records. */
  readonly sdrs: "main" | "device";
  readonly fru: FruEntry | undefined;
  readonly inventories: readonly Inventory[];
  /** Watts. */
  readonly powerLevels: readonly number[];
  readonly fans: { readonly minimum: number; readonly maximum: number; readonly normal: number } | undefined;
  readonly dcmiPowerSensor: string | undefined;
  /** What tells that it is in its slot; undefined where nothing does. */
  readonly seat: SeatEntry | undefined;
  /** Backplane channels a board is wired to. */
  readonly channels: readonly number[];
  readonly sensors: readonly Sensor[];
}

/** A FRU device beside the controller's own. */
export interface Inventory {
  readonly name: string;
  readonly id: number;
  readonly entity: Entity;
  readonly fru: FruEntry;
}

interface SensorCommon {
  readonly name: string;
  readonly number: number;
  /** IPMI sensor type code. */
  readonly type: number;
  readonly typeName: string;
  readonly entity: Entity;
}

export interface AnalogSensor extends SensorCommon {
  readonly kind: "analog";
  readonly unit: number;
  readonly unitName: string;
  readonly format: AnalogFormat;
  readonly factors: Factors;
  readonly step: number;
  readonly value: number;
  readonly nominal: number | undefined;
  readonly normalMinimum: number | undefined;
  readonly normalMaximum: number | undefined;
  readonly thresholds: { readonly [name in ThresholdName]?: number | undefined };
  readonly hysteresis: { readonly positive: number; readonly negative: number };
  readonly drift: { readonly amplitude: number; readonly period: number } | undefined;
  /** Whether it reads also while the payload is off. */
  readonly standby: boolean;
}

export interface DiscreteSensor extends SensorCommon {
  readonly kind: "discrete";
  readonly eventType: number;
  /** State names by offset, those the sensor supports. */
  readonly supports: ReadonlyMap<number, string>;
  /** Offsets asserted at start. */
  readonly states: readonly number[];
  readonly eventOnly: boolean;
}

export type Sensor = AnalogSensor | DiscreteSensor;

/** Sensor type of the ATCA FRU hot-swap sensor (PICMG 3.0 section 3.2.4.3). */
export const hotSwapSensorType = 0xf0;
/** Sensor type of the IPMB-0 status sensor (PICMG 3.0 section 3.8.4.1). */
export const ipmbStatusSensorType = 0xf1;

/** The controllers that have interfaces to the outside, in the order of the description. */
export function bmcsOf(machine: Machine): Controller[] {
  return machine.controllers.filter((c) => c.address === bmcAddress);
}

/** The controllers of blades, in the order of their bays. */
export function bladesOf(controllers: readonly Controller[], prefix: string): Controller[] {
  return controllers.filter(({ name }) => name.startsWith(`${prefix}-`));
}

const sensorSpecific = 0x6f;
const fruStateSensorType = 0x2c;

/** Whether one state of a sensor ends the others: generic ones, and those of state machines. */
export function areExclusive(sensor: DiscreteSensor): boolean {
  if (sensor.eventType !== sensorSpecific) return true;
  return [hotSwapSensorType, ipmbStatusSensorType, fruStateSensorType].includes(sensor.type);
}

/** Of the controller's own FRU; its modules have their own. */
export function hotSwapSensorOf({ sensors, entity }: Controller): DiscreteSensor | undefined {
  return sensors.find(
    (s): s is DiscreteSensor =>
      s.kind === "discrete" &&
      s.type === hotSwapSensorType &&
      s.entity.id === entity.id &&
      s.entity.instance === entity.instance,
  );
}
