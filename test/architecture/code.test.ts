import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.ts";

const files = sourceFiles("src", "simulators");
const srcOnly = files.filter((file) => file.path.startsWith("src/"));

/** Lines of code (comments and string contents left out) that match, as `path:line: text`. */
function hits(from: readonly SourceFile[], pattern: RegExp, allowed: readonly RegExp[]): string[] {
  return from
    .filter((file) => !allowed.some((place) => place.test(file.path)))
    .flatMap((file) => {
      const lines = file.code.split("\n");
      return lines.flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}: ${line.trim()}`] : []));
    });
}

describe("code", () => {
  it("is there to be looked at", () => {
    expect(files.length).toBeGreaterThan(150);
  });

  it("knows bytes and masks only in the codecs", () => {
    const codecs = [/^src\/(wire|ipmi|snmp|transport)\//, /^simulators\//, /^src\/exporters\//];
    const bytes =
      /\b(readUInt|readInt|writeUInt|writeInt|getUint|getInt|setUint|DataView)|(?<!&)&\s*0[xb]|\b0[xb][0-9a-fA-F]+\s*&(?!&)/;
    expect(hits(srcOnly, bytes, codecs)).toEqual([]);
  });

  it("throws errors that have a code", () => {
    expect(hits(files, /\bthrow new (Error|TypeError|RangeError)\b/, [])).toEqual([]);
  });

  it("drops no error silently", () => {
    const silent = files.flatMap((file) =>
      [...file.code.matchAll(/\bcatch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\s*\)\s*=>\s*\{\s*\}\s*\)/g)].map(
        (match) => `${file.path}: ${match[0]}`,
      ),
    );
    expect(silent).toEqual([]);
  });

  it("reaches clock and chance only through parameters", () => {
    const doors = /(?<![.\w])(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|new Date\(\))/;
    expect(hits(srcOnly, doors, [/^src\/base\/clock\.ts$/, /^src\/(agent|main)\.ts$|^src\/agent\//])).toEqual([]);
  });

  it("has no state at module level", () => {
    expect(hits(files, /^(export )?let\b/, [])).toEqual([]);
  });

  it("is not skipped by tests where a program is missing, unless they say which", () => {
    // Only requires() names what is missing, and lets CI fail for it. Hardware cannot be installed.
    const allowed = [/^test\/support\/requires\.ts$/, /^test\/e2e\/host-only\.test\.ts$/];
    expect(hits(sourceFiles("test"), /\.(skipIf|runIf)\(/, allowed)).toEqual([]);
  });

  it("takes types only from node:http, whose import costs every start what src/base/node-http.ts says", () => {
    const imports = srcOnly.flatMap(({ text }) => text.match(/^import [^;]*? from "node:http";$/gm) ?? []);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((statement) => !statement.startsWith("import type "))).toEqual([]);
  });

  it("ends the process only where it is composed", () => {
    expect(hits(srcOnly, /\bprocess\.exit\(/, [/^src\/main\.ts$|^src\/agent\//])).toEqual([]);
  });
});
