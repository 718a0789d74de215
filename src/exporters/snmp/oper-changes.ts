import type { LoggedEvent } from "../../hpi/event.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { Oid } from "../../snmp/oid.ts";
import { alarmBits, EntState, entStateEntry, hotSwapStates, OperState, type States } from "./entity-state-mib.ts";

const entStateOperEnabled: Oid = [1, 3, 6, 1, 2, 1, 131, 0, 1];
const entStateOperDisabled: Oid = [1, 3, 6, 1, 2, 1, 131, 0, 2];

type Row = States & { readonly alarm: number };

/** entStateOperEnabled or entStateOperDisabled (RFC 4268); a state that is neither is not told. */
export function operChange(resourceId: number, row: Row, upTime: number): Notification | undefined {
  const { oper, admin, alarm } = row;
  if (oper !== OperState.enabled && oper !== OperState.disabled) return undefined;
  return {
    id: oper === OperState.enabled ? entStateOperEnabled : entStateOperDisabled,
    upTime,
    objects: [
      { name: [...entStateEntry, EntState.admin, resourceId], syntax: "Integer32", value: admin },
      { name: [...entStateEntry, EntState.alarm, resourceId], syntax: "OctetString", value: alarmBits(alarm) },
    ],
  };
}

/**
 * What a hot-swap event says of the operational state, for one whose change was not seen: the agent was starting. Empty
 * when the state stays, when the part is gone and its row with it, or when it does not answer.
 */
export function operChangeOf(event: LoggedEvent, row: Row | undefined, upTime: number): readonly Notification[] {
  if (event.type !== "hot-swap" || event.resourceId === null || event.previousState === null) return [];
  if (event.state === "NotPresent" || row?.oper === OperState.unknown) return [];
  const states = hotSwapStates(event.state);
  if (states.oper === hotSwapStates(event.previousState).oper) return [];
  const told = operChange(event.resourceId, { ...states, alarm: row?.alarm ?? 0 }, upTime);
  return told === undefined ? [] : [told];
}

/** The resource whose operational state a notification tells, and which it is; undefined when it tells something else. */
export function operTold({ id, objects }: Notification): { resourceId: number; enabled: boolean } | undefined {
  const resourceId = objects[0]?.name.at(-1);
  if (resourceId === undefined || id.length !== entStateOperEnabled.length) return undefined;
  const isOf = (of: Oid): boolean => id.every((number, i) => number === of[i]);
  const enabled = isOf(entStateOperEnabled);
  return enabled || isOf(entStateOperDisabled) ? { resourceId, enabled } : undefined;
}
