/** What is wrong with a simulated part, from the sensors it has. */
import { genericStates } from "../../src/ipmi/tables/generic-states.ts";
import { sensorSpecificStates } from "../../src/ipmi/tables/sensor-specific-states.ts";
import type { MachineState } from "../control/state.ts";
import type { AnalogSensor, DiscreteSensor, Sensor } from "../machine/machine.ts";

export interface Issue {
  readonly severity: "WARN" | "ERR";
  readonly text: string;
}

const sensorSpecific = 0x6f;

export function issueOf(sensor: Sensor, state: MachineState): Issue | undefined {
  return sensor.kind === "analog" ? ofValue(sensor, state.value(sensor)) : ofStates(sensor, state.states(sensor));
}

function ofValue({ name, thresholds: t, unitName }: AnalogSensor, value: number): Issue | undefined {
  const above = (limit: number | undefined) => limit !== undefined && value >= limit;
  const below = (limit: number | undefined) => limit !== undefined && value <= limit;
  const text = `${name} reads ${value} ${unitName}`;
  if ([t.upperCritical, t.upperNonRecoverable].some(above)) return { severity: "ERR", text: `${text}, too high` };
  if ([t.lowerCritical, t.lowerNonRecoverable].some(below)) return { severity: "ERR", text: `${text}, too low` };
  if (above(t.upperNonCritical)) return { severity: "WARN", text: `${text}, high` };
  if (below(t.lowerNonCritical)) return { severity: "WARN", text: `${text}, low` };
  return undefined;
}

function ofStates(
  { name, type, eventType, eventOnly }: DiscreteSensor,
  states: ReadonlySet<number>,
): Issue | undefined {
  if (eventOnly) return undefined;
  const table = eventType === sensorSpecific ? sensorSpecificStates[type] : genericStates[eventType]?.states;
  let found: Issue | undefined;
  for (const offset of states) {
    const [word, level] = table?.[offset] ?? ["", "ok"];
    const text = `${name}: ${word}`;
    if (level === "major" || level === "critical") return { severity: "ERR", text };
    if (level === "minor") found = { severity: "WARN", text };
  }
  return found;
}
