import { describe, expect, it } from "vitest";
import { readText, sourceFiles } from "./source-files.ts";

interface Code {
  readonly code: string;
  readonly classes: ReadonlySet<string>;
}

const thrown = codesOf(sourceFiles("src", "simulators").map((file) => file.text));
const documented = new Map(
  [...readText("docs/errors.md").matchAll(/^\| `(E_[A-Z0-9_]+)` \| `?([^|`]+)`? \|/gm)].map((row) => [
    row[1]!,
    row[2]!,
  ]),
);

function codesOf(texts: readonly string[]): Map<string, Code> {
  const codes = new Map<string, { code: string; classes: Set<string> }>();
  for (const text of texts) {
    for (const [, code] of text.matchAll(/["'](E_[A-Z0-9_]+)["']/g)) {
      if (!codes.has(code!)) codes.set(code!, { code: code!, classes: new Set() });
    }
    for (const [, name, code] of text.matchAll(/\bnew ([A-Za-z]+Error)\(\s*(?:\d+,\s*)?["'](E_[A-Z0-9_]+)["']/g)) {
      codes.get(code!)?.classes.add(name!);
    }
  }
  return codes;
}

describe("docs/errors.md", () => {
  it("lists every code the source uses", () => {
    expect(thrown.size).toBeGreaterThan(0);
    expect([...thrown.keys()].filter((code) => !documented.has(code)).sort()).toEqual([]);
  });

  it("lists no code the source does not use", () => {
    expect([...documented.keys()].filter((code) => !thrown.has(code)).sort()).toEqual([]);
  });

  it("names the class of each", () => {
    const wrong = [...thrown.values()].flatMap(({ code, classes }) =>
      [...classes].filter((name) => !documented.get(code)?.includes(name)).map((name) => `${code}: ${name}`),
    );
    expect(wrong.sort()).toEqual([]);
  });
});
