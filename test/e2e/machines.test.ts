import { expect } from "vitest";
import { loadMachine } from "../../simulators/index.ts";
import { bmcsOf } from "../../simulators/machine/machine.ts";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

interface Listed {
  readonly tag: string;
}

interface Expected {
  readonly resources: number;
  /** Some of the tags. */
  readonly tags: readonly string[];
  readonly systems: readonly string[] | number;
  /** Empty seats and sensors of what would sit there, which SNMP does not show. */
  readonly empty?: readonly string[];
  /** A sensor as the simulator names it, a value past its threshold, and what the event says. */
  readonly push: readonly [sensor: string, value: string, event: string];
}

/** What each machine looks like to those who manage it; `atca-14` has tests of its own. */
const machines: Readonly<Record<string, Expected>> = {
  rack: {
    resources: 28,
    tags: ["Chassis", "Processor 2", "Power supply 1", "Disk drive bay 8", "Memory device 4", "Air inlet 1"],
    systems: ["Self"],
    push: ["CPU1 Temp", "97", "Processor 1: CPU1 Temp is past its upper"],
  },
  cpci: {
    resources: 20,
    empty: ["Add-in card 8", "Healthy 8"],
    tags: ["Chassis", "Add-in card 2", "Connectivity switch 9", "Power supply 2", "Fan 3"],
    systems: ["Self"],
    push: ["slot-3/Logic Temp", "95", "Add-in card 3: Logic Temp is past its upper"],
  },
  bladecenter: {
    resources: 128,
    empty: ["chassis Connectivity switch 4"],
    tags: ["chassis", "chassis Power unit 2", "blade-01", "blade-14 Processor 2", "blade-07 Disk drive bay 1"],
    systems: 15,
    push: ["blade-09/CPU 2 Temp", "101", "blade-09 Processor 2: CPU 2 Temp is past its upper"],
  },
  "farm-64": {
    resources: 384,
    tags: ["node-01", "node-64", "node-33 Processor 1", "node-07 Fan 1"],
    systems: 64,
    push: ["node-33/CPU Temp", "99", "node-33 Processor 1: CPU Temp is past its upper"],
  },
};

async function systemsOf(agent: AgentProcess): Promise<readonly string[]> {
  const { Members } = (await agent.rest("/redfish/v1/Systems")).body as {
    Members: readonly { "@odata.id": string }[];
  };
  return Members.map((member) => member["@odata.id"].split("/").at(-1)!);
}

async function namesInSnmp(agent: AgentProcess): Promise<readonly string[]> {
  const column = "1.3.6.1.2.1.47.1.1.1.1.7";
  const { stdout } = await run("snmpbulkwalk", ["-Cr50", "-Onq", "-m", "", ...agent.snmpArguments(), column]);
  return stdout.split("\n").flatMap((line) => /"(.*)"/.exec(line)?.[1] ?? []);
}

describe.each(Object.entries(machines))("machine %s", (name, { resources, empty = [], tags, systems, push }) => {
  it("is shown whole in tree, SNMP and Redfish, and tells of a threshold that is passed", async () => {
    const machine = await loadMachine(name);
    const sensors = machine.controllers.reduce((sum, c) => sum + c.sensors.length, 0);
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", name]);
    expect(agent.details.state).toBe("ready");
    const bmcs = agent.details.simulator!.bmcs.map((bmc) => bmc.name);
    expect(bmcs).toEqual(bmcsOf(machine).map((bmc) => bmc.name));
    expect(agent.details.simulator!.managementModules.length).toBe(name === "bladecenter" ? 2 : 0);
    const listed = ((await agent.rest("/hpi/v1/resources")).body as { resources: readonly Listed[] }).resources;
    expect(listed.length).toBe(resources);
    expect(listed.map(({ tag }) => tag)).toEqual(expect.arrayContaining([...tags]));
    expect(new Set(listed.map(({ tag }) => tag)).size).toBe(resources);

    const all = (await agent.rest("/hpi/v1/sensors")).body as { sensors: readonly unknown[] };
    expect(all.sensors.length).toBe(sensors);
    const inSnmp = await namesInSnmp(agent);
    expect(inSnmp.length).toBe(resources + sensors - empty.length);
    expect(inSnmp.filter((shown) => empty.includes(shown))).toEqual([]);
    expect(inSnmp).toEqual(expect.arrayContaining([...tags]));
    const ids = await systemsOf(agent);
    if (typeof systems === "number") expect(ids.length).toBe(systems);
    else expect(ids).toEqual(systems);

    const [sensor, value, event] = push;
    await agent.cli("sim", "set", sensor, value);
    await until(async () => (await agent.cli("events")).includes(event), { what: () => `"${event}"` });
    expect(await agent.cli("alarms")).toContain(event.split(": ")[1]!);
    expect(await agent.end()).toBe(0);
  }, 60_000);
});
