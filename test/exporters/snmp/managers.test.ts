import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, expect } from "vitest";
import type { SnmpExporter, SnmpManagers } from "../../../src/exporters/snmp/index.ts";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";
import { readCommunityReply } from "../../snmp/support/community-message.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { manager, startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp");

const NAME = "1.3.6.1.2.1.1.5.0";
const VERSION = "1.3.6.1.4.1.8072.9999.9999.1.1.1.1.0";
const second = { ...manager, name: "second", authPassword: "other-words-here" };

describe("users, views and targets of a running agent", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  let socket: Socket;
  let told: string[];
  beforeEach(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    exporter = await startExporter(memory.domain, memory.clock, { users: [manager] });
    told = [];
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.on("message", (datagram) => told.push(String(readCommunityReply(datagram).varbinds[1]?.value)));
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
    socket.close();
    await once(socket, "close");
  });

  const managers = (changes: Partial<SnmpManagers>): SnmpManagers => ({
    users: [manager],
    views: {},
    targets: [],
    ...changes,
  });
  const get = async (user: typeof manager, ...names: string[]) => {
    const { port } = exporter.addresses[0]!;
    const { stdout, stderr } = await tool(
      "snmpget",
      ...authPriv(user),
      "-t",
      "1",
      "-Oqv",
      `127.0.0.1:${port}`,
      ...names,
    );
    return stdout.trim() || stderr.trim();
  };
  const target = (name: string): NotificationTarget => {
    const security = { version: "v2c", community: "told" } as const;
    return { name, host: "127.0.0.1", port: socket.address().port, kind: "trap", security, timeout: 1000, retries: 1 };
  };

  it("come and go while it runs", async () => {
    expect(await get(second, NAME)).toContain("Unknown user name");
    await exporter.configure(managers({ users: [manager, second] }));
    expect(await get(second, NAME)).toBe('"test"');
    expect(await get(manager, NAME)).toBe('"test"');
    const users = await walk(exporter, "1.3.6.1.6.3.15.1.2.2.1.3");
    expect([...users.values()]).toEqual(["second", "manager"]);
    const changed = { ...second, authPassword: "changed-words" };
    await exporter.configure(managers({ users: [manager, changed] }));
    expect(await get(second, NAME)).toContain("Authentication failure");
    expect(await get(changed, NAME)).toBe('"test"');
    await exporter.configure(managers({}));
    expect(await get(changed, NAME)).toContain("Unknown user name");
  });

  it("confine a user to a view, in reading and writing", async () => {
    const views = { names: [{ subtree: [1, 3, 6, 1, 2, 1, 1, 5], included: true }] };
    const confined = { ...second, role: "Operator", view: "names" } as const;
    await exporter.configure(managers({ users: [manager, confined], views }));
    expect(await get(second, NAME)).toBe('"test"');
    expect(await get(second, VERSION)).toContain("No Such Object");
    const { port } = exporter.addresses[0]!;
    const serial = "1.3.6.1.6.3.1.1.6.1.0";
    const refused = await tool("snmpset", ...authPriv(second), `127.0.0.1:${port}`, serial, "i", "0");
    expect(refused.stderr).toContain("noAccess");
    const shown = await walk(exporter, "1.3.6.1.6.3.16.1.5.2.1.4");
    expect(shown.get(`.5.${[...Buffer.from("names")].join(".")}.8.1.3.6.1.2.1.1.5`)).toBe("1");
  });

  it("stay as they are when the new ones do not fit together", async () => {
    const confined = { ...second, view: "nothing" };
    await expect(exporter.configure(managers({ users: [confined] }))).rejects.toMatchObject({ code: "E_SNMP_VIEW" });
    await expect(
      exporter.configure(managers({ views: { all: [{ subtree: [1, 3], included: true }] } })),
    ).rejects.toMatchObject({ code: "E_SNMP_VIEW" });
    expect(await get(manager, VERSION)).toBe('"1.2.3"');
  });

  it("begin to tell a target what comes and end to tell one that is gone", async () => {
    const [one, two] = [target("one"), target("two")];
    await exporter.configure(managers({ targets: [one] }));
    await memory.domain.agentAlarm("fan", "major", "it stands");
    await until(() => told.length === 1);
    await exporter.configure(managers({ targets: [one, two] }));
    await memory.domain.agentAlarm("fan", null, "it turns");
    await until(() => told.length === 3);
    await exporter.configure(managers({ targets: [two] }));
    await memory.domain.agentAlarm("fan", "major", "it stands");
    await until(() => told.length === 4);
    expect([...(await walk(exporter, "1.3.6.1.6.3.12.1.2.1.7")).values()]).toEqual(["two"]);
  });
});
