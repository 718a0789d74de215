import type { EventTime, SensorEvent } from "../../hpi/event.ts";
import type { Severity } from "../../hpi/severity.ts";
import { type PlatformEventTrap, petUtcOffset, selRecordOfPet } from "../../ipmi/platform-event-trap.ts";
import { decodeSelRecord } from "../../ipmi/sel/index.ts";
import { thresholdEventOf } from "../../ipmi/sel/threshold-event.ts";
import { discreteState } from "../../ipmi/tables/discrete-states.ts";
import { sensorTypeName } from "../../ipmi/tables/sensor-types.ts";

/** Seconds from 1970 to 1998, where the time of platform event traps begins. */
const EPOCH_SECONDS = Date.UTC(1998, 0, 1) / 1000;

/** The event of a trap from a controller that is in no tree of ours. `from` is its address. */
export function eventOf(pet: PlatformEventTrap, from: string, received: number): SensorEvent {
  const record = selRecordOfPet(pet);
  const decoded = decodeSelRecord(record);
  const threshold = decoded.kind === "system-event" ? thresholdEventOf(decoded)?.event : undefined;
  const discrete = discreteState(pet.sensorType, pet.eventReadingType, pet.offset);
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
  const utc = EPOCH_SECONDS + pet.timestamp - (petUtcOffset(pet) ?? 0) * 60;
  return { received, device: pet.timestamp === 0 ? null : utc * 1000, trusted: false };
}

function severityOf(severity: PlatformEventTrap["severity"]): Severity | undefined {
  switch (severity) {
    case "monitor":
    case "information":
      return "informational";
    case "ok":
      return "ok";
    case "nonCritical":
      return "minor";
    case "critical":
      return "major";
    case "nonRecoverable":
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
