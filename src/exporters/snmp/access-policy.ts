import type { Role } from "../../hpi/operation.ts";
import { type AccessEntry, type GroupMember, Vacm } from "../../snmp/vacm.ts";

/** A USM user and its role in this agent. */
export interface UserRole {
  readonly name: string;
  readonly role: Role;
}

const entries: readonly AccessEntry[] = [
  { group: "ReadOnly", model: 3, level: 1, read: "all", notify: "all" },
  { group: "Operator", model: 3, level: 1, read: "all", notify: "all" },
  { group: "Operator", model: 3, level: 2, read: "all", notify: "all", write: "all" },
  { group: "Administrator", model: 3, level: 1, read: "all", notify: "all" },
  { group: "Administrator", model: 3, level: 2, read: "all", notify: "all", write: "all" },
  { group: "Community", model: 1, level: 0, read: "public", notify: "public" },
  { group: "Community", model: 2, level: 0, read: "public", notify: "public" },
];

/** USM, VACM and community tables are nobody's business who speaks in the clear. */
const SNMP_MODULES = [1, 3, 6, 1, 6, 3];

/**
 * Access by role: a group for each, writing at authPriv only; what a write may do is decided where it is done.
 * Communities, which are sent in the clear, only read.
 */
export function accessByRole(users: readonly UserRole[], communities: readonly string[]): Vacm {
  const members: GroupMember[] = [
    ...users.map(({ name, role }) => ({ model: 3, securityName: name, group: role }) as const),
    ...communities.flatMap((securityName) =>
      ([1, 2] as const).map((model) => ({ model, securityName, group: "Community" })),
    ),
  ];
  return new Vacm({
    members,
    access: entries,
    views: {
      all: [{ subtree: [1], included: true }],
      public: [
        { subtree: [1], included: true },
        { subtree: SNMP_MODULES, included: false },
      ],
    },
  });
}
