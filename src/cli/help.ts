import { commonOptions } from "./arguments.ts";
import type { Command, CommandOption } from "./command.ts";
import type { Screen } from "./screen.ts";

/** Verbs that are an agent instead of asking one; they have help texts of their own. */
const agentVerbs = [
  ["run", "manage this machine's hardware: the production command, never simulates"],
  ["start", "the same for a first look: simulates a shelf where there is no BMC"],
] as const;

/** The list of verbs. */
export function showVerbs(commands: readonly Command[], screen: Screen): void {
  screen.line("Usage: hpi-agent VERB [ARGUMENT…] [OPTION…]");
  screen.line();
  const verbs = [...agentVerbs, ...commands.map((command) => [usageOf(command), command.summary] as const)];
  const width = Math.max(...verbs.map(([usage]) => usage.length));
  for (const [usage, summary] of verbs) screen.line(`  ${usage.padEnd(width)}  ${summary}`);
  screen.line();
  screen.line("Options of every verb:");
  showOptions(commonOptions, screen);
  screen.line();
  screen.line("Exit status: 0 done; 1 refused or failed; 2 wrong command line; 3 no agent answers.");
}

/** The verbs that begin with one word. */
export function showGroup(first: string, commands: readonly Command[], screen: Screen): void {
  screen.line(`Usage: hpi-agent ${first} VERB [ARGUMENT…] [OPTION…]`);
  screen.line();
  const width = Math.max(...commands.map((command) => usageOf(command).length));
  for (const command of commands) screen.line(`  ${usageOf(command).padEnd(width)}  ${command.summary}`);
  screen.line();
  screen.line(`More about each: hpi-agent ${first} VERB --help`);
}

/** One verb with its options. */
export function showVerb(command: Command, screen: Screen): void {
  screen.line(`Usage: hpi-agent ${usageOf(command)} [OPTION…]`);
  screen.line();
  screen.line(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`);
  screen.line();
  screen.line("Options:");
  showOptions({ ...command.options, ...commonOptions }, screen);
}

function usageOf({ name, arguments: words }: Command): string {
  return words === undefined ? name : `${name} ${words}`;
}

function showOptions(options: Readonly<Record<string, CommandOption>>, screen: Screen): void {
  for (const [name, { value, help }] of Object.entries(options)) {
    screen.line(`  ${`--${name}${value === undefined ? "" : ` ${value}`}`.padEnd(24)}${help}`);
  }
}
