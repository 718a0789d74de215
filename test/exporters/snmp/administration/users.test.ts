import { expect } from "vitest";
import { requires } from "../../../support/requires.ts";
import { administrator, counted, type Login, startAdministered } from "./support.ts";

const { describe, it } = requires("snmp");

const ENTRY = "1.3.6.1.6.3.15.1.2.2.1";
const LOCK = "1.3.6.1.6.3.15.1.2.1.0";
const NAME = "1.3.6.1.2.1.1.5.0";

type Agent = Awaited<ReturnType<typeof startAdministered>>;

const indexOf = (agent: Agent, name: string): string =>
  `${agent.exporter.engineId.length}.${agent.exporter.engineId.join(".")}.${counted(name)}`;
const column = (agent: Agent, number: number, name: string): string => `${ENTRY}.${number}.${indexOf(agent, name)}`;
const group = (agent: Agent, name: string, groupName: string) =>
  agent.run("snmpvacm", administrator, "createSec2Group", "3", name, groupName);

/** Waits to be activated, cloned from a user that is there. */
const clone = (agent: Agent, name: string, from = administrator.name) =>
  agent.run("snmpusm", administrator, "-Cw", "create", name, from);

describe("usmUserTable, written with snmpusm", () => {
  it.each([
    ["SHA", "AES"],
    ["SHA-224", "AES"],
    ["SHA-256", "AES"],
    ["SHA-384", "AES"],
    ["SHA-512", "AES"],
    ["SHA", "AES-256"],
    ["SHA-224", "AES-256"],
    ["SHA-256", "AES-256"],
    ["SHA-512", "AES-256"],
    ["SHA", "AES-192"],
    ["SHA", "AES-256-C"],
  ])(
    "makes a user of %s and %s with keys of its own, who changes them and is deleted",
    async (authProtocol, privProtocol) => {
      const protocols = { authProtocol, privProtocol };
      const passwords = (password: string) => ({ authPassword: password, privPassword: password });
      const template = { ...administrator, name: "template", ...protocols, ...passwords("common-words") };
      const agent = await startAdministered({ users: [administrator, template] });
      const status = () => agent.get(administrator, column(agent, 13, "wes"));
      expect((await clone(agent, "wes", "template")).stdout).toContain("successfully created");
      // With the keys of another it is nobody yet.
      expect(await status()).toBe("3");
      expect((await agent.run("snmpusm", administrator, "activate", "wes")).stderr).toContain("inconsistentValue");
      const passwd = await agent.run("snmpusm", template, "passwd", "common-words", "first-password", "wes");
      expect(passwd.stdout).toContain("successfully changed");
      expect(await status()).toBe("2");
      const first = { name: "wes", ...protocols, ...passwords("first-password") };
      expect(await agent.get(first, NAME)).toContain("Unknown user name");
      expect((await agent.run("snmpusm", administrator, "activate", "wes")).stdout).toContain("successfully activated");
      // Without a group it may do nothing.
      expect(await agent.get(first, NAME)).toContain("authorizationError");
      await group(agent, "wes", "Operator");
      expect(await agent.get(first, NAME)).toBe('"test"');

      const own = await agent.run("snmpusm", first, "passwd", "first-password", "second-password");
      expect(own.stdout).toContain("successfully changed");
      const second = { ...first, ...passwords("second-password") };
      expect(await agent.get(first, NAME)).toMatch(/Authentication failure|incorrect password/);
      expect(await agent.get(second, NAME)).toBe('"test"');
      await agent.restart();
      expect(await agent.get(second, NAME)).toBe('"test"');

      expect((await agent.run("snmpusm", administrator, "delete", "wes")).stdout).toContain("successfully deleted");
      expect(await agent.get(second, NAME)).toContain("Unknown user name");
    },
  );

  it("changes the keys of a user that a command made, and of none that the configuration names", async () => {
    const fromCommand = { ...administrator, name: "noc", role: "Operator" as const, keysMayChange: true };
    const agent = await startAdministered({ users: [administrator, fromCommand] });
    const { authPassword } = administrator;
    const passwd = (name: string, which: string, old: string) =>
      agent.run("snmpusm", administrator, which, "passwd", old, "changed-password", name);
    expect(await agent.get(administrator, column(agent, 12, "noc"))).toBe("4");
    expect((await passwd("noc", "-Ca", authPassword)).stdout).toContain("successfully changed");
    expect(await agent.get(fromCommand, NAME)).toMatch(/Authentication failure|incorrect password/);
    expect(await agent.get({ ...fromCommand, authPassword: "changed-password" }, NAME)).toBe('"test"');
    expect(agent.port.kept?.users[1]).toMatchObject({ name: "noc", rekeyed: true });
    expect((await passwd("admin", "-Ca", authPassword)).stderr).toContain("notWritable");
    for (const name of ["noc", "admin"]) {
      expect((await agent.run("snmpusm", administrator, "delete", name)).stderr).toContain("inconsistentValue");
    }
  });

  it("lets nobody but Administrators in, and everybody change its own keys only", async () => {
    const operator = { ...administrator, name: "op", role: "Operator" as const, keysMayChange: true };
    const reader = { ...administrator, name: "reader", role: "ReadOnly" as const, keysMayChange: true };
    const agent = await startAdministered({ users: [administrator, operator, reader] });
    const { authPassword } = administrator;
    const change = (by: Login, of: string[]) =>
      agent.run("snmpusm", by, "-Ca", "passwd", authPassword, "changed-password", ...of);
    expect((await agent.run("snmpusm", operator, "-Cw", "create", "wes", "op")).stderr).toContain("noAccess");
    expect((await agent.run("snmpusm", operator, "delete", "reader")).stderr).toContain("noAccess");
    expect((await change(operator, ["reader"])).stderr).toContain("noAccess");
    expect((await agent.run("snmpset", operator, LOCK, "i", "0")).stderr).toContain("noAccess");
    expect((await change(reader, [])).stderr).toContain("authorizationError");
    expect((await change(operator, [])).stdout).toContain("successfully changed");
    expect(await agent.get({ ...operator, authPassword: "changed-password" }, NAME)).toBe('"test"');
  });

  it("is read-only where the configuration says so", async () => {
    const agent = await startAdministered({ administration: undefined });
    expect((await clone(agent, "wes")).stderr).toContain("notWritable");
    expect((await agent.run("snmpset", administrator, LOCK, "i", "0")).stderr).toContain("notWritable");
  });

  it("shows no key, whoever asks", async () => {
    const agent = await startAdministered();
    await clone(agent, "wes");
    await agent.run("snmpusm", administrator, "-Ca", "passwd", administrator.authPassword, "new-password", "wes");
    for (const key of [6, 7, 9, 10]) expect(await agent.get(administrator, column(agent, key, "wes"))).toBe('""');
    expect(await agent.get(administrator, column(agent, 4, "wes"))).toBe(".0.0");
    expect(await agent.get(administrator, column(agent, 3, "wes"))).toBe('"wes"');
  });

  it("refuses what RFC 3414 refuses", async () => {
    const agent = await startAdministered();
    const set = async (...args: string[]) =>
      /Reason: (\w+)/.exec((await agent.run("snmpset", administrator, ...args)).stderr)?.[1];
    const at = (number: number, name = "wes") => column(agent, number, name);
    const from = (name: string) => column(agent, 3, name);
    // Without keys of its own it cannot be active, and nothing comes from nobody.
    expect(await set(at(13), "i", "4", at(4), "o", from("admin"))).toBe("inconsistentValue");
    expect(await set(at(13), "i", "5", at(4), "o", from("nobody"))).toBe("inconsistentName");
    expect(await set(at(6), "x", "00".repeat(64))).toBe("inconsistentName");
    expect(await set(at(13), "i", "5", at(5), "o", "1.3.6.1.6.3.10.1.1.99")).toBe("wrongValue");
    const foreign = `${ENTRY}.13.${counted("another")}.${counted("wes")}`;
    expect(await set(foreign, "i", "5")).toBe("inconsistentName");
    expect(await set(at(13, "agentx"), "i", "5")).toBe("inconsistentName");
    expect(await set(at(13), "i", "5")).toBeUndefined();
    // A key is changed once there is one.
    expect(await set(at(6), "x", "00".repeat(64))).toBe("inconsistentName");
    expect(await set(at(5), "o", "1.3.6.1.6.3.10.1.1.5")).toBe("inconsistentValue");
    expect(await set(at(4), "o", from("admin"))).toBeUndefined();
    expect(await set(at(6), "x", "00".repeat(40))).toBe("wrongLength");
    expect(await set(at(7), "x", "00".repeat(64))).toBe("noAccess");
    // Cloned is cloned: later writes are successful and do nothing.
    expect(await set(at(4), "o", from("nobody"))).toBeUndefined();
    expect(await set(at(5), "o", "1.3.6.1.6.3.10.1.1.1")).toBe("inconsistentValue");
    expect(await set(at(8), "o", "1.3.6.1.6.3.10.1.2.1", at(5), "o", "1.3.6.1.6.3.10.1.1.1")).toBeUndefined();
    expect(await set(at(3), "s", "other")).toBe("notWritable");
    expect(await set(at(12), "i", "5")).toBe("wrongValue");
    expect(await set(at(13), "i", "3")).toBe("wrongValue");
    expect(await set(at(13), "i", "6")).toBeUndefined();
    expect(await agent.get(administrator, at(13))).toContain("No Such Instance");
  });

  it("is guarded by usmUserSpinLock, and tells with usmUserPublic that a change was made", async () => {
    const agent = await startAdministered();
    const lock = Number(await agent.get(administrator, LOCK));
    const made = [column(agent, 13, "wes"), "i", "5", column(agent, 11, "wes"), "x", "0102ff"];
    const late = await agent.run("snmpset", administrator, LOCK, "i", String(lock + 1), ...made);
    expect(late.stderr).toContain("inconsistentValue");
    expect(await agent.get(administrator, column(agent, 13, "wes"))).toContain("No Such Instance");
    expect((await agent.run("snmpset", administrator, LOCK, "i", String(lock), ...made)).stderr).toBe("");
    expect(await agent.get(administrator, column(agent, 11, "wes"))).toBe('"01 02 FF "');
    expect(Number(await agent.get(administrator, LOCK))).toBe(lock + 1);
    await agent.restart();
    expect(Number(await agent.get(administrator, LOCK))).toBeGreaterThan(lock + 1);
  });

  it("makes only so many users", async () => {
    const agent = await startAdministered();
    const create = (from: number, to: number) => {
      const names = Array.from({ length: to - from }, (_, i) => `user-${from + i}`);
      return agent.run("snmpset", administrator, ...names.flatMap((name) => [column(agent, 13, name), "i", "5"]));
    };
    expect((await create(0, 30)).stderr).toBe("");
    expect((await create(30, 60)).stderr).toBe("");
    expect((await create(60, 65)).stderr).toContain("resourceUnavailable");
    expect((await create(60, 64)).stderr).toBe("");
    expect(agent.port.kept?.rows?.usmUserTable.size).toBe(64);
  });

  it("never lets the last administrator go", async () => {
    const template = { ...administrator, name: "template" };
    const agent = await startAdministered({ users: [administrator, template] });
    await clone(agent, "wes", "template");
    await agent.run("snmpusm", administrator, "-Ca", "passwd", template.authPassword, "new-password", "wes");
    await agent.run("snmpusm", administrator, "-Cx", "passwd", template.privPassword, "new-password", "wes");
    await agent.run("snmpusm", administrator, "activate", "wes");
    await group(agent, "wes", "Administrator");
    const wes = { name: "wes", authPassword: "new-password", privPassword: "new-password" };
    // Commands have removed the others.
    await agent.exporter.configure({ users: [], views: {}, targets: [], rows: agent.port.kept?.rows });
    for (const args of [
      ["snmpusm", "delete", "wes"],
      ["snmpvacm", "deleteSec2Group", "3", "wes"],
    ] as const) {
      const [tool, ...words] = args;
      expect((await agent.run(tool, wes, ...words)).stderr).toContain("inconsistentValue");
    }
    expect(await agent.get(wes, NAME)).toBe('"test"');
  });
});
