import { type ThresholdEventName, thresholdEventNames } from "../thresholds.ts";
import type { SystemEvent } from "./system-event.ts";

export const thresholdEventReadingType = 0x01;

/** What a threshold sensor's event says. Values are raw counts. */
export interface ThresholdEvent {
  /** Undefined for an offset the standard does not define. */
  readonly event: ThresholdEventName | undefined;
  readonly triggerReading: number | undefined;
  readonly triggerThreshold: number | undefined;
}

/** Undefined when the event is not a threshold event: IPMI 2.0 section 29.7. */
export function thresholdEventOf(event: SystemEvent): ThresholdEvent | undefined {
  if (event.eventReadingType !== thresholdEventReadingType) return undefined;
  return {
    event: thresholdEventNames[event.offset],
    triggerReading: event.data2Kind === "readingOrPrevious" ? event.data2 : undefined,
    triggerThreshold: event.data3Kind === "threshold" ? event.data3 : undefined,
  };
}
