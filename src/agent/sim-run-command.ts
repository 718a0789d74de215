import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim run`: a simulator of its own, for agents that attach and for other people's software. */
export const simRunCommand: Command = {
  name: "sim run",
  summary: "run a simulated machine that outlives agents",
  options: {
    machine: { type: "string", value: "NAME", help: "machine to simulate (default atca-14), or a description's path" },
    "attach-file": { type: "string", value: "FILE", help: "where to write the addresses for `start --attach`" },
    drift: { type: "boolean", help: "let readings move in slow waves" },
    faults: { type: "string", value: "FILE", help: "put fault proxies in front of it, with this script" },
    traps: { type: "string", value: "ADDRESS:PORT", help: "send the traps of its management modules there (SNMPv1)" },
    list: { type: "boolean", help: "only list the machines there are" },
  },
  async run(input, { doors, screen }) {
    const { loadFaults, machineNames, parseTrapReceiver, runSimulator } = await import("../../simulators/index.ts");
    if (input.flag("list")) {
      for (const name of await machineNames()) screen.line(name);
      return ExitCode.ok;
    }
    const attachFile = input.option("attach-file");
    const faults = input.option("faults");
    const traps = input.option("traps");
    const status = await runSimulator({
      machine: input.option("machine") ?? "atca-14",
      ...(attachFile === undefined ? {} : { attachFile }),
      ...(faults === undefined ? {} : { faults: await loadFaults(faults) }),
      ...(traps === undefined ? {} : { trapReceivers: [parseTrapReceiver(traps)] }),
      drift: input.flag("drift"),
      print: (line) => screen.line(line),
      signal: doors.signal,
    });
    return status === 0 ? ExitCode.ok : ExitCode.failed;
  },
};
