import type { SnmpCounters } from "../../snmp/counters.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Oid } from "../../snmp/oid.ts";
import type { ObjectStore, Scalars } from "../../snmp/store.ts";
import type { AuthenticationTraps } from "./authentication-traps.ts";
import { BASE_OID } from "./base-oid.ts";
import { type Settings, textWriter } from "./settings.ts";
import { testAndIncrement } from "./test-and-increment.ts";
import { adminString } from "./text.ts";

export interface SystemFacts {
  /** sysDescr. */
  readonly description: string;
  readonly name: string;
  readonly contact: string;
  readonly location: string;
}

/** One MIB module that this agent serves, for sysORTable. */
export interface ServedModule {
  readonly id: Oid;
  readonly description: string;
}

/** A host's applications and end-to-end services: layers 4 and 7 (RFC 3418, sysServices). */
const HOST_SERVICES = 72;

const system: Oid = [1, 3, 6, 1, 2, 1, 1];
const snmp: Oid = [1, 3, 6, 1, 2, 1, 11];
/** snmpSet: snmpSetSerialNo. */
const setGroup: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 6];

export const snmpMib: ServedModule = { id: [1, 3, 6, 1, 6, 3, 1], description: "The MIB module for SNMP entities" };

/** SNMPv2-MIB: system group, sysORTable and snmp group (RFC 3418). */
export function addSystemMib(
  store: ObjectStore,
  engine: SnmpEngine,
  counters: SnmpCounters,
  facts: SystemFacts,
  modules: readonly ServedModule[],
  settings: Settings | undefined,
  authenticationTraps: AuthenticationTraps,
): Scalars {
  const writable = (number: number, name: string, text: string) => {
    const start = settings?.get(name) ?? adminString(text);
    const show = (_: unknown, set: string | undefined) => scalars.set(number, set ?? adminString(text));
    const write = settings && { write: textWriter({ settings, mostOctets: 255, name: () => name, show }) };
    return { number, syntax: "OctetString", value: start, ...write } as const;
  };
  const scalars: Scalars = store.scalars(system, [
    { number: 1, syntax: "OctetString", value: adminString(facts.description) },
    { number: 2, syntax: "ObjectIdentifier", value: BASE_OID },
    { number: 3, syntax: "TimeTicks", live: () => engine.upTime() },
    writable(4, "sysContact", facts.contact),
    writable(5, "sysName", facts.name),
    writable(6, "sysLocation", facts.location),
    { number: 7, syntax: "Integer32", value: HOST_SERVICES },
    { number: 8, syntax: "TimeTicks", value: engine.upTime() },
  ]);
  const served = store.table(
    [...system, 9, 1],
    [
      { number: 2, syntax: "ObjectIdentifier" },
      { number: 3, syntax: "OctetString" },
      { number: 4, syntax: "TimeTicks" },
    ],
  );
  for (const [i, module] of modules.entries()) {
    served.insert([i + 1], { 2: module.id, 3: module.description, 4: engine.upTime() });
  }
  const counter = (number: number, name: keyof SnmpCounters) =>
    ({ number, syntax: "Counter32", live: () => counters[name] }) as const;
  store.scalars(snmp, [
    counter(1, "inPkts"),
    counter(3, "inBadVersions"),
    counter(4, "inBadCommunityNames"),
    counter(5, "inBadCommunityUses"),
    counter(6, "inAsnParseErrs"),
    authenticationTraps.column(30),
    counter(31, "silentDrops"),
    counter(32, "proxyDrops"),
  ]);
  store.scalars(setGroup, [testAndIncrement(1, engine.boots)]);
  return scalars;
}
