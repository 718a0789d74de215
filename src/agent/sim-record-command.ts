import { DeviceSilentError, NotThereError, UsageError } from "../base/errors.ts";
import { silentLogger } from "../base/logger.ts";
import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";
import type { ControllerConfig } from "../transport/config.ts";
import { findLocalController, openController } from "./controllers.ts";
import { systemDoors } from "./doors.ts";

/** `hpi-agent sim record`: describes a live machine, to simulate it where it is not. */
export const simRecordCommand: Command = {
  name: "sim record",
  arguments: "NAME",
  summary: "print a description of a live machine, for `sim run --machine FILE`",
  options: {
    config: { type: "string", value: "FILE", help: "configuration that says how to reach its controller" },
    controller: { type: "string", value: "NAME", help: "the controller in it, default the first" },
  },
  words: { least: 1, most: 1 },
  async run(input, { screen }) {
    const [name = ""] = input.positionals;
    const doors = systemDoors();
    const file = input.option("config");
    const config = file === undefined ? findLocalController(doors) : await configured(file, input.option("controller"));
    if (config === undefined)
      throw new NotThereError("E_NO_DEVICE", "this machine has no IPMI device; give a configuration with --config");
    const { recordingText, recordMachine } = await import("../../simulators/index.ts");
    const connection = await openController(config, doors, silentLogger);
    try {
      const text = recordingText(await recordMachine(connection, name));
      for (const line of text.trimEnd().split("\n")) screen.line(line);
    } catch (error) {
      const { trouble } = connection;
      if (trouble === undefined || !(error instanceof DeviceSilentError)) throw error;
      throw new DeviceSilentError("E_LINK_DOWN", `${connection.name}: ${trouble}`);
    } finally {
      await connection.close();
    }
    return ExitCode.ok;
  },
};

async function configured(file: string, name: string | undefined): Promise<ControllerConfig> {
  const { readConfig } = await import("../config/read.ts");
  const { controllers = [] } = await readConfig(file);
  const found = name === undefined ? controllers[0] : controllers.find((c) => c.name === name);
  if (found !== undefined) return found;
  const known = controllers.map((c) => c.name).join(", ") || "none";
  throw new UsageError("E_ARGUMENTS", `${file} has no controller "${name ?? ""}"; it has ${known}`);
}
