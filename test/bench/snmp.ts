/**
 * The SNMP engine beside snmpd with an equal table in its process, the agent of the net-snmp package and a subagent in
 * C behind snmpd. CPU time of the servers for each request, from /proc: steadier than rates on a shared machine.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeviceRefusedError, messageOf } from "../../src/base/errors.ts";
import { temporaryDirectory } from "./agent-process.ts";
import { type Kind, REPETITIONS, Requests, type Version } from "./snmp/requests.ts";
import {
  compile,
  path,
  type Server,
  startAgentX,
  startEngineProcess,
  startPackageProcess,
  startSnmpd,
  until,
} from "./snmp/server.ts";
import { COMMUNITY, ENTRY, USER } from "./snmp/shape.ts";
import { median } from "./statistics.ts";
import { run } from "./tools.ts";

interface Row {
  readonly what: string;
  readonly version: Version;
  readonly kind: Kind;
  /** Most CPU time, of snmpd's. */
  readonly target?: number;
}

const rowsOfTable: readonly Row[] = [
  { what: "v2c GET", version: "v2c", kind: "GET", target: 0.6 },
  { what: "v2c GETNEXT", version: "v2c", kind: "GETNEXT" },
  { what: `v2c GETBULK(${REPETITIONS})`, version: "v2c", kind: "GETBULK", target: 0.4 },
  { what: "v3 authPriv GET", version: "v3", kind: "GET", target: 1.0 },
  { what: `v3 authPriv GETBULK(${REPETITIONS})`, version: "v3", kind: "GETBULK", target: 0.6 },
];
const WINDOW = 16;
const SECONDS = 1;

/** Prints the figures; `rounds` of each, the servers in turns. */
export async function benchmarkSnmp(rounds: number): Promise<void> {
  if (!existsSync("/usr/include/net-snmp") || !existsSync("/usr/bin/gcc")) {
    console.log("== SNMP: left out, it needs the Debian packages gcc and libsnmp-dev\n");
    return;
  }
  // Each server and each directory is cleared away at the end of this process, should it come early.
  process.setMaxListeners(50);
  const place = temporaryDirectory();
  try {
    const [load, module, subagent] = await Promise.all([
      compile("load.c", join(place.path, "load")),
      compile("table.c", join(place.path, "table.so"), "-shared", "-fPIC"),
      compile("table.c", join(place.path, "subagent"), "-DSUBAGENT", "-lnetsnmpagent", "-lnetsnmp"),
    ]);
    for (const rows of [500, 10_000]) {
      console.log(
        `== SNMP: ${rows} rows of 6 columns; microseconds of CPU for a request, ${WINDOW} unanswered at a time`,
      );
      const starts = [
        () => startEngineProcess(rows),
        () => startSnmpd(module, rows),
        () => startPackageProcess(rows),
        () => startAgentX("AgentX in C", [subagent], rows),
        () => startAgentX("our AgentX", [process.execPath, path("subagent-process.ts")], rows),
      ];
      const servers: Server[] = [];
      try {
        for (const start of starts) servers.push(await start());
        for (const server of servers) await ready(server, rows);
        await requestRows(servers, rows, rounds, load, place.path);
        await walks(servers, rows, rounds);
        if (rows === 10_000) await ownFigures(servers);
      } finally {
        for (const server of servers) await server.stop();
      }
      console.log();
    }
  } finally {
    place.remove();
  }
}

/** Waits until a server gives the right values. */
async function ready(server: Server, rows: number): Promise<void> {
  let last: unknown;
  const answers = () =>
    Requests.of(server.port, rows, 1000).then(
      () => true,
      (error: unknown) => {
        last = error;
        return false;
      },
    );
  await until(answers).catch(() => {
    throw new DeviceRefusedError("E_BENCH_TOOL", `${server.name}: ${messageOf(last)}`);
  });
}

async function requestRows(servers: readonly Server[], rows: number, rounds: number, load: string, place: string) {
  heading(servers);
  for (const { what, version, kind, target } of rowsOfTable) {
    const cost = servers.map((): number[] => []);
    // The first round warms up and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [i, server] of servers.entries()) {
        // Its requests are linear in the table: milliseconds for each.
        if (server.name === "net-snmp package" && rows > 500 && round > 1) continue;
        const file = join(place, "requests");
        // Anew each time: requests of SNMPv3 are good for 150 seconds.
        const requests = await Requests.of(server.port, rows);
        writeFileSync(file, Buffer.concat(requests.make(version, kind).map(framed)));
        const seconds = await costOf(server, load, file, kind);
        if (round > 0) cost[i]!.push(seconds);
        await requests.check();
      }
    }
    print(what, cost, target);
  }
}

