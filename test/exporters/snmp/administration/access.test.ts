import { expect } from "vitest";
import { tool } from "../../../snmp/support/net-snmp.ts";
import { requires } from "../../../support/requires.ts";
import { administrator, arcs, counted, startAdministered } from "./support.ts";

const { describe, it } = requires("snmp");

const GROUP = "1.3.6.1.6.3.16.1.2.1";
const ACCESS = "1.3.6.1.6.3.16.1.4.1";
const VIEW = "1.3.6.1.6.3.16.1.5.2.1";
const NAME = "1.3.6.1.2.1.1.5.0";
const LOCATION = "1.3.6.1.2.1.1.6.0";
const UPTIME = "1.3.6.1.2.1.1.3.0";
const passwords = { authPassword: "new-password", privPassword: "new-password" };
const wes = { name: "wes", ...passwords };

type Agent = Awaited<ReturnType<typeof startAdministered>>;

/** An agent with a user that SET has made and that belongs to no group. */
async function startWithUser() {
  const template = { ...administrator, name: "template", ...passwords };
  const settings = { load: () => ({}), store: () => {} };
  const agent = await startAdministered({ users: [administrator, template], settings });
  const usm = (...args: string[]) => agent.run("snmpusm", administrator, ...args);
  await usm("-Cw", "create", "wes", "template");
  for (const key of ["-Ca", "-Cx"]) await usm(key, "passwd", "new-password", "new-password", "wes");
  await usm("activate", "wes");
  return agent;
}

const vacm = async (agent: Agent, ...args: string[]) => {
  const { stdout, stderr } = await agent.run("snmpvacm", administrator, ...args);
  return /Reason: (\w+)/.exec(stderr)?.[1] ?? `${stdout}${stderr}`.trim();
};

