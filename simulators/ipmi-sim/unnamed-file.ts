/** Files without a name: nothing is left of them when nobody has them open, however their makers end. */
import { closeSync, constants, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";

/** open(2): O_TMPFILE is this bit and O_DIRECTORY. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** Makes a file of `content` for its owner only; gives the descriptor, for the caller to close. */
export function unnamedFile(directory: string, content: string, random: (bytes: number) => Uint8Array): number {
  const descriptor = open(directory, random);
  try {
    writeSync(descriptor, content);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function open(directory: string, random: (bytes: number) => Uint8Array): number {
  try {
    return openSync(directory, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch (error) {
    // Some file systems cannot.
    if (!["EISDIR", "EOPNOTSUPP", "EINVAL"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
  const path = join(directory, `hpi-sim-${Buffer.from(random(8)).toString("hex")}`);
  const descriptor = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  return descriptor;
}
