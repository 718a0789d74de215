import { type EntityPath, formatEntityPath } from "../../hpi/entity-path.ts";
import type { BusAddress } from "../../ipmi/bus-address.ts";

/** Stable identities: the place, not the part. Never change the text of these: ids on disk hang on it. */
export function resourceKey(controller: string, path: EntityPath): string {
  return `${controller}|${formatEntityPath(path)}`;
}

/** What identifies a sensor within its resource; the same sensor in two repositories has one. */
export interface SensorIdentity {
  /** The controller that answers for it. */
  readonly owner: BusAddress;
  readonly lun: number;
  readonly number: number;
  /** Threshold, discrete or event-only: what kind of record describes it. */
  readonly kind: "threshold" | "discrete" | "event-only";
  readonly sensorType: number;
  readonly baseUnit: number;
}

export function sensorKey(resource: string, s: SensorIdentity): string {
  return `${resource}|sensor:${s.owner}.${s.lun}.${s.number}:${s.kind}:${s.sensorType}:${s.baseUnit}`;
}

export function ledKey(resource: string, led: number): string {
  return `${resource}|led:${led}`;
}

export function inventoryKey(resource: string, fru: number): string {
  return `${resource}|inventory:${fru}`;
}

export function controlKey(resource: string, name: string): string {
  return `${resource}|control:${name}`;
}
