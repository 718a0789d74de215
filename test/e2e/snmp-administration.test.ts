import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

const NAME = "1.3.6.1.2.1.1.5.0";

/** Runs one of net-snmp's tools as the administrator of the simulated machine; options before the address. */
const tool = (agent: AgentProcess, name: string, options: string[], ...words: string[]) =>
  run(name, ["-m", "", "-r", "0", "-t", "20", ...options, ...agent.snmpArguments(), ...words]);

/** No file of the process may grow beyond this: to it, a disk that is full. */
async function limitFiles({ child }: AgentProcess, bytes: number | "unlimited"): Promise<void> {
  expect((await run("prlimit", [`--fsize=${bytes}:unlimited`, "--pid", String(child.pid)])).code).toBe(0);
}

describe("SNMP users, groups and views that were set up over SNMP", () => {
  it("are in force at once, listed and removed by commands, on record, still there after a kill, and not with a full disk", async () => {
    const state = await temporaryDirectory();
    let agent = await startAgentProcess(state, ["--machine", "rack"]);
    const login = agent.snmpArguments();
    const [authPassword, privPassword] = ["-A", "-X"].map((option) => login[login.indexOf(option) + 1]!);
    const done = async (name: string, options: string[], ...words: string[]) => {
      const { stderr } = await tool(agent, name, options, ...words);
      expect(stderr.replace(/^Created directory: .*\n/gm, "").replace(/^.*successfully .*\n/gm, "")).toBe("");
    };
    await done("snmpusm", ["-Cw"], "create", "noc", "admin");
    await done("snmpusm", ["-Ca"], "passwd", authPassword!, "new-auth-password", "noc");
    await done("snmpusm", ["-Cx"], "passwd", privPassword!, "new-priv-password", "noc");
    await done("snmpusm", [], "activate", "noc");
    await done("snmpvacm", [], "createView", "system", ".1.3.6.1.2.1.1");
    await done("snmpvacm", [], "createAccess", "night shift", "3", "3", "1", "system", "none", "none");
    await done("snmpvacm", [], "createSec2Group", "3", "noc", "night shift");
    const asNoc = async (oid: string) => {
      const secrets = ["-a", "SHA-256", "-A", "new-auth-password", "-x", "AES", "-X", "new-priv-password"];
      const { stdout, stderr } = await run("snmpget", [
        ...["-m", "", "-r", "0", "-t", "20", "-v3", "-l", "authPriv", "-u", "noc", ...secrets, "-Oqv"],
        ...[agent.snmpArguments().at(-1)!, oid],
      ]);
      return stdout.trim() || stderr.trim();
    };
    const name = await asNoc(NAME);
    expect(name).toMatch(/^".+"$/);
    expect(await asNoc("1.3.6.1.2.1.47.1.4.1.0")).toContain("No Such");
    const listed = JSON.parse((await agent.cli("snmp", "user", "--json")).toString());
    expect(listed.users).toContainEqual({
      ...{ name: "noc", pinned: false, bySet: true, role: "ReadOnly", authProtocol: "SHA-256", privProtocol: "AES" },
    });
    expect((await agent.cli("snmp", "view")).toString()).toMatch(/system +1\.3\.6\.1\.2\.1\.1 +SNMP/);

    await limitFiles(agent, 1);
    const full = await tool(agent, "snmpvacm", [], "deleteSec2Group", "3", "noc");
    expect(full.stderr).toContain("commitFailed");
    expect(await asNoc(NAME)).toBe(name);
    await limitFiles(agent, "unlimited");

    await agent.end("SIGKILL");
    agent = await startAgentProcess(state, ["--machine", "rack"]);
    expect(await asNoc(NAME)).toBe(name);
    const files = (await readdir(state)).filter((file) => /^(snmp-.*json.*|audit\.log)$/.test(file));
    const kept = (await Promise.all(files.map((file) => readFile(join(state, file), "utf8")))).join("\n");
    expect(kept).toContain('"usmUserTable"');
    for (const secret of ["new-auth-password", "new-priv-password", authPassword!]) expect(kept).not.toContain(secret);
    expect(kept).toMatch(/"what":"set","objects":\["1\.3\.6\.1\.6\.3\.16\.1\.2\.1\.\d/);

    expect((await agent.cli("snmp", "user", "remove", "noc")).toString()).toContain("removed");
    expect(await asNoc(NAME)).toContain("Unknown user name");
    expect(await agent.end()).toBe(0);
  }, 120_000);
});
