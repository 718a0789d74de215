import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

describe("a verb that cannot print", () => {
  it("fails and says why when the disk is full", async () => {
    const full = await open("/dev/full", "w");
    const child = spawn(process.execPath, [main, "help"], { stdio: ["ignore", full.fd, "pipe"] });
    let stderr = "";
    child.stderr?.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    const [code] = await once(child, "close");
    await full.close();
    expect(stderr).toMatch(/^hpi-agent: cannot print: .*ENOSPC.*\n$/);
    expect(code).toBe(1);
  });

  it("ends in peace when its reader has gone", async () => {
    const child = spawn(process.execPath, [main, "help"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    const [code] = await once(child, "close");
    expect([code, stderr]).toEqual([0, ""]);
  });
});
