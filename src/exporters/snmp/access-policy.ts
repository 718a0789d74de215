import type { Role } from "../../hpi/operation.ts";
import type { AccessEntry, GroupMember, VacmConfiguration, ViewFamily } from "../../snmp/vacm.ts";

/** A USM user and its role in this agent. */
export interface UserRole {
  readonly name: string;
  readonly role: Role;
  /** Name of the view it is confined to; without one it sees everything. */
  readonly view?: string | undefined;
  /** Name of the view that what it is told must lie in; its view unless given. */
  readonly notifyView?: string | undefined;
}

/** Views by their names. */
export type Views = Readonly<Record<string, readonly ViewFamily[]>>;

/** The views that are always there. */
export const ownViews = ["all", "public", "told"] as const;

const communityEntries: readonly AccessEntry[] = [
  { group: "Community", model: 1, level: 0, read: "public", notify: "told" },
  { group: "Community", model: 2, level: 0, read: "public", notify: "told" },
];

/** USM, VACM and community tables are nobody's business who speaks in the clear. */
const SNMP_MODULES = [1, 3, 6, 1, 6, 3];
/** coldStart and its like, which lie among them. */
const SNMP_TRAPS = [1, 3, 6, 1, 6, 3, 1, 1, 5];

/**
 * Access by role: a group for each role and views, writing at authPriv only; what a write may do is decided where it is
 * done. Communities, which are sent in the clear, only read and are told. Throws `E_SNMP_VIEW` for a view that is not there.
 */
export function accessByRole(
  users: readonly UserRole[],
  communities: readonly string[],
  views: Views,
): VacmConfiguration {
  const groups = new Map<string, UserRole>();
  for (const user of users) groups.set(groupOf(user), user);
  for (const role of ["ReadOnly", "Operator", "Administrator"] as const) groups.set(role, { name: "", role });
  const members: GroupMember[] = [
    ...users.map((user) => ({ model: 3, securityName: user.name, group: groupOf(user) }) as const),
    ...communities.flatMap((securityName) =>
      ([1, 2] as const).map((model) => ({ model, securityName, group: "Community" })),
    ),
  ];
  return {
    members,
    access: [...[...groups].flatMap(([group, user]) => entriesOf(group, user)), ...communityEntries],
    views: {
      ...views,
      all: [{ subtree: [1], included: true }],
      public: [
        { subtree: [1], included: true },
        { subtree: SNMP_MODULES, included: false },
      ],
      told: [
        { subtree: [1], included: true },
        { subtree: SNMP_MODULES, included: false },
        { subtree: SNMP_TRAPS, included: true },
      ],
    },
  };
}

function groupOf({ role, view, notifyView }: UserRole): string {
  if (notifyView !== undefined) return `${role} ${view ?? "all"} ${notifyView}`;
  return view === undefined ? role : `${role} ${view}`;
}

function entriesOf(group: string, { role, view = "all", notifyView = view }: UserRole): AccessEntry[] {
  const reads: AccessEntry = { group, model: 3, level: 1, read: view, notify: notifyView };
  return role === "ReadOnly" ? [reads] : [reads, { ...reads, level: 2, write: view }];
}
