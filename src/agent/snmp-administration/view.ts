import { UsageError } from "../../base/errors.ts";
import type { SnmpViewSettings } from "../../exporters/hpi-api/snmp-administration.ts";
import type { ManagersState } from "./managers-file.ts";

export function withView(state: ManagersState, name: string, settings: SnmpViewSettings): ManagersState {
  return { ...state, views: { ...state.views, [name]: settings } };
}

/** A view that a user is confined to stays. */
export function refuseWhileConfining({ users }: ManagersState, name: string): void {
  const user = Object.entries(users).find(([, { view, notifyView }]) => view === name || notifyView === name);
  if (user !== undefined) throw new UsageError("E_SNMP_VIEW", `the user ${user[0]} is confined to the view ${name}`);
}
