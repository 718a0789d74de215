import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished } from "vitest";
import { readCommunityReply } from "../../../snmp/support/community-message.ts";
import { tool } from "../../../snmp/support/net-snmp.ts";
import { TrapReceiver } from "../../../snmp/support/snmptrapd.ts";
import { requires } from "../../../support/requires.ts";
import { until } from "../../../support/until.ts";
import { administrator, arcs, counted, startAdministered } from "./support.ts";

const { describe, it } = requires("snmp");

const ADDRESS = "1.3.6.1.6.3.12.1.2.1";
const PARAMETERS = "1.3.6.1.6.3.12.1.3.1";
const NOTIFY = "1.3.6.1.6.3.13.1.1.1";
const PROFILE = "1.3.6.1.6.3.13.1.2.1";
const FILTER = "1.3.6.1.6.3.13.1.3.1";
const COMMUNITY = "1.3.6.1.6.3.18.1.1.1";
const MASK = "1.3.6.1.6.3.18.1.2.1.1";
const GROUP = "1.3.6.1.6.3.16.1.2.1";
const UDP = "1.3.6.1.6.1.1";
const NAME = "1.3.6.1.2.1.1.5.0";

type Agent = Awaited<ReturnType<typeof startAdministered>>;

/** The error of a SET, undefined when it was done. */
const set = async (agent: Agent, ...args: readonly string[]): Promise<string | undefined> => {
  const { stderr } = await agent.run("snmpset", administrator, ...args);
  return /Reason: (\w+)/.exec(stderr)?.[1] ?? (stderr.trim() || undefined);
};

const port16 = (port: number): string => port.toString(16).padStart(4, "0");
const addressRow = (name: string, port: number, tags: string, status = "4"): string[] => [
  ...[`${ADDRESS}.2.${arcs(name)}`, "o", UDP, `${ADDRESS}.3.${arcs(name)}`, "x", `7f000001${port16(port)}`],
  ...[`${ADDRESS}.6.${arcs(name)}`, "s", tags, `${ADDRESS}.7.${arcs(name)}`, "s", name],
  ...[`${ADDRESS}.9.${arcs(name)}`, "i", status],
];
const parametersRow = (name: string, model: "v2c" | "v3", securityName: string): string[] => [
  ...[`${PARAMETERS}.2.${arcs(name)}`, "i", model === "v3" ? "3" : "1"],
  ...[`${PARAMETERS}.3.${arcs(name)}`, "i", model === "v3" ? "3" : "2"],
  ...[`${PARAMETERS}.4.${arcs(name)}`, "s", securityName],
  ...[`${PARAMETERS}.5.${arcs(name)}`, "i", model === "v3" ? "3" : "1", `${PARAMETERS}.7.${arcs(name)}`, "i", "4"],
];
const notifyRow = (name: string, tag: string, kind = "1"): string[] => [
  ...[`${NOTIFY}.2.${arcs(name)}`, "s", tag, `${NOTIFY}.3.${arcs(name)}`, "i", kind],
  ...[`${NOTIFY}.5.${arcs(name)}`, "i", "4"],
];
const communityRow = (name: string, community: string, tag: string): string[] => [
  ...[`${COMMUNITY}.2.${arcs(name)}`, "s", community, `${COMMUNITY}.3.${arcs(name)}`, "s", name],
  ...[`${COMMUNITY}.6.${arcs(name)}`, "s", tag, `${COMMUNITY}.8.${arcs(name)}`, "i", "4"],
];
const groupRow = (model: string, name: string, group: string): string[] => [
  ...[`${GROUP}.3.${model}.${counted(name)}`, "s", group, `${GROUP}.5.${model}.${counted(name)}`, "i", "4"],
];

/** A socket that SNMPv2c notifications are sent to: the values of what each one begins with. */
async function listen() {
  const told: string[] = [];
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (datagram) => {
    told.push(String(readCommunityReply(datagram).varbinds[1]?.value));
  });
  onTestFinished(() => void socket.close());
  return { told, port: socket.address().port };
}

