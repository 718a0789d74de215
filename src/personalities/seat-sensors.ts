/** Sensors of a chassis that tell whether a card, a blade or a module is in its place (IPMI 2.0 table 42-3). */
import type { SensorRecord } from "../ipmi/sdr/index.ts";

const sensorSpecific = 0x6f;
const slotConnector = 0x21;
const entityPresence = 0x25;
/** Offsets without which a sensor of the type tells something else. */
const needed: Readonly<Record<number, number>> = { [slotConnector]: 2, [entityPresence]: 0 };

/** Whether a sensor of this record tells that. */
export function isSeatSensor(record: SensorRecord | undefined): boolean {
  if (record === undefined || record.kind === "event-only" || record.masks.kind !== "discrete") return false;
  const offset = needed[record.sensorType];
  const states: readonly number[] = record.masks.readableStates;
  return record.eventReadingType === sensorSpecific && offset !== undefined && states.includes(offset);
}

/** Whether something is there, by the names of the asserted states; undefined when they do not say. */
export function isSeatFilled(sensorType: number, states: readonly string[]): boolean | undefined {
  if (sensorType === slotConnector) return states.includes("device-installed");
  if (states.includes("entity-absent")) return false;
  return states.includes("entity-present") ? true : undefined;
}
