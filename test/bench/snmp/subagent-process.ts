/** Our engine's store behind snmpd: `subagent-process.ts SOCKET`, BENCH_ROWS rows. */
import { connect } from "node:net";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { AgentxSubagent } from "../../../src/snmp/agentx/subagent.ts";
import { WholeView } from "../../../src/snmp/view.ts";
import { ENTRY } from "./shape.ts";
import { benchStore } from "./store.ts";

const [socket = ""] = process.argv.slice(2);
const { store } = benchStore(Number(process.env["BENCH_ROWS"]));
new AgentxSubagent({
  store,
  description: "bench",
  clock: systemClock,
  logger: silentLogger,
  connect: () => connect({ path: socket }),
  random: Math.random,
  read: new WholeView(),
  write: undefined,
  principal: "bench",
  id: ENTRY,
  subtrees: [ENTRY],
  capabilities: [],
}).start();
// It ends with who started it.
process.stdin.on("end", () => process.exit()).resume();
