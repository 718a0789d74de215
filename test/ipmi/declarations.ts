/** Everything declared under src/ipmi, found by importing every file. */

import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "../../src/ipmi/command.ts";
import type { Struct } from "../../src/wire/struct.ts";

const root = fileURLToPath(new URL("../../src/ipmi/", import.meta.url));

export interface Declaration<T> {
  /** Path below src/ipmi. */
  readonly file: string;
  readonly exported: string;
  readonly value: T;
}

export interface Declarations {
  readonly files: readonly string[];
  readonly commands: readonly Declaration<Command<unknown, unknown>>[];
  /** Structs outside commands: SDR, SEL and FRU records and their headers. */
  readonly records: readonly Declaration<Struct<unknown>>[];
}

export async function findDeclarations(): Promise<Declarations> {
  const files = globSync("**/*.ts", { cwd: root }).sort();
  const commands: Declaration<Command<unknown, unknown>>[] = [];
  const records: Declaration<Struct<unknown>>[] = [];
  const seen = new Set<unknown>();
  for (const file of files) {
    const module: Record<string, unknown> = await import(`${root}${file}`);
    for (const [exported, value] of Object.entries(module)) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      if ("netFn" in value && "request" in value) {
        commands.push({ file, exported, value: value as Command<unknown, unknown> });
      } else if ("layout" in value && "decode" in value) {
        records.push({ file, exported, value: value as Struct<unknown> });
      }
    }
  }
  return { files, commands, records };
}
