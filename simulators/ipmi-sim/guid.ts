/** GUIDs of simulated controllers. */
import { createHash } from "node:crypto";
import type { Machine } from "../machine/machine.ts";

const bytes = 16;
/** Version and variant of RFC 9562 in the order of IPMI 2.0 section 20.8, least significant byte first. */
const version = { at: 9, keep: 0x0f, set: 0x40 } as const;
const variant = { at: 7, keep: 0x3f, set: 0x80 } as const;

/** The same in every run, as caches are keyed by it, and another for every name. */
export function guidOf(machine: Pick<Machine, "name">, name: string): Buffer {
  const guid = createHash("sha256").update(`${machine.name}/${name}`).digest().subarray(0, bytes);
  for (const { at, keep, set } of [version, variant]) guid[at] = ((guid[at] ?? 0) & keep) | set;
  return guid;
}
