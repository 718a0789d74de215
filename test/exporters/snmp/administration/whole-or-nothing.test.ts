import { createServer } from "node:net";
import { expect } from "vitest";
import type { Logger } from "../../../../src/base/logger.ts";
import { tool } from "../../../snmp/support/net-snmp.ts";
import { requires } from "../../../support/requires.ts";
import { until } from "../../../support/until.ts";
import { administrator, arcs, counted, startAdministered } from "./support.ts";

const { describe, it } = requires("snmp");

const GROUP = "1.3.6.1.6.3.16.1.2.1";
const VIEW = "1.3.6.1.6.3.16.1.5.2.1";
const NOTIFY = "1.3.6.1.6.3.13.1.1.1";
const LOCATION = "1.3.6.1.2.1.1.6.0";
const SERIAL = "1.3.6.1.6.3.1.1.6.1.0";

type Agent = Awaited<ReturnType<typeof startAdministered>>;

const texts = () => {
  let kept: Readonly<Record<string, string>> = {};
  const store = (next: typeof kept) => {
    kept = next;
  };
  return { load: () => kept, store };
};
const set = async (agent: Agent, ...args: readonly string[]) => {
  const { stderr } = await agent.run("snmpset", administrator, ...args);
  return /Reason: (\w+)/.exec(stderr)?.[1] ?? (stderr.trim() || undefined);
};
/** Every object of the tables, and what else a SET in here touches. */
const everything = async (agent: Agent) => {
  const { stdout } = await agent.run("snmpbulkwalk", administrator, "1.3.6.1.6.3");
  const lines = stdout
    .split("\n")
    .filter((line) => !/ = (Counter32|Timeticks|INTEGER: \d+ seconds)|\.10\.2\.1\.3\.0 /.test(line));
  return [...lines, await agent.get(administrator, LOCATION)].join("\n");
};
const good = [
  ...[LOCATION, "s", "lab 4", `${GROUP}.3.3.${counted("x")}`, "s", "night", `${GROUP}.5.3.${counted("x")}`, "i", "4"],
  ...[
    `${VIEW}.6.${counted("v")}.2.1.3`,
    "i",
    "4",
    `${NOTIFY}.2.${arcs("n")}`,
    "s",
    "tag",
    `${NOTIFY}.5.${arcs("n")}`,
    "i",
    "4",
  ],
];
const triples = (words: readonly string[]) =>
  Array.from({ length: words.length / 3 }, (_, i) => words.slice(3 * i, 3 * i + 3));

describe("a SET over several tables", () => {
  it.each([
    ["a value that cannot be", [`${VIEW}.4.${counted("v")}.2.1.3`, "i", "9"], "wrongValue"],
    ["a row that is not there", [`${NOTIFY}.3.${arcs("other")}`, "i", "1"], "inconsistentName"],
    ["an index that cannot be", [`${GROUP}.5.3.9.1`, "i", "4"], "noCreation"],
    ["another type", [`${GROUP}.5.3.${counted("y")}`, "s", "4"], "wrongType"],
    ["a row without what it needs", [`${GROUP}.5.3.${counted("y")}`, "i", "4"], "inconsistentValue"],
    ["a lock that has moved", [SERIAL, "i", "7"], "inconsistentValue"],
  ])("changes nothing with %s in it, wherever", async (_what, bad, error) => {
    const agent = await startAdministered({ settings: texts() });
    const before = await everything(agent);
    const all = triples(good);
    for (let at = 0; at <= all.length; at++) {
      expect(await set(agent, ...all.slice(0, at).flat(), ...bad, ...all.slice(at).flat())).toBe(error);
      expect(await everything(agent)).toBe(before);
    }
    expect(agent.port.kept).toBeUndefined();
    expect(await set(agent, ...good)).toBeUndefined();
    expect(await agent.get(administrator, `${GROUP}.3.3.${counted("x")}`)).toBe('"night"');
    expect(await agent.get(administrator, LOCATION)).toBe('"lab 4"');
  });

  it("that the disk does not take gets commitFailed and leaves everything as it was, also what other doors had made", async () => {
    const errors: string[] = [];
    const logger: Logger = {
      ...{ debug() {}, info() {}, warn() {} },
      error: (_facts: object, text: string) => void errors.push(text),
      child: () => logger,
    } as Logger;
    const agent = await startAdministered({ settings: texts(), logger });
    const before = await everything(agent);
    agent.port.full = true;
    expect(await set(agent, ...good)).toBe("commitFailed");
    expect(await everything(agent)).toBe(before);
    expect(errors).toEqual(["what was set up by SNMP could not be stored"]);
    agent.port.full = false;
    expect(await set(agent, ...good)).toBeUndefined();
    expect(await agent.get(administrator, LOCATION)).toBe('"lab 4"');
  });

  it("waits for the disk alone: other requests do not, and the next SET goes on from it", async () => {
    const agent = await startAdministered();
    const gate = Promise.withResolvers<void>();
    let writing = 0;
    const { store } = agent.port;
    agent.port.store = async (managers) => {
      writing++;
      await gate.promise;
      return store(managers);
    };
    const first = set(agent, `${NOTIFY}.5.${arcs("a")}`, "i", "4");
    await until(() => writing === 1);
    const second = set(agent, `${NOTIFY}.5.${arcs("a")}`, "i", "4");
    const third = set(agent, `${NOTIFY}.5.${arcs("b")}`, "i", "4");
    expect(await agent.get(administrator, `${NOTIFY}.5.${arcs("a")}`)).toContain("No Such Instance");
    expect(await agent.get(administrator, "1.3.6.1.2.1.1.5.0")).toBe('"test"');
    gate.resolve();
    expect(await first).toBeUndefined();
    expect(await second).toBe("inconsistentValue");
    expect(await third).toBeUndefined();
    expect([...(agent.port.kept?.rows?.snmpNotifyTable.values() ?? [])]).toHaveLength(2);
  });
});

