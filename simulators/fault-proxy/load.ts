/** Reads a fault script from a file. */
import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "../../src/base/errors.ts";
import { YamlFile } from "../yaml-file.ts";
import { type FaultScript, faultScript } from "./rules.ts";

/** Rejects with UsageError `E_FAULTS` naming file, line and key of every fault. */
export async function loadFaults(path: string): Promise<FaultScript> {
  let source: string;
  try {
    source = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError("E_FAULTS", `cannot read ${path}: ${messageOf(error)}`, { path }, { cause: error });
  }
  return new YamlFile(source, path, "E_FAULTS").parse(faultScript);
}
