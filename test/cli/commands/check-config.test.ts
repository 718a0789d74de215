import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkConfigCommand } from "../../../src/cli/commands/check-config.ts";
import { cli, temporaryDirectory } from "../fake-agent.ts";

describe("hpi-agent check-config", () => {
  async function check(text: string) {
    const file = join(await temporaryDirectory(), "config.yaml");
    await writeFile(file, text);
    return { file, ...(await cli(["check-config", file], { commands: [checkConfigCommand] })) };
  }

  it("says that a file is right", async () => {
    const { code, stdout, file } = await check("rest:\n  port: 8444\n");
    expect([code, stdout]).toEqual([0, `${file} is right\n`]);
  });

  it("tells each mistake on a line of its own", async () => {
    const { code, stderr, file } = await check("rest:\n  port: 99999\n  hots: a\n");
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(new RegExp(`^hpi-agent: ${file}:2: rest\\.port: `)),
      expect.stringMatching(new RegExp(`^${file}:3: rest\\.hots: `)),
    ]);
  });

  it("tells which file cannot be read", async () => {
    const { code, stderr } = await cli(["check-config", "/nowhere/at/all"], { commands: [checkConfigCommand] });
    expect([code, stderr]).toEqual([1, expect.stringContaining("cannot read /nowhere/at/all")]);
  });
});