describe("a SET over TCP", () => {
  it("is answered when it is kept", async () => {
    const listeners = [
      { host: "127.0.0.1", port: 0 },
      { host: "127.0.0.1", port: 0, transport: "tcp" },
    ] as const;
    const agent = await startAdministered({ listeners, tcp: (connected) => createServer(connected) });
    const login = ["-u", "admin", "-a", "SHA-256", "-A", administrator.authPassword, "-x", "AES"];
    const args = ["-v3", "-l", "authPriv", ...login, "-X", administrator.privPassword, "-On", "-r", "0", "-t", "10"];
    const target = `tcp:127.0.0.1:${agent.exporter.addresses[1]!.port}`;
    const made = await tool("snmpset", ...args, target, `${NOTIFY}.5.${arcs("a")}`, "i", "4");
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(await agent.get(administrator, `${NOTIFY}.5.${arcs("a")}`)).toBe("1");
  });
});

const pysnmp = `
import sys
from pysnmp.hlapi import *
port, auth, priv, group, status = sys.argv[1:]
user = UsmUserData('admin', auth, priv, authProtocol=usmHMAC192SHA256AuthProtocol, privProtocol=usmAesCfb128Protocol)
engine = SnmpEngine()
at = UdpTransportTarget(('127.0.0.1', int(port)), timeout=5, retries=0)
def send(command, *binds):
    objects = [ObjectType(ObjectIdentity(name), *value) for name, *value in binds]
    error, failed, index, answer = next(command(engine, user, at, ContextData(), *objects, lookupMib=False))
    print(error or (failed and 'status %d at %d' % (failed, index)) or ' '.join(value.prettyPrint() for _, value in answer))
send(setCmd, (status, Integer32(4)), (group, OctetString('night')))
send(getCmd, (status,), (group,))
send(setCmd, (status, Integer32(4)))
send(setCmd, (group, OctetString('x' * 33)))
send(setCmd, (status, Integer32(6)))
send(getCmd, (status,))
`;
const withPysnmp = requires("pysnmp");

withPysnmp.describe("pysnmp", () => {
  withPysnmp.it("makes, reads and removes a row", async () => {
    const agent = await startAdministered();
    const index = `3.${counted("py")}`;
    const { authPassword, privPassword } = administrator;
    const port = agent.address().split(":")[1]!;
    const args = [port, authPassword, privPassword, `${GROUP}.3.${index}`, `${GROUP}.5.${index}`];
    const { stdout, stderr } = await tool("/usr/bin/python3", "-c", pysnmp, ...args);
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual([
      ...[
        "4 night",
        "1 night",
        "status 12 at 1",
        "status 8 at 1",
        "6",
        "No Such Instance currently exists at this OID",
      ],
    ]);
  });
});
