/** The states of a discrete sensor by name. */
import { genericStates } from "./generic-states.ts";
import { sensorSpecificStates } from "./sensor-specific-states.ts";
import type { DefaultSeverity } from "./state-table.ts";

export type { DefaultSeverity } from "./state-table.ts";

export interface DiscreteState {
  /** Bit in masks and readings, 0 to 14. */
  readonly offset: number;
  readonly name: string;
  readonly severity: DefaultSeverity;
}

const sensorSpecific = 0x6f;

/** One state. An offset without a name in the standards gets `state-<offset>`, informational. */
export function discreteState(sensorType: number, eventReadingType: number, offset: number): DiscreteState {
  const table =
    eventReadingType === sensorSpecific ? sensorSpecificStates[sensorType] : genericStates[eventReadingType]?.states;
  const [name, severity] = table?.[offset] ?? [`state-${offset}`, "informational"];
  return { offset, name, severity };
}
