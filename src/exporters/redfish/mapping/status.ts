import type { Domain } from "../../../hpi/domain.ts";
import type { HotSwapState } from "../../../hpi/hot-swap.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import type { SensorReading } from "../../../hpi/reading.ts";
import type { Severity } from "../../../hpi/severity.ts";
import type { ChassisUnit } from "./chassis-tree.ts";

export type Health = "OK" | "Warning" | "Critical";

export interface Status {
  readonly State: string;
  readonly Health?: Health;
  readonly HealthRollup?: Health;
}

export function healthOf(severity: Severity): Health {
  if (severity === "critical" || severity === "major") return "Critical";
  return severity === "minor" ? "Warning" : "OK";
}

const stateOfHotSwap: Readonly<Record<HotSwapState, string>> = {
  NotPresent: "Absent",
  Inactive: "StandbyOffline",
  InsertionPending: "Starting",
  Active: "Enabled",
  ExtractionPending: "Quiesced",
};

const powerOfHotSwap: Readonly<Record<HotSwapState, string | undefined>> = {
  NotPresent: undefined,
  Inactive: "Off",
  InsertionPending: "PoweringOn",
  Active: "On",
  ExtractionPending: "PoweringOff",
};

/** True when the slot is empty or its content known to be out. */
export function isAbsent({ resource, slot }: ChassisUnit): boolean {
  return !resource.present || resource === slot;
}

export function unitStatus(domain: Domain, unit: ChassisUnit): Status {
  if (isAbsent(unit)) return { State: "Absent" };
  const { resource } = unit;
  const HealthRollup = healthOf(domain.health((unit.slot ?? resource).id, true));
  if (resource.silent) return { State: "UnavailableOffline", Health: "Critical", HealthRollup: "Critical" };
  const State = resource.hotSwap === null ? "Enabled" : stateOfHotSwap[resource.hotSwap.state];
  return { State, Health: healthOf(domain.health(resource.id, false)), HealthRollup };
}

/** Undefined where nothing tells. */
export function unitPowerState(unit: ChassisUnit): string | undefined {
  const { resource } = unit;
  if (isAbsent(unit) || resource.silent || resource.hotSwap === null) return undefined;
  return powerOfHotSwap[resource.hotSwap.state];
}

/** A reading that is not good says why in State; health is told only where something is known of it. */
export function readingStatus(sensor: Sensor, reading: SensorReading, severity: Severity): Status {
  // One that tells of itself by events only is not about to begin.
  if (sensor.pollPeriod === null && reading.reason === "initial") return { State: "Enabled" };
  switch (reading.quality) {
    case "good":
      return { State: "Enabled", Health: reading.reason === "suspect" ? "Warning" : healthOf(severity) };
    case "stale":
      return { State: "UnavailableOffline" };
    case "unavailable":
      return unavailableStatus(reading);
  }
}

function unavailableStatus({ reason }: SensorReading): Status {
  switch (reason) {
    case "absent":
      return { State: "Absent" };
    case "off":
      return { State: "StandbyOffline" };
    case "scanning-disabled":
      return { State: "Disabled" };
    case "initial":
    case "busy":
      return { State: "Starting" };
    case "error":
    case "suspect":
      return { State: "Enabled", Health: "Warning" };
    case "silent":
    case "none":
      return { State: "UnavailableOffline" };
  }
}
