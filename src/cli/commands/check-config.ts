import { readFile } from "node:fs/promises";
import { messageOf, NotThereError } from "../../base/errors.ts";
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
    const { parseConfig } = await import("../../config/load.ts");
    const config = parseConfig(await read(file), file);
    if (json) screen.line(JSON.stringify(config, null, 2));
    else screen.line(`${file} is right`);
    return ExitCode.ok;
  },
};

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new NotThereError("E_CONFIG_FILE", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
}
