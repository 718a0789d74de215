import { parseArgs } from "node:util";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Command, CommandInput, CommandOption } from "./command.ts";

/** Every verb knows these. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  "state-directory": { type: "string", value: "DIR", help: "where the agent keeps its state" },
  json: { type: "boolean", help: "print JSON" },
  help: { type: "boolean", help: "print this help" },
};

const negative = /^-[\d.]+$/;

/** Reads what follows the verb; UsageError `E_ARGUMENTS`. */
export function parseInput(command: Command, words: readonly string[]): CommandInput {
  const options = { ...commonOptions, ...command.options };
  const { values, positionals } = parse(command, words, options);
  const { least, most } = command.words ?? { least: 0, most: 0 };
  const wanted = values["help"] === true || (positionals.length >= least && positionals.length <= most);
  if (!wanted) {
    throw new UsageError("E_ARGUMENTS", `expected: hpi-agent ${command.name} ${command.arguments ?? ""}`.trimEnd());
  }
  const option = (name: string) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    positionals,
    flag: (name) => values[name] === true,
    option,
    number(name) {
      const text = option(name);
      if (text === undefined) return undefined;
      if (!/^\d{1,15}$/.test(text)) throw new UsageError("E_ARGUMENTS", `--${name}: expected a number, got "${text}"`);
      return Number(text);
    },
  };
}

function parse(command: Command, words: readonly string[], options: Readonly<Record<string, CommandOption>>) {
  // A negative number is no option.
  const numbers = words.filter((word) => negative.test(word));
  const others = words.filter((word) => !negative.test(word));
  try {
    return parseArgs({
      args: numbers.length === 0 ? others : [...others, "--", ...numbers],
      options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
      allowPositionals: true,
    });
  } catch (error) {
    // Node's first sentence says what is wrong; the others advise what no verb needs.
    const [problem] = messageOf(error).split(/\.(?:\s|$)/);
    throw new UsageError("E_ARGUMENTS", `${problem}; see: hpi-agent ${command.name} --help`, {}, { cause: error });
  }
}
