import type { Role } from "../../hpi/operation.ts";
import type { AccessEntry, GroupMember, VacmConfiguration, ViewFamily } from "../../snmp/vacm.ts";

/** A USM user and its role in this agent. */
export interface UserRole {
  readonly name: string;
  readonly role: Role;
  /** Name of the view it is confined to; without one it sees everything. */
  readonly view?: string | undefined;
}

/** Views by their names. */
export type Views = Readonly<Record<string, readonly ViewFamily[]>>;

/** The views that are always there. */
export const ownViews = ["all", "public"] as const;

const communityEntries: readonly AccessEntry[] = [
  { group: "Community", model: 1, level: 0, read: "public", notify: "public" },
  { group: "Community", model: 2, level: 0, read: "public", notify: "public" },
];

/** USM, VACM and community tables are nobody's business who speaks in the clear. */
const SNMP_MODULES = [1, 3, 6, 1, 6, 3];

/**
 * Access by role: a group for each role and view, writing at authPriv only; what a write may do is decided where it is
 * done. Communities, which are sent in the clear, only read. Throws `E_SNMP_VIEW` for a view that is not there.
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
    },
  };
}

function groupOf({ role, view }: UserRole): string {
  return view === undefined ? role : `${role} ${view}`;
}

function entriesOf(group: string, { role, view = "all" }: UserRole): AccessEntry[] {
  const reads: AccessEntry = { group, model: 3, level: 1, read: view, notify: view };
  return role === "ReadOnly" ? [reads] : [reads, { ...reads, level: 2, write: view }];
}
