import { expect } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

/** Every object of a subtree as `column.index = TYPE: value`, one a line. */
async function walk(
  agent: AgentProcess,
  oid: string,
): Promise<readonly { column: string; index: number; value: string }[]> {
  const { stdout } = await run("snmpbulkwalk", ["-On", "-m", "", ...agent.snmpArguments(), oid]);
  return stdout
    .split(/\n(?=\.)/)
    .map((line) => /^\.([\d.]+)\.(\d+) = (.*?)\n?$/s.exec(line)!)
    .map(([, column, index, value]) => ({ column: column!, index: Number(index), value: value! }));
}

/**
 * The tables as text that is the same in every run: rows are named by their place instead of their index, which depends
 * on the order in which controllers answered; times are left out.
 */
async function snmpText(agent: AgentProcess): Promise<string> {
  const entities = await walk(agent, "1.3.6.1.2.1.47.1.1.1.1");
  const sensors = await walk(agent, "1.3.6.1.2.1.99.1.1.1");
  const cell = (rows: typeof entities, column: string, index: number) =>
    rows.find((row) => row.index === index && row.column.endsWith(`.1.${column}`))?.value ?? "-";
  const indexes = entities.filter(({ column }) => column.endsWith(".1.7")).map(({ index }) => index);
  const place = (index: number): string => {
    const parent = Number(cell(entities, "4", index).replace("INTEGER: ", ""));
    const name = cell(entities, "7", index).replace(/^STRING: "(.*)"$/s, "$1");
    return parent === 0 ? name : `${place(parent)} / ${name}`;
  };
  const entityColumns = ["2", "5", "6", "8", "9", "10", "11", "12", "13", "16"];
  const sensorColumns = ["1", "2", "3", "4", "5", "6"];
  const lines = indexes.map((index) => {
    const own = entityColumns.map((column) => cell(entities, column, index));
    const reading = sensorColumns.map((column) => cell(sensors, column, index)).filter((value) => value !== "-");
    return `${place(index)}\n  ${own.join(" | ")}${reading.length === 0 ? "" : `\n  ${reading.join(" | ")}`}`;
  });
  return `${lines.sort().join("\n")}\n`;
}

/** All Redfish resources reachable by links, with type, status and reading, in the order of their URIs. */
async function redfishText(agent: AgentProcess): Promise<string> {
  const seen = new Map<string, string>();
  const queue = ["/redfish/v1/"];
  for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
    if (seen.has(uri)) continue;
    const { status, body } = await agent.rest(uri);
    expect(status, uri).toBe(200);
    const { Status, Reading, ReadingUnits, ReadingType, ChassisType, Model, SerialNumber } = body as Record<
      string,
      unknown
    >;
    const facts = { Status, Reading, ReadingUnits, ReadingType, ChassisType, Model, SerialNumber };
    seen.set(uri, `${(body as Record<string, string>)["@odata.type"]} ${JSON.stringify(facts)}`);
    const links = JSON.stringify(body).matchAll(/"@odata\.id":"([^"#]+)/g);
    // Log entries and sessions differ from run to run.
    for (const [, link] of links) if (!/\/(Entries|Sessions|Subscriptions)\/./.test(link!)) queue.push(link!);
  }
  return `${[...seen]
    .map(([uri, facts]) => `${uri}\n  ${facts}`)
    .sort()
    .join("\n")}\n`;
}

const eventOnly = ["watchdog-2", "system-firmware-progress", "version-change"];

/** Sensors that are polled and have not been read yet. */
async function unread(agent: AgentProcess): Promise<readonly unknown[]> {
  const { sensors } = (await agent.rest("/hpi/v1/sensors")).body as {
    sensors: readonly { type: string; reason: string }[];
  };
  return sensors.filter(({ type, reason }) => reason === "initial" && !eventOnly.includes(type));
}

describe("the simulated shelf", () => {
  it("looks the same in every run: SNMP tables, Redfish resources, tree and readings", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const initial = async () =>
      JSON.stringify((await agent.rest("/hpi/v1/alarms")).body).includes("predictive-failure");
    await until(initial, { what: () => "the alarm of the failing disk" });
    await until(async () => (await unread(agent)).length === 0, { what: () => "every sensor to be read once" });
    await expect(await snmpText(agent)).toMatchFileSnapshot("golden/atca-14.snmp.golden.txt");
    await expect(await redfishText(agent)).toMatchFileSnapshot("golden/atca-14.redfish.golden.txt");
    // The native state shows only where an event told it.
    const tree = (await agent.cli("tree")).replace(/ \(M4\)/g, "").replace(/ +/g, " ");
    await expect(tree).toMatchFileSnapshot("golden/atca-14.tree.golden.txt");
    const readings = (await agent.cli("sensors")).replace(/ +\d[\d.]* (ms|s|min)$/gm, "").replace(/ +AGE$/m, "");
    await expect(readings.replace(/ +/g, " ")).toMatchFileSnapshot("golden/atca-14.sensors.golden.txt");
    expect(agent.log()).not.toContain('"level":"error"');
  }, 90_000);
});
