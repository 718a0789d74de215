import { UsageError } from "../base/errors.ts";
import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim schema`: the form of machine descriptions and fault scripts, for editors. */
export const simSchemaCommand: Command = {
  name: "sim schema",
  arguments: "machine|faults",
  summary: "print the JSON Schema of machine descriptions or of fault scripts",
  words: { least: 1, most: 1 },
  async run({ positionals: [form] }, { screen }) {
    if (form !== "machine" && form !== "faults")
      throw new UsageError("E_ARGUMENTS", `expected machine or faults, got "${form}"`);
    const { fileSchema } = await import("../../simulators/index.ts");
    screen.json(fileSchema(form));
    return ExitCode.ok;
  },
};
