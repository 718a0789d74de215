import { createSocket } from "node:dgram";
import type { Clock } from "../../../src/base/clock.ts";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { AccessControl } from "../../../src/snmp/access.ts";
import { SnmpCounters } from "../../../src/snmp/counters.ts";
import { Dispatcher, type DispatcherOptions } from "../../../src/snmp/dispatcher.ts";
import { SnmpEngine } from "../../../src/snmp/engine.ts";
import { ObjectStore } from "../../../src/snmp/store.ts";
import type { Table } from "../../../src/snmp/table.ts";
import { listenUdp, type UdpListener } from "../../../src/snmp/udp-listener.ts";
import type { UsmUserOptions } from "../../../src/snmp/user-keys.ts";
import { Usm } from "../../../src/snmp/usm.ts";
import { V3Framer } from "../../../src/snmp/v3-frame.ts";
import { WholeView } from "../../../src/snmp/view.ts";

export const engineId = Buffer.from("80001f8805000102030405060708090a0b", "hex");
export const entry = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 77, 1, 1];
export const scalarGroup = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 76];

export const operator: UsmUserOptions = {
  name: "operator",
  authProtocol: "SHA-256",
  authPassword: "authentic-words",
  privProtocol: "AES",
  privPassword: "private-words",
};

const unlimited = { perSecond: 1e9, burst: 1e9, failuresPerSecond: 1e9, failureBurst: 1e9, sources: 10 };

export interface TestAgent {
  readonly clock: ManualClock;
  readonly counters: SnmpCounters;
  readonly engine: SnmpEngine;
  readonly usm: Usm;
  readonly store: ObjectStore;
  readonly table: Table;
  readonly dispatcher: Dispatcher;
}

export interface TestAgentOptions {
  readonly rows?: number;
  readonly users?: readonly UsmUserOptions[];
  readonly boots?: number;
  readonly access?: AccessControl;
  readonly clock?: Clock;
  readonly more?: Partial<DispatcherOptions>;
}

/** An engine with one table of six columns and two scalars, driven by a clock that stands still. */
export function testAgent(options: TestAgentOptions = {}): TestAgent {
  const manual = new ManualClock();
  const clock = options.clock ?? manual;
  const counters = new SnmpCounters();
  const engine = new SnmpEngine({ engineId, boots: options.boots ?? 3 }, clock);
  const usm = new Usm(engine, counters);
  for (const user of options.users ?? [operator]) usm.addUser(user);
  const store = new ObjectStore();
  store.scalars(scalarGroup, [
    { number: 1, syntax: "OctetString", value: "first" },
    { number: 2, syntax: "TimeTicks", live: () => engine.upTime() },
    { number: 3, syntax: "Counter64", value: 0x8000000000000001n },
  ]);
  const table = store.table(entry, [
    { number: 2, syntax: "Integer32" },
    { number: 3, syntax: "Integer32" },
    { number: 4, syntax: "Unsigned32" },
    { number: 5, syntax: "Counter32" },
    { number: 6, syntax: "OctetString" },
    { number: 7, syntax: "ObjectIdentifier" },
  ]);
  table.batch(() => {
    for (let i = 1; i <= (options.rows ?? 20); i++) table.insert([i], rowValues(i));
  });
  const whole = new WholeView();
  const dispatcher = new Dispatcher({
    clock,
    framer: new V3Framer(Buffer.from("a1a2a3a4a5fffffe", "hex")),
    rates: unlimited,
    engine,
    counters,
    usm,
    access: options.access ?? { view: () => whole },
    contexts: new Map([["", store]]),
    logger: silentLogger,
    ...options.more,
  });
  return { clock: manual, counters, engine, usm, store, table, dispatcher };
}

export function rowValues(i: number): Record<number, number | string | number[]> {
  return { 2: i, 3: -i * 1000, 4: i * 100_000, 5: 4_000_000_000 + i, 6: `row ${i}`, 7: [1, 3, 6, 1, i] };
}

/** Puts the agent on a loopback port. */
export function serve(agent: TestAgent): Promise<UdpListener> {
  return listenUdp({
    host: "127.0.0.1",
    port: 0,
    door: (family) => createSocket(family),
    handle: (datagram, from) => agent.dispatcher.handle(datagram, from),
    logger: silentLogger,
  });
}
