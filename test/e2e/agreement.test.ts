import { expect } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi", "snmp");

const entPhysical = "1.3.6.1.2.1.47.1.1.1.1";
const entPhySensor = "1.3.6.1.2.1.99.1.1.1";

interface SnmpSensor {
  readonly index: number;
  readonly parent: number;
  readonly name: string;
  /** Value after scale and precision, for numeric types. */
  readonly value: number;
  /** State bits, for sensors without a unit. */
  readonly bits: number;
  readonly status: number;
  readonly numeric: boolean;
}

async function column(agent: AgentProcess, oid: string): Promise<Map<number, string>> {
  const { stdout, code } = await run("snmpbulkwalk", ["-Onq", "-m", "", ...agent.snmpArguments(), oid]);
  expect(code).toBe(0);
  const rows = stdout.split(/\n(?=\.)/).map((line) => /\.(\d+) ("?)(.*?)\2\n?$/s.exec(line)!);
  return new Map(rows.map(([, index, , value]) => [Number(index), value ?? ""]));
}

async function snmpSensors(agent: AgentProcess): Promise<readonly SnmpSensor[]> {
  const [types, scales, precisions, values, statuses, names, parents] = await Promise.all([
    column(agent, `${entPhySensor}.1`),
    column(agent, `${entPhySensor}.2`),
    column(agent, `${entPhySensor}.3`),
    column(agent, `${entPhySensor}.4`),
    column(agent, `${entPhySensor}.5`),
    column(agent, `${entPhysical}.7`),
    column(agent, `${entPhysical}.4`),
  ]);
  return [...types].map(([index, type]) => {
    const raw = Number(values.get(index));
    const scale = 1000 ** (Number(scales.get(index)) - 9) / 10 ** Number(precisions.get(index));
    return {
      index,
      parent: Number(parents.get(index)),
      name: names.get(index) ?? "",
      value: raw * scale,
      // TruthValue: 1 true, 2 false; true is the second state of a pair.
      bits: type === "12" ? (raw === 1 ? 2 : 1) : raw,
      status: Number(statuses.get(index)),
      numeric: type !== "1" && type !== "12",
    };
  });
}

interface Listed {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

async function ipmitool(agent: AgentProcess, ...words: string[]): Promise<string> {
  const { host, port, user, password } = agent.details.simulator!.lan;
  const session = ["-I", "lanplus", "-C", "3", "-H", host, "-p", String(port), "-U", user, "-E"];
  return (await run("ipmitool", [...session, ...words], { IPMI_PASSWORD: password })).stdout;
}

function parseList(text: string): readonly Listed[] {
  return text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length === 5 && /^[0-9A-F]{2}h$/.test(cells[1]!) && cells[2] !== "ns")
    .map(([name, number, , , value]) => ({ name: name!, number: Number.parseInt(number!, 16), text: value! }));
}

interface ModelSensor {
  readonly id: number;
  readonly resourceId: number;
  readonly number: number;
  readonly name: string;
  readonly numeric: { readonly resolution?: number } | null;
  readonly origin: { readonly owner?: string };
}

describe("the simulated shelf seen through SNMP", () => {
  it("agrees with ipmitool in every sensor's name and value, and with ipmi-sensors in discrete states", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const sensors = await snmpSensors(agent);
    expect(sensors.length).toBeGreaterThanOrEqual(250);
    const byId = new Map(sensors.map((sensor) => [sensor.index, sensor]));

    const listing = (await agent.rest("/hpi/v1/sensors")).body as { sensors: readonly { id: number }[] };
    const model = await Promise.all(
      listing.sensors.map(async ({ id }) => (await agent.rest(`/hpi/v1/sensors/${id}`)).body as ModelSensor),
    );
    const owners = [...new Set(model.map((sensor) => sensor.origin.owner!))];
    expect(owners.length).toBe(19);
    let compared = 0;
    for (const owner of owners) {
      const address = Number.parseInt(owner, 16);
      const bridge = address === 0x20 ? [] : ["-t", `0x${address.toString(16)}`];
      const listed = parseList(await ipmitool(agent, ...bridge, "sdr", "elist", "all"));
      const own = model.filter((sensor) => sensor.origin.owner === owner);
      for (const { number, name, text } of listed.filter(({ text }) => !/^(Static|Dynamic|Logical)/.test(text))) {
        const found = own.find((sensor) => sensor.number === number && sensor.name === name);
        expect(found, `${name} of ${owner}`).toBeDefined();
        const row = byId.get(found!.id)!;
        expect(row.name).toBe(name);
        const value = /^(-?[\d.]+) (degrees C|Volts|Amps|Watts|RPM)$/.exec(text)?.[1];
        if (value === undefined) continue;
        compared++;
        expect(row.status, name).toBe(1);
        // One raw count, and ipmitool's two decimals.
        const tolerance = (found!.numeric?.resolution ?? 1) + 0.005;
        expect(Math.abs(row.value - Number(value)), `${name} of ${owner}: ${row.value} / ${value}`).toBeLessThanOrEqual(
          tolerance,
        );
      }
    }
    expect(compared).toBeGreaterThanOrEqual(200);

    const { host, port, user, password } = agent.details.simulator!.lan;
    const login = ["-h", `${host}:${port}`, "-u", user, "-p", password, "-D", "LAN_2_0", "-I", "3"];
    const form = ["--quiet-cache", "--output-event-bitmask", "--no-header-output", "--comma-separated-output"];
    const cache = `--sdr-cache-directory=${await temporaryDirectory()}`;
    const quirks = ["-W", "opensesspriv,discretereading"];
    const { stdout } = await run("ipmi-sensors", [...login, ...quirks, ...form, cache]);
    let discrete = 0;
    for (const line of stdout.trim().split("\n")) {
      const [, name, , , , bits] = line.split(",");
      const row = sensors.find((s) => s.name === name && !s.numeric && isOf(model, s.index, "20h"));
      if (row === undefined || row.status !== 1 || !/^[0-9A-F]{4}h$/.test(bits ?? "")) continue;
      discrete++;
      expect(row.bits, name).toBe(Number.parseInt(bits!, 16));
    }
    expect(discrete).toBeGreaterThanOrEqual(6);
  }, 120_000);
});

function isOf(model: readonly ModelSensor[], id: number, owner: string): boolean {
  return model.some((sensor) => sensor.id === id && sensor.origin.owner === owner);
}

describe("the walk", () => {
  it("of ENTITY-MIB and ENTITY-SENSOR-MIB is complete, ordered, and needs a right login", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const get = async (args: readonly string[]) => run("snmpget", [...args, "-r", "0", "-t", "2", "-m", ""]);
    const walk = async (oid: string) => {
      const { stdout } = await run("snmpbulkwalk", ["-Onq", "-m", "", ...agent.snmpArguments(), oid]);
      return [...stdout.matchAll(/^\.([\d.]+) /gm)].map(([, arcs]) => arcs!.split(".").map(Number));
    };
    const names = (await walk(`${entPhysical}.7`)).map((oid) => oid.at(-1)!);
    const sensors = (await walk(`${entPhySensor}.1`)).map((oid) => oid.at(-1)!);
    for (const root of ["1.3.6.1.2.1.47", "1.3.6.1.2.1.99"]) {
      const oids = await walk(root);
      expect(oids.length).toBeGreaterThan(2000);
      for (let i = 1; i < oids.length; i++) expect(before(oids[i - 1]!, oids[i]!)).toBe(true);
    }
    expect(names[0]).toBe(1);
    expect(sensors.every((index) => names.includes(index))).toBe(true);
    for (let columnNumber = 2; columnNumber <= 19; columnNumber++) {
      const rows = await walk(`${entPhysical}.${columnNumber}`);
      // A UUID column has no rows where no UUID is known.
      if (columnNumber < 19) expect(rows.length, `column ${columnNumber}`).toBe(names.length);
    }
    const sysDescr = "1.3.6.1.2.1.1.1.0";
    const [version, level, authPriv, dashU, , ...rest] = agent.snmpArguments();
    const right = await get([version!, level!, authPriv!, dashU!, "admin", ...rest, sysDescr]);
    expect(right.stdout).toContain("simulated");
    const nobody = await get(["-v3", "-l", "noAuthNoPriv", "-u", "", rest.at(-1)!, sysDescr]);
    expect(nobody).toMatchObject({ stdout: "" });
    expect(nobody.code).not.toBe(0);
    const wrong = rest.map((word, i) => (rest[i - 1] === "-A" ? "not the password" : word));
    const refused = await get([version!, level!, authPriv!, dashU!, "admin", ...wrong, sysDescr]);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toMatch(/Authentication failure|incorrect password/i);
  }, 60_000);
});

function before(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((arc, at) => arc !== b[at]);
  return i === -1 ? a.length < b.length : a[i]! < (b[i] ?? -1);
}
