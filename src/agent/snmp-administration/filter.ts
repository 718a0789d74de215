import { UsageError } from "../../base/errors.ts";
import type { SnmpFilterSettings } from "../../exporters/hpi-api/snmp-administration.ts";
import type { ManagersState } from "./managers-file.ts";

export function withFilter(state: ManagersState, name: string, settings: SnmpFilterSettings): ManagersState {
  return { ...state, filters: { ...state.filters, [name]: settings } };
}

/** A filter that a target is subject to stays. */
export function refuseWhileFiltering({ targets }: ManagersState, name: string): void {
  const target = Object.entries(targets).find(([, { filter }]) => filter === name);
  if (target !== undefined) {
    throw new UsageError("E_SNMP_FILTER", `the target ${target[0]} is subject to the filter ${name}`);
  }
}
