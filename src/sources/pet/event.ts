import type { EventTime, SensorEvent } from "../../hpi/event.ts";
import type { Severity } from "../../hpi/severity.ts";
import { decodeSelRecord } from "../../ipmi/sel/index.ts";
import { thresholdEventOf } from "../../ipmi/sel/threshold-event.ts";
import { discreteState } from "../../ipmi/tables/discrete-states.ts";
import { sensorTypeName } from "../../ipmi/tables/sensor-types.ts";
import { type PlatformEventTrap, selRecordOf } from "./pet.ts";

/** Seconds from 1970 to 1998, where the time of platform event traps begins. */
const EPOCH_SECONDS = Date.UTC(1998, 0, 1) / 1000;

/** The event of a trap from a controller that is in no tree of ours. `from` is its address. */
export function eventOf(pet: PlatformEventTrap, from: string, received: number): SensorEvent {
  const record = selRecordOf(pet);
  const decoded = decodeSelRecord(record);
  const threshold = decoded.kind === "system-event" ? thresholdEventOf(decoded)?.event : undefined;
  const discrete = discreteState(pet.sensorType, pet.eventType, pet.offset);
  const state = threshold === undefined ? discrete.name : kebab(threshold);
  const number = pet.sensorNumber.toString(16).toUpperCase().padStart(2, "0");
  const sensorName = `sensor ${number}h of ${from}`;
  const sensorType = sensorTypeName(pet.sensorType);
  return {
    type: "sensor",
    severity: severityOf(pet.severity) ?? (threshold === undefined ? discrete.severity : "minor"),
    time: timeOf(pet, received),
    origin: "event-message",
    resourceId: null,
    sensorId: null,
    sensorNumber: pet.sensorNumber,
    sensorName,
    sensorType,
    assertion: !pet.deassertion,
    state,
    text: `${from}: ${words(sensorType)} sensor ${number}h: ${words(state)}${pet.deassertion ? " no longer" : ""}`,
    raw: Buffer.from(record).toString("hex"),
  };
}

/** The sender's clock is its own and its zone may be unknown: shown, not trusted. */
function timeOf(pet: PlatformEventTrap, received: number): EventTime {
  const local = pet.timestamp === 0 ? null : (EPOCH_SECONDS + pet.timestamp - (pet.utcOffset ?? 0) * 60) * 1000;
  return { received, device: local, trusted: false };
}

function severityOf(octet: number): Severity | undefined {
  switch (octet) {
    case 1:
    case 2:
      return "informational";
    case 4:
      return "ok";
    case 8:
      return "minor";
    case 16:
      return "major";
    case 32:
      return "critical";
    default:
      return undefined;
  }
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function words(name: string): string {
  return name.replaceAll("-", " ");
}
