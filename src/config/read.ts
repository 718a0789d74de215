import { readFile } from "node:fs/promises";
import { messageOf, NotThereError } from "../base/errors.ts";
import type { Config } from "./schema.ts";

/** Reads a configuration file. NotThereError `E_CONFIG_FILE`; UsageError `E_CONFIG` names every mistake in it. */
export async function readConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new NotThereError("E_CONFIG_FILE", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
  // The parser of YAML is only for those who wrote some.
  const { parseConfig } = await import("./load.ts");
  return parseConfig(text, file);
}
