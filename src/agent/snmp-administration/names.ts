import type { SnmpManagerKind } from "../../exporters/hpi-api/snmp-administration.ts";
import type { ManagersState } from "./managers-file.ts";
import type { PinnedManagers } from "./managers-view.ts";

/** Whether there is an entry of a kind and a name, whoever made it. */
export type Knows = (kind: SnmpManagerKind, name: string) => boolean;

export function isPinned(pinned: PinnedManagers, kind: SnmpManagerKind, name: string): boolean {
  if (kind === "views" || kind === "filters") return Object.hasOwn(pinned[kind] ?? {}, name);
  return pinned[kind].some((known) => known.name === name);
}

export function knownIn(state: ManagersState, pinned: PinnedManagers): Knows {
  return (kind, name) => Object.hasOwn(state[kind], name) || isPinned(pinned, kind, name);
}
