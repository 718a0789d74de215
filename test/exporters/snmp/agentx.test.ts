import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import type { AgentxExporterOptions } from "../../../src/exporters/snmp/agentx.ts";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { OperationRequest, Role } from "../../../src/hpi/operation.ts";
import { readCommunityReply } from "../../snmp/support/community-message.ts";
import { MasterAgent } from "../../snmp/support/snmpd.ts";
import { MemoryAudit, type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { PHYSICAL, SENSOR, startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmpd", "snmp");

const PHYSICAL_NAME = `${PHYSICAL}7`;
const OWN = "1.3.6.1.4.1.8072.9999.9999.1";

describe("an AgentX subagent of Debian's snmpd", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let master: MasterAgent;
  let exporter: SnmpExporter | undefined;
  let asked: OperationRequest[];
  let audit: MemoryAudit;
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    asked = [];
    audit = new MemoryAudit();
    memory.domain.addSource({
      controller: "shelf",
      operate: async (request) => {
        asked.push(request);
      },
    });
    exporter = undefined;
  });
  afterEach(async () => {
    await exporter?.close();
    await master.close();
    await memory.domain.close();
  });

  async function start(role: Role, open?: AgentxExporterOptions["connect"]): Promise<void> {
    const agentx = { connect: open ?? (() => connect({ path: master.path })), role, random: () => 0 };
    exporter = await startExporter(memory.domain, systemClock, { agentx, audit });
    await registered();
  }
  const registered = () =>
    until(async () => (await master.run("snmpgetnext", OWN)).stdout.includes(OWN), { timeoutMs: 25_000 });

  const walked = async (root: string, ...options: string[]) => {
    const { stdout } = await master.run("snmpbulkwalk", ...options, "-OQ", "-Oe", "-Ot", "-OU", root);
    const lines = stdout
      .trim()
      .split("\n.")
      .map((line) => line.replace(/^\./, ""));
    return new Map(
      lines.map((line) => {
        const at = line.indexOf(" = ");
        return [
          line.slice(root.length, at),
          line
            .slice(at + 3)
            .trimEnd()
            .replace(/^"(.*)"$/s, "$1")
            .trimEnd(),
        ];
      }),
    );
  };

  it("shows through the master exactly what it shows itself", async () => {
    master = await MasterAgent.start();
    await start("ReadOnly");
    for (const root of [PHYSICAL.slice(0, -1), SENSOR.slice(0, -1), "1.3.6.1.2.1.131", `${OWN}.1.5`]) {
      const own = await walk(exporter!, root);
      own.forEach((value, name) => {
        own.set(name, value.trimEnd());
      });
      expect(own.size).toBeGreaterThan(5);
      // Times go on between the two.
      const still = (rows: ReadonlyMap<string, string>) =>
        [...rows].filter(([name]) => !(root === SENSOR.slice(0, -1) && name.startsWith(".7.")));
      expect(still(await walked(root)), root).toEqual(still(own));
      expect(still(await walked(root, "-Cr3")), root).toEqual(still(own));
    }
    const missing = await master.run("snmpget", `${PHYSICAL_NAME}.999`, `${PHYSICAL}99.1`);
    expect(missing.stdout).toContain("No Such Instance");
    expect(missing.stdout).toContain("No Such Object");
    // What the master has of its own stays its own, and it knows what we serve.
    const served = await master.run("snmpbulkwalk", "1.3.6.1.2.1.1.9.1.3");
    expect(served.stdout).toContain("ENTITY-SENSOR-MIB");
    expect((await master.run("snmpget", "1.3.6.1.2.1.1.1.0")).stdout).not.toContain("hpi-agent");
  });

  it("over TCP follows rows that come and go", async () => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    master = await MasterAgent.start({ agentx: `tcp:127.0.0.1:${port}` });
    await start("ReadOnly", () => connect({ host: "127.0.0.1", port }));
    const [board] = sample.boards;
    expect((await walked(PHYSICAL_NAME)).has(`.${board!.id}`)).toBe(true);
    memory.domain.withdraw(board!.id);
    expect((await walked(PHYSICAL_NAME)).has(`.${board!.id}`)).toBe(false);
  });

  it("lets nobody set anything unless it is given a role", async () => {
    master = await MasterAgent.start();
    await start("ReadOnly");
    const result = await master.run("snmpset", `${OWN}.1.3.1.7.${sample.boards[0]!.id}`, "i", "2");
    expect(result.stderr).toContain("notWritable");
    expect(asked).toEqual([]);
    expect(audit.entries).toEqual([
      {
        ...{ what: "set", objects: [`${OWN}.1.3.1.7.${sample.boards[0]!.id}`], status: "notWritable", index: 1 },
        principal: { id: "agentx", door: "snmp", source: "agentx", role: "ReadOnly" },
      },
    ]);
  });

  it("with a role sets all or nothing, one command for each thing", async () => {
    master = await MasterAgent.start();
    await start("Operator");
    const [board] = sample.boards;
    const sensorId = sample.sensorId(board!, "Inlet Temp");
    const threshold = (kind: number) => `${OWN}.1.5.1.2.${sensorId}.${kind}`;
    expect((await master.run("snmpset", threshold(4), "i", "410", threshold(5), "i", "450")).stderr).toBe("");
    await until(() => asked.length > 0);
    expect(asked).toEqual([
      {
        ...{ kind: "set-thresholds", resourceId: board!.id, sensorId },
        desired: { upperMinor: 41, upperMajor: 45 },
      },
    ]);
    const command = await master.run("snmpget", `${OWN}.1.18.1.7.1`);
    expect(command.stdout).toContain("agentx");
    // The second lock is wrong, which shows in the commit phase only.
    const serial = `${OWN}.1.1.13.0`;
    const failed = await master.run("snmpset", threshold(4), "i", "420", serial, "i", "0", serial, "i", "0");
    expect(failed.stderr).not.toBe("");
    expect((await master.run("snmpget", "-Oqv", serial)).stdout.trim()).toBe("0");
    const wrong = await master.run("snmpset", threshold(4), "i", "420", `${OWN}.1.3.1.7.${board!.id}`, "i", "9");
    expect(wrong.stderr).toContain("wrongValue");
    expect((await master.run("snmpget", "-Oqv", `${OWN}.1.1.14.0`)).stdout.trim()).toBe("1");
    expect(asked).toHaveLength(1);
    const recorded = audit.entries.map(({ status, objects }) => `${(objects as string[]).length} ${status}`);
    expect(recorded).toEqual(["2 noError", "3 commitFailed", "2 wrongValue"]);
  });

  it("gives the master its notifications to send", async () => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const told: string[] = [];
    socket.on("message", (datagram) => told.push(String(readCommunityReply(datagram).varbinds[1]?.value)));
    master = await MasterAgent.start({ more: [`trap2sink 127.0.0.1:${socket.address().port} told`] });
    await start("ReadOnly");
    await memory.domain.setSilent(sample.boards[0]!.id, true, "no answer");
    await until(() => told.includes(`${OWN}.0.5`));
    await exporter!.close();
    await until(() => told.includes(`${OWN}.0.23`));
    socket.close();
    await once(socket, "close");
  });

  it("comes back and registers again when the master does", async () => {
    master = await MasterAgent.start();
    await start("ReadOnly");
    await master.stop();
    await master.restart();
    await registered();
    expect((await walked(PHYSICAL_NAME)).size).toBeGreaterThan(10);
  });
});
