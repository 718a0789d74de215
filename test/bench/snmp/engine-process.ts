/**
 * Our engine alone, without model or sources, as a process: `engine-process.ts ROWS`. Says where it listens; to a line
 * `update` on its input it answers with the microseconds that one changed value takes, to `longest` with the
 * milliseconds that the most expensive of many nasty packets takes.
 */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { numericUdp } from "../../../src/agent/doors.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { accessByRole } from "../../../src/exporters/snmp/access-policy.ts";
import { CommunityTable } from "../../../src/snmp/community.ts";
import { SnmpCounters } from "../../../src/snmp/counters.ts";
import { Dispatcher } from "../../../src/snmp/dispatcher.ts";
import { startEngine } from "../../../src/snmp/engine.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { listenUdp } from "../../../src/snmp/udp-listener.ts";
import { Usm } from "../../../src/snmp/usm.ts";
import { V3Framer } from "../../../src/snmp/v3-frame.ts";
import { Vacm } from "../../../src/snmp/vacm.ts";
import { communityMessage } from "../../snmp/support/community-message.ts";
import { request } from "../../snmp/support/manager.ts";
import { mutate, Random } from "../../snmp/support/mutation.ts";
import { COLUMNS, COMMUNITY, cell, ENTRY, USER } from "./shape.ts";
import { benchStore, columns } from "./store.ts";

const rows = Number(process.argv[2]);
const UPDATES = 200_000;

const state = { load: () => undefined, store: () => {} };
const engine = await startEngine(state, systemClock, randomBytes, 8072);
const counters = new SnmpCounters();
const usm = new Usm(engine, counters);
usm.addUser(USER);
const { store, table } = benchStore(rows);
const unlimited = { perSecond: 1e9, burst: 1e9, failuresPerSecond: 1e9, failureBurst: 1e9, sources: 10 };
const dispatcher = new Dispatcher({
  engine,
  counters,
  usm,
  clock: systemClock,
  framer: new V3Framer(randomBytes(8)),
  access: new Vacm(accessByRole([{ name: USER.name, role: "ReadOnly" }], [COMMUNITY], {})),
  contexts: new Map([["", store]]),
  communities: new CommunityTable([
    { community: COMMUNITY, securityName: COMMUNITY, sources: ["127.0.0.1"], models: [2] },
  ]),
  // The generator is one source; the limit for one source is not what is measured.
  rates: unlimited,
  logger: silentLogger,
});
const listener = await listenUdp({
  host: "127.0.0.1",
  port: 0,
  door: numericUdp,
  handle: (datagram, from) => dispatcher.handle(datagram, from),
  logger: silentLogger,
});
console.log(listener.port);

// It ends with who started it.
createInterface(process.stdin)
  .on("line", (line) => console.log(line === "update" ? update() : longest()))
  .on("close", () => process.exit());

function update(): number {
  const handles = Array.from({ length: rows }, (_, i) => table.find([i + 1])!);
  const begin = performance.now();
  for (let i = 0; i < UPDATES; i++) {
    const at = (i * 7919) % rows;
    table.set(handles[at]!, (i % (COLUMNS - 1)) + 1, (at + 1) * 1000 + (i & 0xff));
  }
  const microseconds = ((performance.now() - begin) * 1000) / UPDATES;
  for (let row = 1; row <= rows; row++) {
    for (const number of columns) table.set(handles[row - 1]!, number, cell(number, row));
  }
  return microseconds;
}

/** GETBULK at its extremes, alone and mutated; each packet counts by the best of three, the rest is the machine's. */
function longest(): number {
  const random = new Random(1905);
  const source = { address: "127.0.0.1", port: 9 };
  const name = (i: number): number[] => [...ENTRY, (i % COLUMNS) + 1, (i * 97) % rows];
  const nasty = [1, 2, 100, 512].flatMap((count) =>
    [0, 1, 2147483647].map((nonRepeaters) => {
      const names = Array.from({ length: count }, (_, i) => name(i));
      return communityMessage(1, COMMUNITY, request(PduType.getBulk, names, nonRepeaters, 2147483647));
    }),
  );
  const packets = [...nasty, ...Array.from({ length: 2000 }, () => mutate(random.pick(nasty), random))];
  let most = 0;
  for (const packet of packets) {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i++) {
      const begin = performance.now();
      dispatcher.handle(packet, source);
      least = Math.min(least, performance.now() - begin);
    }
    most = Math.max(most, least);
  }
  return most;
}
