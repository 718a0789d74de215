/** A command that the simulator adds, and another project's program that reads its answer. */
import type { Command } from "../../../../src/ipmi/command.ts";
import type { Dissection } from "../../../ipmi/commands/read-back/tshark.ts";
import type { Bench } from "./bench.ts";

export interface BehaviourReadBackCase {
  readonly command: Command<unknown, unknown>;
  /** The program that reads the answer, and how it is asked. */
  readonly reader: string;
  readonly machine: "atca-14" | "rack";
  /** Lets a program send the command, and compares what programs say with what is so. */
  readonly check: (bench: Bench) => Promise<void>;
  /** All that Wireshark's dissector finds in the response, where no other program has words for it. */
  readonly dissection?: Dissection;
}

type Check = BehaviourReadBackCase["check"];

/** Read by `reader`, e.g. `ipmitool picmg properties`. */
export function read(
  machine: BehaviourReadBackCase["machine"],
  command: Command<unknown, unknown>,
  reader: string,
  check: Check,
): BehaviourReadBackCase {
  return { machine, command, reader, check };
}

/** Sent by `check` and read by Wireshark. */
export function dissected(
  machine: BehaviourReadBackCase["machine"],
  command: Command<unknown, unknown>,
  dissection: Dissection,
  check: Check,
): BehaviourReadBackCase {
  return { machine, command, reader: "tshark", check, dissection };
}
