import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packagesMatch } from "../../../bin/setup/packages.mjs";

describe("installed packages", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "hpi-agent-packages-"));
    mkdirSync(join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file: string, packages: object) => writeFileSync(join(root, file), JSON.stringify({ packages }));
  const lock = (packages: object) => write("package-lock.json", { "": { name: "us" }, ...packages });
  const installed = (packages: object) => write("node_modules/.package-lock.json", packages);

  it("fit when each has the version of the lockfile", () => {
    lock({ "node_modules/a": { version: "1.0.0" } });
    installed({ "node_modules/a": { version: "1.0.0" } });
    expect(packagesMatch(root)).toBe(true);
  });

  it("fit without the optional ones of other platforms", () => {
    lock({ "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } });
    installed({ "node_modules/a": { version: "1.0.0" } });
    expect(packagesMatch(root)).toBe(true);
  });

  it("do not fit when one is missing, has another version, or npm never finished", () => {
    lock({ "node_modules/a": { version: "1.0.0" } });
    expect(packagesMatch(root)).toBe(false);
    installed({});
    expect(packagesMatch(root)).toBe(false);
    installed({ "node_modules/a": { version: "1.0.1" } });
    expect(packagesMatch(root)).toBe(false);
  });
});
