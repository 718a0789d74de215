import type { SnmpManagers } from "../../exporters/snmp/index.ts";
import { parseOid } from "../../snmp/oid.ts";

interface Subtrees {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** UsageError when one of them is no object identifier. */
export function checkSubtrees({ include, exclude }: Subtrees): void {
  for (const oid of [...include, ...exclude]) parseOid(oid);
}

/** What subtrees mean to views (RFC 3415 section 2.4) and filters (RFC 3413 section 6). */
export function familiesOf(settings: Readonly<Record<string, Subtrees>>): SnmpManagers["views"] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { include, exclude }]) => [
      name,
      [
        ...include.map((oid) => ({ subtree: parseOid(oid), included: true })),
        ...exclude.map((oid) => ({ subtree: parseOid(oid), included: false })),
      ],
    ]),
  );
}
