import { PetAcknowledge } from "../../ipmi/commands/sensor-event/pet-acknowledge.ts";
import { requestOutsideSession } from "../../ipmi/outside-session.ts";
import type { PlatformEventTrap } from "../../ipmi/platform-event-trap.ts";

const UNSPECIFIED = 0xff;

/**
 * The datagram that tells a controller that its trap has arrived, so that it ends to repeat it (IPMI 2.0 section 30.8).
 * `number` tells requests apart.
 */
export function acknowledgementOf(pet: PlatformEventTrap, number: number): Uint8Array {
  const { cookie, timestamp, eventSource, sensorDevice, sensorNumber } = pet;
  const [data1 = UNSPECIFIED, data2 = UNSPECIFIED, data3 = UNSPECIFIED] = pet.eventData;
  const event = { sequence: cookie, localTimestamp: timestamp, eventSourceType: eventSource, data1, data2, data3 };
  return requestOutsideSession(PetAcknowledge, { ...event, sensorDevice, sensorNumber }, number);
}
