/**
 * `npm run bench`: the agent beside the reference tools, on the same simulated machine, over the same LAN transport, in
 * turns within one run. Figures are printed only for equal sensors with equal values.
 */

import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "../../bin/setup/bundle.mjs";
import type { Machine } from "../../simulators/index.ts";
import { type Simulator, startSimulator } from "../../simulators/index.ts";
import { messageOf } from "../../src/base/errors.ts";
import { AgentProcess, temporaryDirectory } from "./agent-process.ts";
import { benchmarkDecoding } from "./decode-rates.ts";
import { deviceRoundTrips } from "./dev-ipmi.ts";
import { rackServer, shelf } from "./machines.ts";
import { controlMemory } from "./memory.ts";
import { benchmarkSnmp } from "./snmp.ts";
import { median, spread } from "./statistics.ts";
import { sweep, withSource } from "./sweep.ts";
import {
  assertEqual,
  bmcInfo,
  countOf,
  ipmiSensors,
  ipmitool,
  run,
  valuesOfIpmiSensors,
  valuesOfIpmitool,
} from "./tools.ts";
import { vmRates } from "./vm-rates.ts";

// Whatever was started ends with this process, see agent-process.ts.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const partNames = ["discovery", "sweep", "device", "decoding", "snmp"] as const;
const usage = `usage: npm run bench -- [--rounds N (5)] [${partNames.map((part) => `--${part}`).join(" | ")}: only those] [--sources: agent as it is, not built]`;
const options = readOptions();
if (options.help === true) {
  console.log(usage);
  process.exit(0);
}
const rounds = Number(options.rounds);
/** Which parts are asked for: all unless some are named. */
const parts = new Set(partNames.filter((part) => options[part] === true));
if (parts.size === 0) for (const part of partNames) parts.add(part);

const root = fileURLToPath(new URL("../..", import.meta.url));
// As an installation runs it: docs/user-guide.md.
if (options.sources === true) rmSync(join(root, "dist"), { recursive: true, force: true });
else if (parts.has("discovery")) await bundle(root);

console.log(
  `${availableParallelism()} processors, Node ${process.version}, ${await versions()}; ${rounds} rounds in turns`,
);
console.log("median (least-most); the ratio is the tool's time by the agent's: above 1 the agent is faster\n");
if (parts.has("discovery") || parts.has("sweep")) {
  for (const machine of [rackServer(), shelf()]) await benchmark(machine);
}
if (parts.has("device")) await deviceRoundTrips(rounds);
if (parts.has("decoding")) benchmarkDecoding(rounds);
if (parts.has("snmp")) await benchmarkSnmp(rounds);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: "string", default: "5" },
        discovery: { type: "boolean" },
        sweep: { type: "boolean" },
        device: { type: "boolean" },
        decoding: { type: "boolean" },
        snmp: { type: "boolean" },
        sources: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (/^[1-9]\d{0,3}$/.test(values.rounds)) return values;
    console.error("--rounds: a number from 1 to 9999");
  } catch (error) {
    console.error(messageOf(error));
  }
  console.error(usage);
  process.exit(2);
}

async function benchmark(machine: Machine): Promise<void> {
  const simulator = await startSimulator({ machine });
  try {
    console.log(`== ${machine.description}`);
    if (parts.has("discovery")) await coldDiscovery(simulator);
    if (parts.has("sweep")) {
      await fullSweep(simulator);
      await rates(simulator, machine.controllers.length > 1);
    }
  } finally {
    await simulator.stop();
  }
  console.log();
}

/** From exec to a value for every sensor. */
async function coldDiscovery({ lan }: Simulator): Promise<void> {
  const times = {
    agent: [] as number[],
    again: [] as number[],
    ipmitool: [] as number[],
    cold: [] as number[],
    cached: [] as number[],
  };
  const memory: number[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const state = temporaryDirectory();
    const cache = temporaryDirectory();
    try {
      const listed = await ipmitool(lan, "sdr", "elist", "full");
      const cold = await ipmiSensors(lan, cache.path);
      const cached = await ipmiSensors(lan, cache.path);
      times.ipmitool.push(listed.ms);
      times.cold.push(cold.ms);
      times.cached.push(cached.ms);
      const theirs = valuesOfIpmitool(listed.output);
      count = countOf(theirs);
      assertEqual("ipmi-sensors", theirs, valuesOfIpmiSensors(cached.output));
      for (const into of [times.agent, times.again]) {
        const agent = new AgentProcess(lan, state.path);
        try {
          const { ms, values } = await agent.untilValues(count);
          assertEqual("ipmitool", values, theirs);
          into.push(ms);
          memory.push(agent.rss);
        } finally {
          await agent.stop();
        }
      }
    } finally {
      state.remove();
      cache.remove();
    }
  }
  table(`cold: from exec to a value for each of ${count} analog sensors`, times.agent, [
    ["agent, first start", times.agent],
    ["agent, second start", times.again],
    ["ipmitool sdr elist full", times.ipmitool],
    ["ipmi-sensors, no cache", times.cold],
    ["ipmi-sensors, SDR cache", times.cached],
  ]);
  const control = await controlMemory();
  const resident = median(memory);
  console.log(
    `  memory after that: ${resident.toFixed(0)} MiB resident, ${(resident - control).toFixed(0)} MiB above the libraries, as they come, and workers alone\n`,
  );
}

