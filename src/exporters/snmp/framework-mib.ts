import type { SnmpCounterName, SnmpCounters } from "../../snmp/counters.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { ServedModule } from "./system-mib.ts";

export const frameworkModules: readonly ServedModule[] = [
  { id: [1, 3, 6, 1, 6, 3, 10, 3, 1, 1], description: "The SNMP Management Architecture MIB" },
  { id: [1, 3, 6, 1, 6, 3, 11, 3, 1, 1], description: "The MIB for Message Processing and Dispatching" },
  { id: [1, 3, 6, 1, 6, 3, 15, 2, 1, 1], description: "The MIB for the SNMP User-based Security Model" },
];

/** SNMP-FRAMEWORK-MIB (RFC 3411), and the statistics of SNMP-MPD-MIB (RFC 3412), USM (RFC 3414) and SNMP-TARGET-MIB. */
export function addFrameworkMib(store: ObjectStore, engine: SnmpEngine, counters: SnmpCounters): void {
  store.scalars(
    [1, 3, 6, 1, 6, 3, 10, 2, 1],
    [
      { number: 1, syntax: "OctetString", value: engine.id },
      { number: 2, syntax: "Integer32", live: () => engine.boots },
      { number: 3, syntax: "Integer32", live: () => engine.time },
      { number: 4, syntax: "Integer32", value: engine.maxMessageSize },
    ],
  );
  const statistics = (group: readonly number[], from: number, names: readonly SnmpCounterName[]): void => {
    store.scalars(
      group,
      names.map((name, i) => ({ number: from + i, syntax: "Counter32", live: () => counters[name] })),
    );
  };
  statistics([1, 3, 6, 1, 6, 3, 11, 2, 1], 1, ["unknownSecurityModels", "invalidMsgs", "unknownPduHandlers"]);
  statistics([1, 3, 6, 1, 6, 3, 12, 1], 4, ["unavailableContexts", "unknownContexts"]);
  statistics([1, 3, 6, 1, 6, 3, 15, 1, 1], 1, [
    "unsupportedSecLevels",
    "notInTimeWindows",
    "unknownUserNames",
    "unknownEngineIds",
    "wrongDigests",
    "decryptionErrors",
  ]);
}
