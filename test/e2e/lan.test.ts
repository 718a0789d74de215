import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { children } from "../support/processes.ts";
import { requires } from "../support/requires.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../support/simulator-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

async function configuration(simulators: readonly SimulatorProcess[]): Promise<string> {
  const directory = await temporaryDirectory();
  const controllers = await Promise.all(
    simulators.map(async ({ lan }, i) => {
      const passwordFile = join(directory, `password-${i}`);
      await writeFile(passwordFile, `${lan.password}\n`, { mode: 0o600 });
      const { host, port, user } = lan;
      return { name: `shelf-${i + 1}`, transport: "ipmitool", host, port, user, cipherSuite: 3, passwordFile };
    }),
  );
  const file = join(directory, "agent.yaml");
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ controllers, ipmi: { selSeconds: 1 } }));
  return file;
}

interface Node {
  readonly entityPath: string;
  readonly children: readonly Node[];
}

function flat(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(flat)];
}

/** Sets a simulated sensor through ipmi_sim's own door, for an agent that does not know it is simulated. */
async function set(simulator: SimulatorProcess, sensor: string, value: string): Promise<void> {
  const agent = await startAgentProcess(await temporaryDirectory(), ["--attach", simulator.attachFile]);
  await agent.cli("sim", "set", sensor, value);
  await agent.end();
}

describe("an agent that manages shelves over the network, through ipmitool", () => {
  it("shows each shelf under a chassis of its own, and follows events where nothing is pushed", async () => {
    const simulators = [
      await startSimulatorProcess(["--machine", "atca-14"]),
      await startSimulatorProcess(["--machine", "cpci"]),
    ];
    for (const simulator of simulators) onTestFinished(() => simulator.end());
    const config = await configuration(simulators);
    const agent = await startAgentProcess(await temporaryDirectory(), ["--config", config], { verb: "run" });
    await until(
      async () =>
        JSON.parse(await agent.cli("tree", "--json")).discovery.every((d: { state: string }) => d.state === "complete"),
      { timeoutMs: 90_000, what: () => `discovery: ${agent.log()}` },
    );
    // No account exists, so only the local socket answers.
    const { roots } = JSON.parse(await agent.cli("tree", "--json")) as { roots: readonly Node[] };
    const resources = roots.flatMap(flat);
    const under = (chassis: number) =>
      resources.filter(({ entityPath }) => entityPath.startsWith(`{RACK,1}{SYSTEM_CHASSIS,${chassis}}`));
    expect(under(1).length + under(2).length).toBe(resources.length);
    expect(
      under(1)
        .map(({ entityPath }) => entityPath)
        .join(),
    ).toContain("{PICMG_FRONT_BLADE,14}");
    expect(under(2).length).toBeGreaterThan(10);
    expect(await agent.cli("tree")).not.toMatch(/simulated/i);

    // One long-lived process for each controller, whose arguments do not tell the password.
    const tools = children(agent.child.pid!).filter(({ name }) => name === "ipmitool");
    expect(tools).toHaveLength(2);
    for (const { pid } of tools) {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      for (const { lan } of simulators) expect(words).not.toContain(lan.password);
    }
    await set(simulators[0]!, "slot-3/CPU0 Temp", "90");
    await until(async () => (await agent.cli("alarms")).includes("CPU0 Temp is past its upper minor threshold"), {
      timeoutMs: 15_000,
      what: () => "the alarm",
    });
    expect(await agent.end("SIGTERM")).toBe(0);
    for (const { pid } of tools) expect(() => process.kill(pid, 0)).toThrow();
  }, 180_000);
});
