import { UsageError } from "../base/errors.ts";
import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim proxy`: makes a controller behave badly towards other people's software. */
export const simProxyCommand: Command = {
  name: "sim proxy",
  arguments: "HOST:PORT",
  summary: "run a fault proxy in front of a controller",
  options: {
    link: { type: "string", value: "lan|vm", help: "RMCP over UDP (default), or OpenIPMI's virtual machine protocol" },
    faults: { type: "string", value: "FILE", help: "the fault script; needed" },
  },
  words: { least: 1, most: 1 },
  async run(input, { doors, screen }) {
    const [words = ""] = input.positionals;
    const at = words.lastIndexOf(":");
    const [host, port] = [words.slice(0, at), Number(words.slice(at + 1))];
    if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535)
      throw new UsageError("E_ARGUMENTS", `expected HOST:PORT, got "${words}"`);
    const link = input.option("link") ?? "lan";
    if (link !== "lan" && link !== "vm")
      throw new UsageError("E_ARGUMENTS", `expected --link lan or vm, got "${link}"`);
    const faults = input.option("faults");
    if (faults === undefined) throw new UsageError("E_ARGUMENTS", "expected --faults FILE");
    const { runFaultProxy } = await import("../../simulators/index.ts");
    await runFaultProxy({ link, to: { host, port }, faults, print: (line) => screen.line(line), signal: doors.signal });
    return ExitCode.ok;
  },
};
