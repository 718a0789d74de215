import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "../base/errors.ts";

/** The first line of a file that holds a password; undefined without a file. UsageError `E_SECRET_FILE`. */
export async function secretOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/)[0];
  } catch (error) {
    throw new UsageError("E_SECRET_FILE", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
}
