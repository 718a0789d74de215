import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { filesIn, readText, root } from "./source-files.ts";

const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...filesIn("docs", ".md")];
const manifest = JSON.parse(readText("package.json")) as Record<string, Record<string, string>>;
const scripts = Object.keys(manifest["scripts"] ?? {});

const topLevel = /^(src|test|docs|bin|simulators|mibs|\.ci)\/|^[A-Z][A-Za-z.]+\.md$|^(package|tsconfig|biome)\.json$/;

describe.each(pages)("%s", (page) => {
  const text = existsSync(join(root, page)) ? readText(page) : "";

  it("is there", () => {
    expect(text.length).toBeGreaterThan(100);
  });

  it("names only paths that exist", () => {
    const named = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!).filter((path) => topLevel.test(path));
    // In `src/ipmi/commands/<netfn>/` only the part before the placeholder can be checked.
    const lost = named.filter(
      (path) => !existsSync(join(root, path.split(/[<*]/)[0]!)) && !runtimeFiles.includes(path),
    );
    expect(lost).toEqual([]);
  });

  it("links only to pages that exist", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map((match) => match[1]!);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(join(root, normalize(join(dirname(page), link)))))).toEqual([]);
  });

  it("names only npm scripts that exist", () => {
    const run = [...text.matchAll(/\bnpm run ([a-z:-]+)/g)].map((match) => match[1]!);
    expect(run.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("repeats no version of a package", () => {
    const versions = ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
      Object.values(manifest[kind] ?? {}),
    );
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => text.includes(version))).toEqual([]);
  });
});

/** Files the running agent writes, named in the docs like paths. */
const runtimeFiles = ["connection.json"];
