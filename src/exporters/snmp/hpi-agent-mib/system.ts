import type { Domain } from "../../../hpi/domain.ts";
import type { Severity } from "../../../hpi/severity.ts";
import type { SnmpCounters } from "../../../snmp/counters.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { testAndIncrement } from "../test-and-increment.ts";
import { adminString } from "../text.ts";
import { hpiAgentObjects, truth, unsigned32 } from "./words.ts";

/** The HPI specification whose words the model uses: SAI-HPI-B.03.02. */
const HPI_VERSION = "B.03.02";

const discoveryState = { none: 1, running: 2, complete: 3, failed: 4 } as const;

/** hpiAgentSystem: the agent and its model. */
export function addSystemObjects(
  store: ObjectStore,
  domain: Domain,
  version: string,
  boots: number,
  lastCommand: () => number,
): void {
  const alarms = (severity: Severity) => () => domain.alarms().filter((alarm) => alarm.severity === severity).length;
  const gauge = (number: number, live: () => number) => ({ number, syntax: "Unsigned32", live }) as const;
  store.scalars(
    [...hpiAgentObjects, 1],
    [
      { number: 1, syntax: "OctetString", value: adminString(version) },
      { number: 2, syntax: "OctetString", value: HPI_VERSION },
      { number: 3, syntax: "Integer32", value: truth(domain.simulated) },
      { number: 4, syntax: "Integer32", live: () => discovery(domain) },
      gauge(5, () => domain.resources().length),
      gauge(6, () => domain.sensors().length),
      gauge(7, alarms("critical")),
      gauge(8, alarms("major")),
      gauge(9, alarms("minor")),
      { number: 10, syntax: "Integer32", live: () => truth(domain.log.durable) },
      { number: 11, syntax: "OctetString", live: () => adminString(domain.log.epoch) },
      gauge(12, () => unsigned32(domain.log.lastSequence)),
      testAndIncrement(13, boots),
      gauge(14, lastCommand),
    ],
  );
}

function discovery(domain: Domain): number {
  const states = domain.discovery().map(({ state }) => state);
  if (states.length === 0) return discoveryState.none;
  if (states.includes("running")) return discoveryState.running;
  return states.includes("failed") ? discoveryState.failed : discoveryState.complete;
}

/** hpiAgentEngine: what this engine counts beside the standard's objects. */
export function addEngineStatistics(store: ObjectStore, counters: SnmpCounters): void {
  const names = [
    ...["outPkts", "gets", "getNexts", "getBulks"],
    ...["sets", "tooBigs", "rateLimited", "internalErrors"],
  ] as (keyof SnmpCounters)[];
  store.scalars(
    [...hpiAgentObjects, 19],
    names.map((name, i) => ({ number: i + 1, syntax: "Counter32", live: () => counters[name] })),
  );
}
