import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, fakeAgent } from "../fake-agent.ts";

describe("hpi-agent snmp", () => {
  const listed = {
    users: [{ name: "noc", pinned: true, role: "Operator", authProtocol: "SHA-256", privProtocol: "AES" }],
    targets: [
      {
        name: "t",
        pinned: false,
        host: "192.0.2.1",
        port: 162,
        kind: "inform",
        user: "noc",
        version: "v2c",
        filter: "f",
      },
    ],
    views: [
      { name: "v", pinned: false, include: ["1.3.6.1.2.1"], exclude: ["1.3.6.1.2.1.1"] },
      { name: "w", pinned: false, bySet: true, include: ["1.3.*.1"], exclude: [] },
    ],
    filters: [{ name: "f", pinned: true, include: ["1.3.6.1.4.1"], exclude: [] }],
  };

  it("lists users, targets and views, and says which come from the configuration and which over SNMP", async () => {
    const { directory } = await fakeAgent({ "GET /snmp": listed });
    const run = (...words: string[]) => cli(["snmp", ...words], { directories: [directory] });
    expect((await run("user")).stdout).toMatch(/noc\s+Operator\s+SHA-256\s+AES\s+configuration/);
    expect((await run("target", "list")).stdout).toMatch(/t\s+192\.0\.2\.1\s+162\s+inform\s+noc\s+f/);
    expect((await run("view")).stdout).toMatch(/v\s+1\.3\.6\.1\.2\.1\s+1\.3\.6\.1\.2\.1\.1/);
    expect((await run("view")).stdout).toMatch(/w\s+1\.3\.\*\.1\s+SNMP/);
    expect((await run("filter")).stdout).toMatch(/f\s+1\.3\.6\.1\.4\.1\s+configuration/);
    expect(JSON.parse((await run("user", "--json")).stdout)).toEqual({ users: listed.users });
  });

  it("sets up and removes them, and shows passwords that were made", async () => {
    const { directory, requests } = await fakeAgent({
      "PUT /snmp/users/noc": { name: "noc", authPassword: "aaaa", privPassword: "pppp" },
      "PUT /snmp/targets/t": { name: "t" },
      "PUT /snmp/views/v": { name: "v" },
      "PUT /snmp/filters/f": { name: "f" },
      "DELETE /snmp/views/v": { name: "v" },
    });
    const file = join(directory, "community");
    await writeFile(file, "hush\r\n");
    const run = (...words: string[]) => cli(["snmp", ...words], { directories: [directory] });
    const made = await run(
      "user",
      "add",
      "noc",
      "--role",
      "Operator",
      "--view",
      "v",
      "--notify-view",
      "w",
      "--informs",
    );
    expect(made.stdout).toContain("aaaa");
    expect(made.stdout).toContain("pppp");
    await run("target", "add", "t", "--host", "192.0.2.1", "--inform", "--community-file", file, "--filter", "f");
    await run("filter", "add", "f", "1.3.6.1.4.1", "-1.3.6.1.4.1.9");
    await run("view", "add", "v", "1.3.6.1.2.1", "-1.3.6.1.2.1.1");
    expect((await run("view", "remove", "v")).stdout).toContain("removed");
    expect(requests).toEqual([
      'PUT /hpi/v1/snmp/users/noc {"role":"Operator","view":"v","informs":true,"notifyView":"w"}',
      'PUT /hpi/v1/snmp/targets/t {"host":"192.0.2.1","kind":"inform","community":"hush","filter":"f"}',
      'PUT /hpi/v1/snmp/filters/f {"include":["1.3.6.1.4.1"],"exclude":["1.3.6.1.4.1.9"]}',
      'PUT /hpi/v1/snmp/views/v {"include":["1.3.6.1.2.1"],"exclude":["1.3.6.1.2.1.1"]}',
      "DELETE /hpi/v1/snmp/views/v",
    ]);
  });

  it("says what it expects, and which file cannot be read", async () => {
    const { directory, requests } = await fakeAgent({});
    const run = (...words: string[]) => cli(["snmp", ...words], { directories: [directory] });
    expect((await run("user", "add")).code).toBe(2);
    expect((await run("user", "drop", "x")).code).toBe(2);
    expect(await run("view", "drop", "x")).toMatchObject({
      code: 2,
      stderr: "hpi-agent: expected: hpi-agent snmp view [add NAME OID … -OID … | remove NAME]\n",
    });
    for (const [oids, wrong] of [
      [["1.3.x"], '"1.3.x"'],
      [["1.3.6", "-1.3.6."], '"1.3.6."'],
      [[], "none"],
    ] as const) {
      const { code, stderr } = await run("filter", "add", "f", ...oids);
      expect([code, stderr]).toEqual([
        2,
        `hpi-agent: expected object identifiers such as 1.3.6.1.2.1.47 and, to leave out, -1.3.6.1.2.1.47.1; got ${wrong}\n`,
      ]);
    }
    const missing = await run("user", "add", "x", "--auth-password-file", join(directory, "none"));
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toContain("none");
    expect(requests).toEqual([]);
  });
});
