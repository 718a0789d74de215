import { AgentError, messageOf, UsageError } from "../base/errors.ts";
import { AgentClient } from "./agent-client.ts";
import { parseInput } from "./arguments.ts";
import type { Command } from "./command.ts";
import { alarmsCommand } from "./commands/alarms.ts";
import { eventsCommand } from "./commands/events.ts";
import { fruCommand } from "./commands/fru.ts";
import { selCommand } from "./commands/sel.ts";
import { sensorsCommand } from "./commands/sensors.ts";
import { simCommands } from "./commands/sim.ts";
import { snmpCommands } from "./commands/snmp.ts";
import { treeCommand } from "./commands/tree.ts";
import { userCommand } from "./commands/user.ts";
import type { CliDoors } from "./doors.ts";
import { ExitCode } from "./exit-code.ts";
import { showGroup, showVerb, showVerbs } from "./help.ts";
import { Screen } from "./screen.ts";

export type { Command, CommandContext, CommandInput, CommandOption } from "./command.ts";
export type { CliDoors, TextOutput } from "./doors.ts";
export { ExitCode } from "./exit-code.ts";

/** Verbs that ask a running agent. */
export const onlineCommands: readonly Command[] = [
  treeCommand,
  sensorsCommand,
  eventsCommand,
  alarmsCommand,
  fruCommand,
  selCommand,
  userCommand,
  ...snmpCommands,
  ...simCommands,
];

/** Runs one verb: `argv` is what follows the program's name. Resolves to the exit status, rejects never. */
export async function runCli(
  argv: readonly string[],
  doors: CliDoors,
  commands: readonly Command[] = onlineCommands,
): Promise<ExitCode> {
  const screen = new Screen(doors.stdout, doors.env);
  const complaints = new Screen(doors.stderr, doors.env);
  try {
    return await run(argv, doors, commands, screen, complaints);
  } catch (error) {
    // Ctrl-C ends what goes on for ever; that is no failure.
    if (doors.signal.aborted) return ExitCode.ok;
    // Only our own messages have several lines; in what an agent says they would be somebody else's.
    const lines = error instanceof UsageError ? error.message.split("\n") : [messageOf(error)];
    for (const [i, line] of lines.entries()) {
      complaints.line({ text: i === 0 ? "hpi-agent: " : "", colour: "red" }, line);
    }
    if (error instanceof UsageError && error.code === "E_ARGUMENTS") return ExitCode.usage;
    const code = error instanceof AgentError ? error.code : "";
    return code === "E_NO_AGENT" || code === "E_AGENT_GONE" ? ExitCode.noAgent : ExitCode.failed;
  }
}

async function run(
  argv: readonly string[],
  doors: CliDoors,
  commands: readonly Command[],
  screen: Screen,
  complaints: Screen,
): Promise<ExitCode> {
  const [first] = argv;
  if (first === undefined) {
    showVerbs(commands, complaints);
    return ExitCode.usage;
  }
  const asksHelp = first === "help" || first === "--help" || first === "-h";
  const words = asksHelp ? argv.slice(1) : argv;
  if (asksHelp && words.length === 0) {
    showVerbs(commands, screen);
    return ExitCode.ok;
  }
  const group = below(commands, words[0]!);
  const isAlone = asksHelp ? words.length === 1 : words[1] === "--help" || words[1] === "-h";
  if (isAlone && group.length > 0 && commands.every(({ name }) => name !== words[0])) {
    showGroup(words[0]!, group, screen);
    return ExitCode.ok;
  }
  const command = find(commands, words);
  if (asksHelp) {
    showVerb(command, screen);
    return ExitCode.ok;
  }
  const input = parseInput(command, words.slice(command.name.split(" ").length));
  if (input.flag("help")) {
    showVerb(command, screen);
    return ExitCode.ok;
  }
  const agent = new AgentClient(doors.stateDirectories(input.option("state-directory")), doors.signal);
  return command.run(input, { doors, screen, agent, json: input.flag("json") });
}

/** The verb of two words when there is one, else that of one. */
function find(commands: readonly Command[], words: readonly string[]): Command {
  const [first = "", second = ""] = words;
  const found =
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
  if (found !== undefined) return found;
  const seconds = below(commands, first).map(({ name }) => name.split(" ")[1]);
  if (seconds.length > 0) throw new UsageError("E_ARGUMENTS", `expected: hpi-agent ${first} ${seconds.join("|")}`);
  throw new UsageError("E_ARGUMENTS", `there is no verb "${first}"; see: hpi-agent help`);
}

function below(commands: readonly Command[], first: string): readonly Command[] {
  return commands.filter(({ name }) => name.startsWith(`${first} `));
}
