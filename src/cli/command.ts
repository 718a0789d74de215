import type { AgentClient } from "./agent-client.ts";
import type { CliDoors } from "./doors.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Screen } from "./screen.ts";

export interface CommandOption {
  readonly type: "boolean" | "string";
  /** Name of the value in the help, e.g. `N`. */
  readonly value?: string;
  readonly help: string;
}

/** What was given on the command line after the verb. */
export interface CommandInput {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  option(name: string): string | undefined;
  /** A whole number; UsageError `E_ARGUMENTS` for anything else. */
  number(name: string): number | undefined;
}

export interface CommandContext {
  readonly doors: CliDoors;
  readonly screen: Screen;
  readonly agent: AgentClient;
  readonly json: boolean;
}

/** A verb. */
export interface Command {
  /** One word, or two for a verb with its own verbs: `sim set`. */
  readonly name: string;
  /** Words after the verb as the help shows them, e.g. `SENSOR VALUE`. */
  readonly arguments?: string;
  readonly summary: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** How many words may follow, default none. */
  readonly words?: { readonly least: number; readonly most: number };
  run(input: CommandInput, context: CommandContext): Promise<ExitCode>;
}
