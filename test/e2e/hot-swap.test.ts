import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Listed {
  readonly id: number;
  readonly entityPath: string;
  readonly present: boolean;
  readonly hotSwap: { readonly state: string } | null;
  readonly instruments: readonly { readonly id: number }[];
}

/** Board 3 as the model, SNMP and Redfish show it. */
async function board(agent: AgentProcess) {
  const all = ((await agent.rest("/hpi/v1/resources")).body as { resources: readonly Listed[] }).resources;
  const resource = all.find(({ entityPath }) => entityPath.endsWith("{PICMG_FRONT_BLADE,3}"))!;
  const walk = await run("snmpbulkwalk", ["-Onq", "-m", "", ...agent.snmpArguments(), "1.3.6.1.2.1.47.1.1.1.1.7"]);
  const indexes = [...walk.stdout.matchAll(/\.(\d+) "/g)].map(([, index]) => Number(index));
  const chassis = (await agent.rest("/redfish/v1/Chassis/Shelf1-Slot3")).body as {
    Status: { State: string };
    Model?: string;
  };
  return {
    resource,
    inSnmp: indexes.includes(resource.id),
    sensorsInSnmp: resource.instruments.map(({ id }) => id).filter((id) => indexes.includes(id)),
    redfish: chassis.Status.State,
    tree: (await agent.cli("tree")).split("\n").find((line) => line.includes("BLADE 3 ")),
  };
}

describe("a board that is pulled and plugged back", () => {
  it("ends in not present everywhere and comes back under the same ids and indexes, also across a restart", async () => {
    const directory = await temporaryDirectory();
    const attachFile = join(directory, "simulator.json");
    const simulator = spawn(process.execPath, [
      main,
      "sim",
      "run",
      "--machine",
      "atca-14",
      "--attach-file",
      attachFile,
    ]);
    const simulatorEnded = new Promise((resolve) => simulator.once("exit", resolve));
    onTestFinished(() => void simulator.kill("SIGKILL"));
    await until(() => existsSync(attachFile), { what: () => "the simulator" });
    const stateDirectory = join(directory, "state");
    let agent = await startAgentProcess(stateDirectory, ["--attach", attachFile]);
    const before = await board(agent);
    expect(before).toMatchObject({ inSnmp: true, redfish: "Enabled", resource: { present: true } });
    expect(before.sensorsInSnmp.length).toBeGreaterThan(20);

    await agent.cli("sim", "pull", "slot-3");
    await until(async () => (await board(agent)).redfish === "Absent", { what: () => "the board to be absent" });
    const pulled = await board(agent);
    expect(pulled).toMatchObject({
      inSnmp: false,
      sensorsInSnmp: [],
      resource: { present: false, hotSwap: { state: "NotPresent" } },
    });
    expect(pulled.tree).toContain("NotPresent");

    // The agent goes, the board stays out, the agent comes back.
    expect(await agent.end()).toBe(0);
    expect(existsSync(attachFile)).toBe(true);
    agent = await startAgentProcess(stateDirectory, ["--attach", attachFile]);
    const after = await board(agent);
    expect(after).toMatchObject({
      inSnmp: false,
      redfish: "Absent",
      resource: { id: before.resource.id, present: false },
    });

    await agent.cli("sim", "plug", "slot-3");
    await until(async () => (await board(agent)).redfish === "Enabled", { what: () => "the board to be back" });
    await until(async () => (await board(agent)).sensorsInSnmp.length === before.sensorsInSnmp.length, {
      what: () => "its sensors to be back",
    });
    const back = await board(agent);
    expect(back.resource).toMatchObject({ id: before.resource.id, present: true });
    expect(back.sensorsInSnmp).toEqual(before.sensorsInSnmp);
    expect(await agent.end()).toBe(0);

    simulator.kill("SIGINT");
    await simulatorEnded;
    expect(existsSync(attachFile)).toBe(false);
  }, 120_000);
});
