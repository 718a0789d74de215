import { chmod, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AuditLog } from "../../src/access/audit-log.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

function auditIn(directory: string, more: { maximumFileSize?: number; files?: number } = {}) {
  return new AuditLog({ directory, clock: new ManualClock(), logger: silentLogger, ...more });
}

test("each entry is one line of JSON with its time, appended, for its owner only", async () => {
  const directory = await temporaryDirectory();
  const first = auditIn(directory);
  first.record({ what: "login", user: "a\nb\u001b[31m" });
  await first.flush();
  const second = auditIn(directory);
  second.record({ what: "logout" });
  await second.flush();
  const lines = (await readFile(join(directory, "audit.log"), "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { at: "2026-01-01T00:00:00.000Z", what: "login", user: "a\nb\u001b[31m" },
    { at: "2026-01-01T00:00:00.000Z", what: "logout" },
  ]);
  expect(lines.join("")).not.toContain("\u001b");
  expect((await stat(join(directory, "audit.log"))).mode & 0o777).toBe(0o600);
});

test("secrets are left out and long entries cut", async () => {
  const directory = await temporaryDirectory();
  const audit = auditIn(directory);
  audit.record({ what: "account", change: { password: "hunter2" } });
  audit.record({ what: "long", text: "x".repeat(100_000) });
  await audit.flush();
  const text = await readFile(join(directory, "audit.log"), "utf8");
  expect(text).not.toContain("hunter2");
  expect(text.length).toBeLessThan(10_000);
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).what),
  ).toEqual(["account", "long"]);
});

test("old files are dropped", async () => {
  const directory = await temporaryDirectory();
  const audit = auditIn(directory, { maximumFileSize: 1000, files: 3 });
  for (let n = 0; n < 100; n++) {
    audit.record({ what: "entry", n });
    await audit.flush();
  }
  expect((await readdir(directory)).sort()).toEqual(["audit.log", "audit.log.1", "audit.log.2"]);
  const newest = (await readFile(join(directory, "audit.log"), "utf8")).trimEnd().split("\n").at(-1) ?? "";
  expect(JSON.parse(newest)).toMatchObject({ n: 99 });
});

test("a disk that fails costs entries, is counted and told once, and nothing throws", async () => {
  const directory = await temporaryDirectory();
  const audit = auditIn(directory);
  const told: (string | null)[] = [];
  audit.onTrouble((reason) => told.push(reason));
  await mkdir(join(directory, "audit.log"));
  for (let n = 0; n < 3; n++) {
    audit.record({ what: "lost" });
    await audit.flush();
  }
  expect(audit.lost).toBe(3);
  expect(told).toEqual([expect.stringContaining("EISDIR")]);
  expect(audit.trouble).toBe(told[0]);
  await rm(join(directory, "audit.log"), { recursive: true });
  audit.record({ what: "kept" });
  await audit.flush();
  expect(await readFile(join(directory, "audit.log"), "utf8")).toContain("kept");
  expect([told.length, told[1], audit.trouble]).toEqual([2, null, null]);
  await chmod(directory, 0o700);
});