describe("receivers, set up with snmpset", () => {
  it("are made by one SET over five tables, told at once, still after a restart, and no more when they go", async () => {
    const agent = await startAdministered();
    const { told, port } = await listen();
    const all = [
      ...[
        ...addressRow("nms", port, "other events"),
        ...parametersRow("nms", "v2c", "nms"),
        ...notifyRow("e", "events"),
      ],
      ...[...communityRow("nms", "told-you", ""), ...groupRow("2", "nms", "Community")],
    ];
    // In any order: the status of a row may come before its columns, and an address before its parameters.
    const pairs = Array.from({ length: all.length / 3 }, (_, i) => all.slice(3 * i, 3 * i + 3)).reverse();
    expect(await set(agent, ...pairs.flat())).toBeUndefined();
    const alarm = (text: string) => agent.memory.domain.agentAlarm("fan", "major", text);
    await alarm("it stands");
    await until(() => told.length === 1);
    const [raised] = told;
    expect(agent.exporter.made().targets).toMatchObject([{ name: "nms", host: "127.0.0.1", port, kind: "trap" }]);
    await agent.restart();
    await until(() => told.some((id) => /^1\.3\.6\.1\.6\.3\.1\.1\.5\.[12]$/.test(id)), {
      what: () => `that it started: ${told}`,
    });
    // While it has another tag it is told nothing.
    const before = told.length;
    const alarms = () => told.slice(before).filter((id) => id === raised).length;
    expect(await set(agent, `${ADDRESS}.6.${arcs("nms")}`, "s", "other")).toBeUndefined();
    await agent.memory.domain.agentAlarm("pump", "major", "it stands");
    expect(await set(agent, `${ADDRESS}.6.${arcs("nms")}`, "s", "events")).toBeUndefined();
    await agent.memory.domain.agentAlarm("belt", "major", "it stands");
    await until(() => alarms() === 1);
    expect(await set(agent, `${ADDRESS}.9.${arcs("nms")}`, "i", "6")).toBeUndefined();
    expect(agent.exporter.made().targets).toEqual([]);
    // What cannot be sent to is there all the same, and no harm.
    expect(await set(agent, ...addressRow("nms", 0, "events"))).toBeUndefined();
    await agent.memory.domain.agentAlarm("belt", "major", "it tears");
    expect(agent.exporter.made().targets).toEqual([]);
    expect(await agent.get(administrator, `${ADDRESS}.9.${arcs("nms")}`)).toBe("1");
  });

  it("are sent SNMPv3 traps in the name of a user that was made over SNMP", async () => {
    const template = { ...administrator, name: "template", authPassword: "new-password", privPassword: "new-password" };
    const agent = await startAdministered({ users: [administrator, template] });
    const usm = (...args: string[]) => agent.run("snmpusm", administrator, ...args);
    await usm("-Cw", "create", "wes", "template");
    for (const key of ["-Ca", "-Cx"]) await usm(key, "passwd", "new-password", "newest-password", "wes");
    await usm("activate", "wes");
    const user = { ...template, name: "wes", authPassword: "newest-password", privPassword: "newest-password" };
    const receiver = await TrapReceiver.start({ engineIds: [Buffer.from(agent.exporter.engineId)], user });
    const rows = [...addressRow("nms", receiver.port, "events"), ...parametersRow("nms", "v3", "wes")];
    expect(await set(agent, ...rows, ...notifyRow("e", "events"), ...groupRow("3", "wes", "ReadOnly"))).toBeUndefined();
    await agent.memory.domain.agentAlarm("fan", "major", "it stands");
    await until(() => receiver.lines.length === 1, { what: () => "a trap" });
    expect(receiver.lines[0]).toContain("it stands");
    // An inform needs keys of the receiver, which nobody gave.
    expect(await set(agent, `${NOTIFY}.3.${arcs("e")}`, "i", "2")).toBeUndefined();
    expect(agent.exporter.made().targets).toEqual([]);
  });

  it("of commands are sent traps with the keys that a user has now", async () => {
    const noc = { ...administrator, name: "noc", role: "ReadOnly" as const, keysMayChange: true };
    const common = { name: "nms", host: "127.0.0.1", kind: "trap", timeout: 1500, retries: 1 } as const;
    const agent = await startAdministered({ users: [administrator, noc] });
    const engineIds = [Buffer.from(agent.exporter.engineId)];
    const receiver = await TrapReceiver.start({ engineIds, user: { ...noc, authPassword: "changed-words" } });
    const security = { version: "v3", user: noc } as const;
    const targets = [{ ...common, port: receiver.port, security }];
    await agent.exporter.configure({ users: [administrator, noc], views: {}, targets });
    await agent.memory.domain.agentAlarm("fan", "major", "nobody understands this");
    const passwd = ["-Ca", "passwd", administrator.authPassword, "changed-words", "noc"];
    expect((await agent.run("snmpusm", administrator, ...passwd)).stdout).toContain("successfully changed");
    await agent.memory.domain.agentAlarm("pump", "major", "it leaks");
    await until(() => receiver.lines.length > 0, { what: () => "a trap" });
    expect(receiver.lines[0]).toContain("it leaks");
  });

  it("are told what their filter lets pass", async () => {
    const agent = await startAdministered();
    const { told, port } = await listen();
    const own = "1.3.6.1.4.1.8072.9999.9999.1";
    const subtree = (oid: string) => `${counted("hw")}.${oid}`;
    const filters = [
      ...[`${PROFILE}.1.${arcs("nms")}`, "s", "hw", `${PROFILE}.3.${arcs("nms")}`, "i", "4"],
      ...[`${FILTER}.5.${subtree("1.3")}`, "i", "4"],
      ...[`${FILTER}.3.${subtree(own)}`, "i", "2", `${FILTER}.5.${subtree(own)}`, "i", "4"],
    ];
    const rows = [
      ...addressRow("nms", port, "events"),
      ...parametersRow("nms", "v2c", "nms"),
      ...notifyRow("e", "events"),
    ];
    const access = [...communityRow("nms", "told-you", ""), ...groupRow("2", "nms", "Community")];
    expect(await set(agent, ...rows, ...access, ...filters)).toBeUndefined();
    await agent.memory.domain.agentAlarm("fan", "major", "it stands");
    expect(await set(agent, `${FILTER}.5.${subtree(own)}`, "i", "6")).toBeUndefined();
    await agent.memory.domain.agentAlarm("fan", null, "");
    await until(() => told.length === 1);
  });

  it("follow RowStatus", async () => {
    const agent = await startAdministered();
    const status = (value: string) => [`${ADDRESS}.9.${arcs("nms")}`, "i", value];
    const at = (column: number) => `${ADDRESS}.${column}.${arcs("nms")}`;
    const shown = async () => Number(await agent.get(administrator, at(9)));
    expect(await set(agent, ...status("4"))).toBe("inconsistentValue");
    expect(await set(agent, ...status("1"))).toBe("inconsistentValue");
    expect(await set(agent, ...status("3"))).toBe("wrongValue");
    expect(await set(agent, ...status("7"))).toBe("wrongValue");
    expect(await set(agent, at(6), "s", "events")).toBe("inconsistentName");
    expect(await set(agent, ...status("5"))).toBeUndefined();
    expect(await shown()).toBe(3);
    expect(await agent.get(administrator, at(4))).toBe("1500");
    expect(await agent.get(administrator, at(7))).toContain("No Such Instance");
    expect(await set(agent, ...status("1"))).toBe("inconsistentValue");
    expect(await set(agent, ...status("2"))).toBe("inconsistentValue");
    expect(await set(agent, at(2), "o", UDP, at(3), "x", "7f0000010009", at(7), "s", "nms")).toBeUndefined();
    expect(await shown()).toBe(2);
    expect(await set(agent, ...status("5"))).toBe("inconsistentValue");
    expect(await set(agent, ...status("1"))).toBeUndefined();
    expect(await shown()).toBe(1);
    // An address stays as it is while the row is active.
    expect(await set(agent, at(3), "x", "7f000001000a")).toBe("inconsistentValue");
    expect(await set(agent, at(3), "x", "7f000001000a", ...status("2"))).toBeUndefined();
    expect(await set(agent, at(3), "x", "7f00000100")).toBeUndefined();
    expect(await shown()).toBe(3);
    expect(await set(agent, at(3), "x", "7f0000010009", ...status("1"))).toBeUndefined();
    expect(await set(agent, ...status("6"), ...status("6"))).toBeUndefined();
    expect(await agent.get(administrator, at(9))).toContain("No Such Instance");
    expect(await set(agent, ...status("6"), ...status("4"))).toBe("inconsistentValue");
  });

  it("are kept as their StorageType says", async () => {
    const agent = await startAdministered();
    const stored = (name: string, type: string) => [`${ADDRESS}.8.${arcs(name)}`, "i", type];
    for (const type of ["4", "5", "6"]) {
      expect(await set(agent, ...addressRow("nms", 9, "events"), ...stored("nms", type))).toBe("wrongValue");
    }
    expect(await set(agent, ...addressRow("kept", 9, "events"))).toBeUndefined();
    expect(await set(agent, ...addressRow("gone", 9, "events"), ...stored("gone", "2"))).toBeUndefined();
    expect(await agent.get(administrator, `${ADDRESS}.8.${arcs("kept")}`)).toBe("3");
    await agent.restart();
    expect(await agent.get(administrator, `${ADDRESS}.9.${arcs("kept")}`)).toBe("1");
    expect(await agent.get(administrator, `${ADDRESS}.9.${arcs("gone")}`)).toContain("No Such Instance");
  });

  it("can be no others than those of the configuration under its names", async () => {
    const common = { timeout: 1500, retries: 2, port: 9, kind: "trap" } as const;
    const security = { version: "v2c", community: "hush" } as const;
    const agent = await startAdministered({ targets: [{ ...common, name: "nms", host: "127.0.0.1", security }] });
    expect(await set(agent, ...addressRow("nms", 9, "events"))).toMatch(/inconsistentValue|notWritable/);
    expect(await set(agent, `${ADDRESS}.9.${arcs("nms")}`, "i", "6")).toBe("inconsistentValue");
    expect(await set(agent, `${ADDRESS}.6.${arcs("nms")}`, "s", "x")).toBe("notWritable");
  });
});

