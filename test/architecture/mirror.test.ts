import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesIn, root, sourceFiles } from "./source-files.ts";

/** Folders of test that hold something else than the mirror of src. */
const own = ["architecture", "bench", "captures", "contract", "e2e", "fuzz", "long", "support", "system"];

const tests = filesIn("test", ".test.ts").filter((path) => !own.includes(path.split("/")[1]!));

describe("tests", () => {
  it("sit in the mirror of a folder of the source, or in one folder of their own in there", () => {
    const exists = (folder: string) => [join("src", folder), folder].some((place) => existsSync(join(root, place)));
    const folder = (path: string) => dirname(path.replace(/^test\//, ""));
    const lost = tests.filter((path) => {
      const parent = dirname(folder(path));
      return !exists(folder(path)) && (parent === "." || !exists(parent));
    });
    expect(lost).toEqual([]);
  });
});

describe("an index", () => {
  const files = sourceFiles("src", "simulators");
  const indexes = files.filter((file) => basename(file.path) === "index.ts");

  const usedFromOutside = (path: string) =>
    files.some((file) => dirname(file.path) !== dirname(path) && file.imports.some((to) => to.target === path));

  it.each(indexes.map((file) => [dirname(file.path), file] as const))(
    "%s leads to every file of its folder",
    (folder, index) => {
      const inFolder = files.filter((file) => dirname(file.path) === folder);
      const reached = new Set([index.path]);
      for (const path of reached) {
        const imports = inFolder.find((file) => file.path === path)?.imports ?? [];
        for (const { target } of imports) if (inFolder.some((file) => file.path === target)) reached.add(target);
      }
      expect(inFolder.map((file) => file.path).filter((path) => !reached.has(path) && !usedFromOutside(path))).toEqual(
        [],
      );
    },
  );

  it("is optional", () => {
    expect(indexes.length).toBeGreaterThanOrEqual(0);
  });
});
