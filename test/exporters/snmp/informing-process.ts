/**
 * An agent's event log and SNMP exporter in a process that tests may kill: it says `logged TEXT` for what an earlier
 * run has left, then makes events, or with `alarms` alarms that come and go, and says `seen TEXT` of each once it is
 * committed.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { setImmediate } from "node:timers/promises";
import { snmpEngineState, snmpOutbox } from "../../../src/agent/state.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { startSnmpExporter } from "../../../src/exporters/snmp/index.ts";
import { Domain } from "../../../src/hpi/domain.ts";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";
import { openStore } from "../../../src/store/store.ts";
import { operator } from "../../snmp/support/agent.ts";

const [directory = "", run = "", count = "0", target = "", what = "events"] = process.argv.slice(2);
const notification = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 0, 1];

const store = await openStore({ directory, logger: silentLogger, pid: process.pid, randomUuid: randomUUID });
const domain = await Domain.open({
  name: "killed",
  clock: systemClock,
  logger: silentLogger,
  journal: await store.openJournal("events"),
  ids: await store.openIndexMap("ids"),
  audit: { record: () => {} },
  newId: randomUUID,
  simulated: true,
  // A slow test machine is no slow disk: what is seen here has to be on it.
  logPatienceMs: 30_000,
});
for (const { text } of await domain.log.read(0, 10_000)) console.log(`logged ${text}`);
await startSnmpExporter(domain, {
  listeners: [],
  users: [operator],
  targets: [JSON.parse(target) as NotificationTarget],
  contact: "",
  location: "",
  version: "1",
  state: snmpEngineState(store, silentLogger),
  outbox: await snmpOutbox(store, silentLogger),
  configuration: "unchanged",
  translate: ({ text }) => [
    { id: notification, upTime: 0, objects: [{ name: [...notification, 0], syntax: "OctetString", value: text }] },
  ],
  udp: (family) => createSocket(family),
  clock: systemClock,
  random: randomBytes,
  logger: silentLogger,
});
for (let i = 1; i <= Number(count); i++) {
  const text = `event ${run}.${i}`;
  const time = domain.eventTime();
  if (what === "alarms") await domain.agentAlarm(`part ${(i + 1) >> 1}`, i % 2 === 0 ? null : "minor", text);
  else await domain.emit({ type: "oem", severity: "minor", time, origin: "agent", resourceId: null, text, data: "" });
  console.log(`seen ${text}`);
  // Killed at different places: sometimes with informs under way, sometimes with many waiting.
  if (i % 3 === 0) await setImmediate();
}
console.log("done");
process.stdin.resume();