describe("communities, set up with snmpset", () => {
  const ask = async (agent: Agent, community: string, seconds = 10) => {
    const args = ["-v2c", "-c", community, "-r", "0", "-t", String(seconds), "-Oqv", agent.address(), NAME];
    const { stdout, stderr } = await tool("snmpget", ...args);
    return stdout.trim() || stderr.trim();
  };

  it("let in who comes from an address with their tag, to read; without a tag nobody", async () => {
    const agent = await startAdministered();
    expect(
      await set(agent, ...communityRow("noc", "hush-hush", ""), ...groupRow("2", "noc", "Community")),
    ).toBeUndefined();
    expect(await ask(agent, "hush-hush", 1)).toContain("Timeout");
    expect(await set(agent, ...addressRow("from", 9, "noc"))).toBeUndefined();
    expect(await set(agent, `${COMMUNITY}.6.${arcs("noc")}`, "s", "noc")).toBeUndefined();
    expect(await ask(agent, "hush-hush")).toBe('"test"');
    expect(await ask(agent, "hush", 1)).toContain("Timeout");
    await agent.restart();
    expect(await ask(agent, "hush-hush")).toBe('"test"');
    // An address with a mask is a network.
    expect(await set(agent, `${MASK}.${arcs("from")}`, "x", "ffffff0000")).toBe("inconsistentValue");
    expect(await set(agent, `${MASK}.${arcs("from")}`, "x", "ff00ff000000")).toBe("inconsistentValue");
    const elsewhere = (octets: string) => [
      `${ADDRESS}.9.${arcs("from")}`,
      "i",
      "2",
      `${ADDRESS}.3.${arcs("from")}`,
      "x",
      octets,
    ];
    expect(await set(agent, ...elsewhere("7f0100010009"))).toBeUndefined();
    expect(await set(agent, `${ADDRESS}.9.${arcs("from")}`, "i", "1")).toBeUndefined();
    expect(await ask(agent, "hush-hush", 1)).toContain("Timeout");
    expect(await set(agent, `${MASK}.${arcs("from")}`, "x", "ff0000000000")).toBeUndefined();
    expect(await ask(agent, "hush-hush")).toBe('"test"');
    expect(await agent.get(administrator, `${MASK}.${arcs("from")}`)).toBe('"FF 00 00 00 00 00 "');
    expect(await agent.get(administrator, `1.3.6.1.6.3.18.1.2.1.2.${arcs("from")}`)).toBe("484");
    expect(await agent.get(administrator, `${COMMUNITY}.2.${arcs("noc")}`)).toBe('""');
    const walked = await agent.run("snmpbulkwalk", administrator, "1.3.6.1.6.3");
    expect(walked.stdout).not.toContain("hush");
    expect(await set(agent, `${COMMUNITY}.8.${arcs("noc")}`, "i", "2")).toBeUndefined();
    expect(await ask(agent, "hush-hush", 1)).toContain("Timeout");
  });
});
