import type { SystemEvent } from "../sel/system-event.ts";
import { type FruState, type FruStateCause, fruStateCause, fruStates } from "./fru-state.ts";

export const hotSwapSensorType = 0xf0;
const sensorSpecific = 0x6f;
const unspecified = 0xff;

/** A FRU hot swap event: PICMG 3.0 section 3.2.4.3. */
export interface HotSwapEvent {
  /** Undefined for a state the standard does not define. */
  readonly current: FruState | undefined;
  /** Undefined when the controller does not say. */
  readonly previous: FruState | undefined;
  readonly cause: FruStateCause;
  /** Undefined when the controller does not say: then the sensor's own FRU is meant. */
  readonly fruDeviceId: number | undefined;
}

/** Undefined when the event is not from a FRU hot swap sensor. */
export function hotSwapEventOf(event: SystemEvent): HotSwapEvent | undefined {
  if (event.sensorType !== hotSwapSensorType || event.eventReadingType !== sensorSpecific) return undefined;
  const hasChange = event.data2 !== unspecified;
  return {
    current: fruStates[event.offset],
    previous: hasChange ? fruStates[event.data2 & 0xf] : undefined,
    cause: hasChange ? fruStateCause(event.data2 >> 4) : "unknown",
    fruDeviceId: event.data3 === unspecified ? undefined : event.data3,
  };
}