describe("the tables of VACM, written with snmpvacm", () => {
  it("make groups that see what their views show, with masks and holes, at once and after a restart", async () => {
    const agent = await startWithUser();
    expect(await vacm(agent, "createView", "system", ".1.3.6.1.2.1.1")).toContain("successfully created");
    expect(await vacm(agent, "-Ce", "createView", "system", ".1.3.6.1.2.1.1.6")).toContain("successfully created");
    // Any column of the system group but for its instance 0 counts: 1.3.6.1.2.1.1.*.0.
    expect(await vacm(agent, "createView", "masked", ".1.3.6.1.2.1.1.3.0", "fe:80")).toContain("successfully created");
    const access = ["3", "3", "1", "system", "none", "none"];
    expect(await vacm(agent, "createAccess", "night shift", ...access)).toContain("successfully created");
    expect(await vacm(agent, "createSec2Group", "3", "wes", "night shift")).toContain("successfully created");
    expect(await agent.get(wes, NAME)).toBe('"test"');
    expect(await agent.get(wes, LOCATION)).toContain("No Such");
    expect(await agent.get(wes, "1.3.6.1.2.1.47.1.4.1.0")).toContain("No Such");
    await agent.restart();
    expect(await agent.get(wes, NAME)).toBe('"test"');
    expect(await agent.get(wes, LOCATION)).toContain("No Such");

    expect(await vacm(agent, "deleteAccess", "night shift", "3", "3")).toContain("successfully deleted");
    expect(await agent.get(wes, NAME)).toContain("authorizationError");
    await vacm(agent, "createAccess", "night shift", "3", "3", "1", "masked", "none", "none");
    expect(await agent.get(wes, UPTIME)).not.toContain("No Such");
    expect(await agent.get(wes, LOCATION)).toBe('"row 7"');
    expect(await vacm(agent, "deleteView", "masked", ".1.3.6.1.2.1.1.3.0")).toContain("successfully deleted");
    expect(await agent.get(wes, LOCATION)).toMatch(/authorizationError|No Such/);
    expect(await vacm(agent, "deleteSec2Group", "3", "wes")).toContain("successfully deleted");
    expect(await agent.get(wes, UPTIME)).toContain("authorizationError");
  });

  it("give a group the role that its name begins with, and no other a SET that needs one", async () => {
    const agent = await startWithUser();
    const set = async () => (await agent.run("snmpset", wes, LOCATION, "s", "lab")).stderr;
    for (const group of ["Operator night", "Operators", "night"]) {
      await vacm(agent, "createAccess", group, "3", "3", "1", "all", "all", "all");
    }
    await vacm(agent, "createSec2Group", "3", "wes", "Operator night");
    expect(await set()).toBe("");
    // An Operator administers nothing, whatever it may see.
    const more = await agent.run("snmpvacm", wes, "createSec2Group", "3", "other", "Administrator");
    expect(more.stderr).toContain("noAccess");
    expect((await agent.run("snmpvacm", wes, "deleteSec2Group", "3", "wes")).stderr).toContain("noAccess");
    expect(agent.exporter.made().users).toMatchObject([{ name: "wes", role: "Operator" }]);
    for (const group of ["Operators", "night"]) {
      await vacm(agent, "deleteSec2Group", "3", "wes");
      await vacm(agent, "createSec2Group", "3", "wes", group);
      expect(agent.exporter.made().users).toMatchObject([{ name: "wes", role: "ReadOnly" }]);
      expect(await set()).toContain("noAccess");
    }
    // Its write view lets it change its own keys.
    const own = await agent.run("snmpusm", wes, "passwd", "new-password", "newest-password");
    expect(own.stdout).toContain("successfully changed");
  });

  it("let nobody write below authPriv or with a community", async () => {
    const community = { community: "look", securityName: "admin", sources: ["127.0.0.1"], models: [2] as const };
    const agent = await startAdministered({ communities: [community] });
    await vacm(agent, "createAccess", "Community", "0", "1", "1", "all", "all", "all");
    await vacm(agent, "createAccess", "Administrator", "0", "1", "1", "all", "all", "all");
    const set = ["-r", "0", "-t", "5", agent.address(), `${GROUP}.3.2.${counted("x")}`, "s", "Administrator"];
    const refused = await tool("snmpset", "-v2c", "-c", "look", ...set, `${GROUP}.5.2.${counted("x")}`, "i", "4");
    expect(refused.stderr).toContain("authorizationError");
    const login = ["-u", "admin", "-a", "SHA-256", "-A", administrator.authPassword];
    const open = await tool("snmpset", "-v3", "-l", "authNoPriv", ...login, ...set);
    expect(open.stderr).toMatch(/authorizationError|unsupported|Unsupported/);
  });

  it("change nothing of what the configuration and commands set up", async () => {
    const views = { hardware: [{ subtree: [1, 3, 6, 1, 2, 1, 47], included: true }] };
    const agent = await startAdministered({ views });
    for (const view of ["all", "public", "told", "hardware"]) {
      expect(await vacm(agent, "-Ce", "createView", view, ".1.3.6.1.6.3.15")).toBe("inconsistentName");
      expect(await vacm(agent, "createView", view, ".1")).toMatch(/inconsistent(Name|Value)/);
    }
    expect(await vacm(agent, "deleteView", "hardware", ".1.3.6.1.2.1.47")).toBe("inconsistentValue");
    expect(await vacm(agent, "deleteSec2Group", "3", "admin")).toBe("inconsistentValue");
    expect(await vacm(agent, "createSec2Group", "3", "admin", "ReadOnly")).toMatch(/inconsistentValue|notWritable/);
    expect(await vacm(agent, "deleteAccess", "Administrator", "3", "3")).toBe("inconsistentValue");
    const write = await agent.run("snmpset", administrator, `${ACCESS}.6.${counted("Operator")}.0.3.3`, "s", "none");
    expect(write.stderr).toContain("notWritable");
  });

  it("take any name for a view, whatever it means to JavaScript", async () => {
    const agent = await startWithUser();
    for (const view of ["toString", "__proto__", "constructor"]) {
      expect(await vacm(agent, "createView", view, ".1.3.6.1.2.1.1")).toContain("successfully created");
      expect(await vacm(agent, "createAccess", view, "3", "3", "1", view, "none", "none")).toContain("successfully");
      await vacm(agent, "createSec2Group", "3", "wes", view);
      expect(await agent.get(wes, NAME)).toBe('"test"');
      expect(await agent.get(wes, "1.3.6.1.2.1.47.1.4.1.0")).toContain("No Such");
      await vacm(agent, "deleteView", view, ".1.3.6.1.2.1.1");
      expect(await agent.get(wes, NAME)).toContain("authorizationError");
      await vacm(agent, "deleteSec2Group", "3", "wes");
    }
  });

  it("refuse indexes and values that RFC 3415 does not have", async () => {
    const agent = await startAdministered();
    const set = async (...args: string[]) =>
      /Reason: (\w+)/.exec((await agent.run("snmpset", administrator, ...args)).stderr)?.[1];
    const group = ["s", "ReadOnly"];
    for (const index of [
      `4.${counted("x")}`,
      "3.0",
      `3.5.${arcs("x")}`,
      `3.1.300`,
      `3.33.${arcs("x".repeat(33))}`,
      "3",
    ]) {
      expect(await set(`${GROUP}.5.${index}`, "i", "4", `${GROUP}.3.${index}`, ...group)).toBe("noCreation");
    }
    for (const index of [`${counted("g")}.0.4.3`, `${counted("g")}.0.3.4`, `${counted("g")}.0.3`]) {
      expect(await set(`${ACCESS}.9.${index}`, "i", "4")).toBe("noCreation");
    }
    for (const index of [`${counted("v")}.2.1`, `${counted("v")}`, "0.1.1"]) {
      expect(await set(`${VIEW}.6.${index}`, "i", "4")).toBe("noCreation");
    }
    const view = `${counted("v")}.2.1.3`;
    expect(await set(`${VIEW}.6.${view}`, "i", "4", `${VIEW}.3.${view}`, "x", "ff".repeat(17))).toBe("wrongLength");
    expect(await set(`${VIEW}.6.${view}`, "i", "4", `${VIEW}.4.${view}`, "i", "3")).toBe("wrongValue");
    expect(await set(`${GROUP}.5.3.${counted("x")}`, "i", "4", `${GROUP}.3.3.${counted("x")}`, "s", "")).toBe(
      "wrongLength",
    );
    expect(await set(`${GROUP}.3.3.${counted("x")}`, ...group)).toBe("inconsistentName");
    expect(await set(`${GROUP}.5.3.${counted("x")}`, "i", "1")).toBe("inconsistentValue");
    expect(await set(`${GROUP}.5.3.1.255`, "i", "4", `${GROUP}.3.3.1.255`, ...group)).toBe("noCreation");
    expect(await set(`${GROUP}.5.3.${counted("x")}`, "i", "4", `${GROUP}.3.3.${counted("x")}`, "x", "fe")).toBe(
      "wrongValue",
    );
    // What is not there is gone already.
    expect(await set(`${GROUP}.5.3.${counted("x")}`, "i", "6")).toBeUndefined();
  });
});
