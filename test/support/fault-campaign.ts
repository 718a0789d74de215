import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { attachSimulator } from "../../simulators/index.ts";
import { type AgentProcess, startAgentProcess } from "./agent-process.ts";
import { costOf } from "./process-cost.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { until } from "./until.ts";

type Faults = Parameters<Awaited<ReturnType<typeof attachSimulator>>["control"]["setFaults"]>[0]["faults"];

/** Everything a controller, or the way to it, can do wrong; each far more often than any real one would. */
export const faultKinds: Readonly<Record<string, Faults>> = {
  "loses a third": [{ do: "drop", probability: 0.3 }],
  "answers nothing": [{ do: "drop" }],
  "says everything four times": [{ do: "duplicate", copies: 3, on: "all" }],
  "answers out of order": [{ do: "reorder", probability: 0.5 }],
  "corrupts a third": [{ do: "corrupt", probability: 0.3 }],
  "cuts answers short": [{ do: "truncate", keep: 1, probability: 0.5 }],
  "gives empty answers": [{ do: "truncate" }],
  lies: [{ do: "lie", probability: 0.5 }],
  "only lies": [{ do: "lie" }],
  "talks garbage": [{ do: "garbage", probability: 0.3 }],
  "is always busy": [{ do: "completion", code: 0xc0 }],
  "refuses everything": [{ do: "completion", code: 0xff }],
  "forgets its boards": [{ do: "absent", match: { target: 0x86 } }],
  "raises all flags": [{ do: "stuckFlags", flags: 0xff }],
  // The clock is read again after a silence.
  "has a clock years away": [
    { do: "clockJump", seconds: 100_000_000 },
    { do: "drop", times: 4 },
  ],
  "is slow": [{ do: "delay", milliseconds: 200, jitter: 200 }],
  "begins anew again and again": [{ do: "reboot", milliseconds: 500, probability: 0.02 }],
};

export interface FaultFigures {
  readonly kind: string;
  /** Messages the fault acted on. */
  readonly acted: number;
  /** Processor time as a share of the time that went by. */
  readonly cpu: number;
  readonly rssMegabytes: number;
}

/**
 * Runs an agent behind each fault until it acted so often, or for so long; the agent must live, answer, and heal
 * afterwards.
 */
export async function behindFaults(
  kinds: readonly string[],
  { times, patienceMs, seed }: { times: number; patienceMs: number; seed: number },
): Promise<readonly FaultFigures[]> {
  const script = join(await temporaryDirectory(), "faults.yaml");
  await writeFile(script, JSON.stringify({ faults: [] }));
  const simulator = await startSimulatorProcess(["--machine", "atca-14", "--faults", script]);
  const attached = await attachSimulator(simulator.attachFile);
  const agent = await startAgentProcess(await temporaryDirectory(), ["--attach", simulator.attachFile]);
  // The shelf has one ailing disk; its alarm comes a little after its reading.
  await until(async () => (await agent.cli("alarms")).includes("predictive-failure"), {
    what: () => "the disk's alarm",
  });
  const before = await trouble(agent);
  const figures: FaultFigures[] = [];
  for (const kind of kinds) {
    await attached.control.setFaults({ seed, faults: faultKinds[kind]! });
    const [started, cost] = [performance.now(), costOf(agent.child.pid!)];
    let acted = 0;
    await until(
      async () => {
        const { links } = await attached.control.faults();
        acted = links.reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0);
        // Behind some faults hardly anything is said any more.
        const over = performance.now() - started > patienceMs && acted > 0;
        return acted >= times || over || agent.child.exitCode !== null;
      },
      { timeoutMs: 120_000, what: () => `the fault that the controller ${kind} to act, it did ${acted} times` },
    );
    const now = costOf(agent.child.pid!);
    const cpu = (now.cpuSeconds - cost.cpuSeconds) / ((performance.now() - started) / 1000);
    figures.push({ kind, acted, cpu, rssMegabytes: now.rssMegabytes });
    expect((await agent.rest("/redfish/v1/Chassis")).status, kind).toBe(200);
  }
  await attached.control.setFaults({ seed, faults: [] });
  let after = "";
  await until(
    async () => {
      after = await trouble(agent);
      if (after === before) return true;
      await dismissLies(agent);
      return false;
    },
    // What could not be read is tried again ever more seldom.
    { timeoutMs: 180_000, what: () => `healing: ${after} instead of ${before}; ${agent.log().slice(-2000)}` },
  );
  expect(agent.log()).not.toContain('"level":"error"');
  await attached.detach();
  expect(await agent.end()).toBe(0);
  await simulator.end();
  return figures;
}

/** An event that was a lie cannot be told from a true one; where nothing else shows its end, somebody has to say so. */
async function dismissLies(agent: AgentProcess): Promise<void> {
  const { alarms } = (await agent.rest("/hpi/v1/alarms")).body as {
    alarms: readonly { id: number; kind: string; acknowledged: boolean }[];
  };
  const told = alarms.find(({ kind, acknowledged }) => kind === "sensor" && !acknowledged);
  if (told === undefined) return;
  try {
    await agent.cli("alarms", "--acknowledge", String(told.id));
  } catch (error) {
    // It ended by itself meanwhile.
    if (!String(error).includes("no alarm")) throw error;
  }
}

/** What is not as it should be: sensors without a good reading, parts that are away or silent, and alarms. */
async function trouble(agent: AgentProcess): Promise<string> {
  const get = async <T>(path: string) => (await agent.rest(path)).body as T;
  const { sensors } = await get<{ sensors: readonly { id: number; quality: string }[] }>("/hpi/v1/sensors");
  const { resources } = await get<{ resources: readonly { tag: string; present: boolean; silent: boolean }[] }>(
    "/hpi/v1/resources",
  );
  const { alarms } = await get<{ alarms: readonly { condition: string }[] }>("/hpi/v1/alarms");
  return JSON.stringify([
    sensors.filter(({ quality }) => quality !== "good").map(({ id }) => id),
    resources.filter(({ present, silent }) => !present || silent).map(({ tag }) => tag),
    alarms.map(({ condition }) => condition).sort(),
  ]);
}
