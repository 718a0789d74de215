import type { CommunityOptions } from "../../snmp/community.ts";
import { type Oid, stringIndex } from "../../snmp/oid.ts";
import { maskOf, type VacmConfiguration } from "../../snmp/vacm.ts";
import { authProtocolOid, privProtocolOid } from "./administration/tables.ts";
import type { SnmpUser } from "./manager-settings.ts";
import { RowStatus, type ShownRow, StorageType } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";

export const securityModules: readonly ServedModule[] = [
  { id: [1, 3, 6, 1, 6, 3, 16, 2, 1, 1], description: "The MIB for the SNMP View-based Access Control Model" },
  { id: [1, 3, 6, 1, 6, 3, 18, 2, 1, 1], description: "SNMP-COMMUNITY-MIB: the communities, without their names" },
];

const { active } = RowStatus;
const { permanent, readOnly } = StorageType;

/** Index of a user in usmUserTable. */
export function userIndex(engineId: Uint8Array, name: string): Oid {
  return [...stringIndex(engineId), ...stringIndex(Buffer.from(name))];
}

/** Users as rows of usmUserTable (RFC 3414 section 5). Of those whose secrets are kept by the agent the keys can be changed. */
export function userRow(user: SnmpUser, engineId: Uint8Array): ShownRow {
  const { name, authProtocol, privProtocol, publicValue = "" } = user;
  return [
    userIndex(engineId, name),
    {
      ...{ 3: name, 4: [0, 0], 5: authProtocolOid(authProtocol), 6: "", 7: "" },
      ...{ 8: privProtocolOid(privProtocol), 9: "", 10: "", 11: Buffer.from(publicValue, "hex") },
      ...{ 12: user.keysMayChange === true ? permanent : readOnly, 13: active },
    },
  ];
}

/** Members of groups as rows of vacmSecurityToGroupTable (RFC 3415). */
export function groupRows({ members }: VacmConfiguration): ShownRow[] {
  return members.map(({ model, securityName, group }) => [
    [model, ...stringIndex(Buffer.from(securityName))],
    { 3: group, 4: readOnly, 5: active },
  ]);
}

/** What groups may do as rows of vacmAccessTable. */
export function accessRows({ access }: VacmConfiguration): ShownRow[] {
  return access.map(({ group, contextPrefix = "", contextMatch, model, level, read, write, notify }) => [
    [...[Buffer.from(group), Buffer.from(contextPrefix)].flatMap(stringIndex), model, level + 1],
    {
      ...{ 4: contextMatch === "prefix" ? 2 : 1, 5: read ?? "", 6: write ?? "", 7: notify ?? "" },
      ...{ 8: readOnly, 9: active },
    },
  ]);
}

/** Views as rows of vacmViewTreeFamilyTable. */
export function viewRows({ views }: Pick<VacmConfiguration, "views">): ShownRow[] {
  const families = Object.entries(views).flatMap(([name, all]) => all.map((family) => [name, family] as const));
  return families.map(([name, family]) => [
    [...stringIndex(Buffer.from(name)), family.subtree.length, ...family.subtree],
    { 3: maskOf(family), 4: family.included ? 1 : 2, 5: readOnly, 6: active },
  ]);
}

/** Communities as rows of snmpCommunityTable (RFC 3584 section 5). The names are secrets: they read as empty. */
export function communityRows(communities: readonly CommunityOptions[], engineId: Uint8Array): ShownRow[] {
  return communities.map(({ securityName, context = "" }) => [
    // The index is IMPLIED: without its length.
    [...Buffer.from(securityName)],
    { 2: "", 3: securityName, 4: engineId, 5: context, 6: "", 7: readOnly, 8: active },
  ]);
}
