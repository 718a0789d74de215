import { UsageError } from "../../base/errors.ts";
import type { SnmpTargetSettings } from "../../exporters/hpi-api/snmp-administration.ts";
import type { SnmpUser } from "../../exporters/snmp/index.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { ManagersState } from "./managers-file.ts";
import type { Knows } from "./names.ts";

/** Whether the user it is told in the name of, or the filter it is subject to, is not there. */
export function isLost({ user, filter }: SnmpTargetSettings, knows: Knows): boolean {
  return (user !== undefined && !knows("users", user)) || (filter !== undefined && !knows("filters", filter));
}

export function withTarget(
  state: ManagersState,
  name: string,
  settings: SnmpTargetSettings,
  knows: Knows,
): ManagersState {
  const { user, filter, kind } = settings;
  if (user !== undefined && !knows("users", user)) {
    throw new UsageError("E_SNMP_TARGET", `there is no SNMP user ${user}`);
  }
  const sender = user !== undefined && Object.hasOwn(state.users, user) ? state.users[user] : undefined;
  if (kind === "inform" && sender !== undefined && sender.master === undefined) {
    const why = "only the keys of this agent are kept of it: set it up again for informs";
    throw new UsageError("E_SNMP_TARGET", `SNMP user ${user} cannot send informs, ${why}`);
  }
  if (filter !== undefined && !knows("filters", filter)) {
    throw new UsageError("E_SNMP_FILTER", `there is no filter ${filter}`);
  }
  return { ...state, targets: { ...state.targets, [name]: settings } };
}

/** A target as SNMP knows it; `sender` is the user it is told in the name of. */
export function targetOf(name: string, settings: SnmpTargetSettings, sender: SnmpUser | undefined): NotificationTarget {
  const { host, port, kind, community = "", version, timeoutSeconds, retries, filter } = settings;
  const security = sender === undefined ? { version, community } : { version: "v3" as const, user: sender };
  return { name, host, port, kind, security, timeout: timeoutSeconds * 1000, retries, filter };
}
