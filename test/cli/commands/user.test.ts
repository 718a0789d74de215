import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, fakeAgent } from "../fake-agent.ts";

describe("hpi-agent user", () => {
  const ann = { name: "ann", role: "Operator", enabled: false, passwordChanged: "2026-01-01T00:00:00.000Z" };

  it("lists who may log in", async () => {
    const { directory } = await fakeAgent({ "GET /accounts": { accounts: [ann] } });
    const run = (...words: string[]) => cli(["user", ...words], { directories: [directory] });
    expect((await run()).stdout).toMatch(/ann\s+Operator\s+disabled\s+2026-01-01 00:00:00/);
    expect(JSON.parse((await run("list", "--json")).stdout)).toEqual({ accounts: [ann] });
  });

  it("says what it means that there is nobody", async () => {
    const { directory } = await fakeAgent({ "GET /accounts": { accounts: [] } });
    expect((await cli(["user"], { directories: [directory] })).stdout).toContain("only the local socket");
  });

  it("adds, changes and removes, and shows a password that was made", async () => {
    const { directory, requests } = await fakeAgent({
      "POST /accounts": { ...ann, password: "made here" },
      "PATCH /accounts/a%40b": ann,
      "DELETE /accounts/ann": { name: "ann" },
    });
    const file = join(directory, "password");
    await writeFile(file, "a long password\r\n");
    const run = (...words: string[]) => cli(["user", ...words], { directories: [directory] });
    expect((await run("add", "ann")).stdout).toContain("made here");
    await run("add", "ann", "--role", "Administrator", "--password-file", file);
    await run("change", "a@b", "--disable");
    await run("change", "a@b", "--password-file", file, "--role", "ReadOnly", "--enable");
    expect((await run("remove", "ann")).stdout).toContain("removed");
    expect(requests).toEqual([
      'POST /hpi/v1/accounts {"name":"ann","role":"ReadOnly"}',
      'POST /hpi/v1/accounts {"name":"ann","role":"Administrator","password":"a long password"}',
      'PATCH /hpi/v1/accounts/a%40b {"enabled":false}',
      'PATCH /hpi/v1/accounts/a%40b {"role":"ReadOnly","password":"a long password","enabled":true}',
      "DELETE /hpi/v1/accounts/ann",
    ]);
  });

  it("says what it expects, and asks for nothing then", async () => {
    const { directory, requests } = await fakeAgent({});
    const wrong = [
      ["add"],
      ["drop", "ann"],
      ["list", "ann"],
      ["change", "ann"],
      ["change", "ann", "--enable", "--disable"],
    ];
    for (const words of wrong) {
      expect([words, (await cli(["user", ...words], { directories: [directory] })).code]).toEqual([words, 2]);
    }
    const missing = ["user", "add", "ann", "--password-file", join(directory, "nothing")];
    expect((await cli(missing, { directories: [directory] })).stderr).toContain("cannot read");
    expect(requests).toEqual([]);
  });
});