/** All sensors once, from an open session; a tool's time is charged without its start and login. */
async function fullSweep({ lan }: Simulator): Promise<void> {
  const times = {
    analog: [] as number[],
    all: [] as number[],
    ipmitool: [] as number[],
    cold: [] as number[],
    cached: [] as number[],
    coldOwn: [] as number[],
    cachedOwn: [] as number[],
  };
  const counts = { analog: 0, all: 0 };
  await withSource(lan, async (domain) => {
    const cache = temporaryDirectory();
    try {
      for (let round = 0; round < rounds; round++) {
        const info = await ipmitool(lan, "mc", "info");
        const freeipmi = await bmcInfo(lan);
        const listed = await ipmitool(lan, "sdr", "elist", "full");
        const cold = await ipmiSensors(lan, cache.path, "--flush-cache").then(() => ipmiSensors(lan, cache.path));
        const cached = await ipmiSensors(lan, cache.path);
        const analog = await sweep(domain, "analog", 1);
        const all = await sweep(domain, "all", 1);
        assertEqual("ipmitool", analog.values, valuesOfIpmitool(listed.output));
        assertEqual("ipmi-sensors", all.values, valuesOfIpmiSensors(cached.output));
        times.ipmitool.push(listed.ms - info.ms);
        times.cold.push(cold.ms - info.ms);
        times.cached.push(cached.ms - info.ms);
        times.coldOwn.push(cold.ms - freeipmi.ms);
        times.cachedOwn.push(cached.ms - freeipmi.ms);
        times.analog.push(...analog.times);
        times.all.push(...all.times);
        Object.assign(counts, { analog: analog.sensors, all: all.sensors });
      }
    } finally {
      cache.remove();
    }
  });
  table(`sweep of ${counts.analog} analog sensors from an open session (tool: minus mc info)`, times.analog, [
    ["agent", times.analog],
    ["ipmitool sdr elist full", times.ipmitool],
  ]);
  console.log();
  table(`sweep of all ${counts.all} sensors from an open session (tool: minus mc info)`, times.all, [
    ["agent", times.all],
    ["ipmi-sensors, no cache", times.cold],
    ["ipmi-sensors, SDR cache", times.cached],
    ["... no cache, minus bmc-info", times.coldOwn],
    ["... SDR cache, minus bmc-info", times.cachedOwn],
  ]);
  console.log();
}

async function rates({ vm }: Simulator, board: boolean): Promise<void> {
  console.log("  system interface (ipmi_sim's VM socket)");
  for (const { what, perSecond, medianMs } of await vmRates(vm, board)) {
    console.log(`    ${what.padEnd(38)} ${perSecond.toFixed(0).padStart(7)} /s   median ${medianMs.toFixed(3)} ms`);
  }
}

function table(title: string, ours: readonly number[], rows: readonly (readonly [string, readonly number[]])[]): void {
  console.log(`  ${title}`);
  for (const [who, times] of rows) {
    const ratio = median(times) / median(ours);
    // A tool that needs less than the baseline it is charged without has no figure.
    const compared = who.startsWith("agent") ? "" : `   ratio ${ratio > 0 ? ratio.toFixed(2) : "none"}`;
    console.log(`    ${who.padEnd(30)} ${spread(times, "ms").padStart(24)}${compared}`);
  }
}

async function versions(): Promise<string> {
  const first = async (command: string, ...args: string[]) => (await run(command, args)).output.split("\n")[0] ?? "";
  return [await first("ipmitool", "-V"), await first("ipmi-sensors", "--version")].join(", ");
}