/** Seconds of CPU for one answered request. */
async function costOf(server: Server, load: string, file: string, kind: Kind): Promise<number> {
  const before = server.cpu();
  const { output } = await run(load, ["127.0.0.1", String(server.port), file, String(SECONDS), String(WINDOW)]);
  const after = server.cpu();
  const [answered = 0, lost = 0, shortest = 0] = output.split(" ").map(Number);
  const least = kind === "GETBULK" ? REPETITIONS * 20 : 40;
  if (answered === 0 || shortest < least || lost > answered / 100) {
    throw new DeviceRefusedError(
      "E_BENCH_DIFFERENT",
      `${server.name} ${kind}: ${answered} answers, ${lost} lost, ${shortest}`,
    );
  }
  return ((after - before) / answered) * 1e6;
}

async function walks(servers: readonly Server[], rows: number, rounds: number): Promise<void> {
  const user = [
    "-u",
    USER.name,
    "-a",
    USER.authProtocol,
    "-A",
    USER.authPassword,
    "-x",
    "AES",
    "-X",
    USER.privPassword,
  ];
  for (const [what, args, target] of [
    ["snmpbulkwalk v2c, s", ["-v2c", "-c", COMMUNITY], 1.0],
    ["snmpbulkwalk v3, s", ["-v3", "-l", "authPriv", ...user], undefined],
  ] as const) {
    const times = servers.map((): number[] => []);
    // Walks are short and wait for each other's time slices.
    for (let round = 0; round < Math.max(5, rounds); round++) {
      for (const [i, server] of servers.entries()) {
        // Over a minute, each; and a subagent's takes seconds.
        if (server.name.includes("AgentX") && round >= rounds) continue;
        if (server.name === "net-snmp package" && rows > 500) continue;
        const options = [...args, "-On", "-Cr25", "-t", "10", `127.0.0.1:${server.port}`, ENTRY.join(".")];
        const { ms, output } = await run("snmpbulkwalk", options, { MIBS: "" });
        const own = output.split("\n").filter((line) => line.startsWith(`.${ENTRY.join(".")}.`));
        const cells = own.filter((line) => !line.includes("No more variables")).length;
        if (cells !== rows * 6) {
          throw new DeviceRefusedError("E_BENCH_DIFFERENT", `${server.name}: not ${rows * 6} cells`);
        }
        times[i]!.push(ms / 1000);
      }
    }
    print(what, times, rows === 10_000 ? target : undefined);
  }
}

async function ownFigures(servers: readonly Server[]): Promise<void> {
  console.log(
    `  ${"memory after that, MiB".padEnd(26)}${servers.map((server) => server.rss().toFixed(0).padStart(17)).join("")}`,
  );
  const engine = servers[0]!;
  const memory = engine.rss();
  const updates = [];
  for (let i = 0; i < 3; i++) updates.push(Number(await engine.ask("update")));
  judged("one changed value, us", median(updates), 5);
  judged("longest of 2,000 nasty packets, ms", Number(await engine.ask("longest")), 20);
  judged("memory with 60,000 cells, MiB", memory, 130);
}

function judged(what: string, value: number, target: number): void {
  console.log(`  engine: ${what}: ${value.toFixed(2)} (target ${target}: ${value <= target ? "held" : "MISSED"})`);
}

function heading(servers: readonly Server[]): void {
  console.log(
    `  ${"".padEnd(26)}${servers.map((server) => server.name.padStart(17)).join("")}   engine / snmpd, AgentX ours / C`,
  );
}

function print(what: string, costs: readonly (readonly number[])[], target: number | undefined): void {
  // The least of all rounds: whatever else the machine does only adds.
  const least = costs.map((rounds) => (rounds.length === 0 ? Number.NaN : Math.min(...rounds)));
  const [ours = Number.NaN, theirs = Number.NaN, , agentxInC = Number.NaN, ourAgentx = Number.NaN] = least;
  const ratio = ours / theirs;
  const judgement =
    target === undefined ? "" : ` (target ${target.toFixed(1)}: ${ratio <= target ? "held" : "MISSED"})`;
  const shown = least.map((value) => (Number.isNaN(value) ? "-" : value.toFixed(value < 10 ? 2 : 1)).padStart(17));
  console.log(
    `  ${what.padEnd(26)}${shown.join("")}   ${ratio.toFixed(2)}${judgement}, ${(ourAgentx / agentxInC).toFixed(2)}`,
  );
}

/** A datagram after its length, as load.c reads it. */
function framed(datagram: Buffer): Buffer {
  return Buffer.concat([Buffer.from([datagram.length >> 8, datagram.length & 0xff]), datagram]);
}
