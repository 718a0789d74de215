/** From inside the guest: asks the test on the host to do something to the BMC, through files in the shared folder. */
import { existsSync, renameSync, writeFileSync } from "node:fs";

const folder = "/ctl";
const lookMs = 2;

export type HostVerb = "freeze" | "wake" | "restart" | "raise-event";

let number = 0;

/** Returns when it is done; nothing else in this process runs meanwhile. */
export function askHostNow(verb: HostVerb): void {
  const done = ask(verb);
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(done)) Atomics.wait(never, 0, 0, lookMs);
}

/** Resolves when it is done. */
export async function askHost(verb: HostVerb): Promise<void> {
  const done = ask(verb);
  while (!existsSync(done)) await new Promise((resolve) => setTimeout(resolve, lookMs));
}

function ask(verb: HostVerb): string {
  number += 1;
  const path = `${folder}/ask-${process.pid}-${number}`;
  writeFileSync(`${path}.new`, verb);
  renameSync(`${path}.new`, `${path}.verb`);
  return `${path}.done`;
}
