import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";

/** Says whether a configuration file is right, and of every mistake where it is and what was expected. */
export const checkConfigCommand: Command = {
  name: "check-config",
  arguments: "FILE",
  words: { least: 1, most: 1 },
  summary: "check a configuration file",
  async run(input, { screen, json }) {
    const [file = ""] = input.positionals;
    const { readConfig } = await import("../../config/read.ts");
    const config = await readConfig(file);
    if (json) screen.line(JSON.stringify(config, null, 2));
    else screen.line(`${file} is right`);
    return ExitCode.ok;
  },
};
