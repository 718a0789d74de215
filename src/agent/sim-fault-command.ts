import { attachSimulator, loadFaults } from "../../simulators/index.ts";
import { UsageError } from "../base/errors.ts";
import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim fault`: changes what the fault proxies of a running simulator do, and tells what they did. */
export const simFaultCommand: Command = {
  name: "sim fault",
  arguments: "[FILE]",
  summary: "give a simulator's fault proxies another script, or see how often each rule acted",
  options: {
    attach: { type: "string", value: "FILE", help: "the file that `sim run --attach-file` wrote; needed" },
  },
  words: { least: 0, most: 1 },
  async run(input, { screen, json }) {
    const attach = input.option("attach");
    if (attach === undefined) throw new UsageError("E_ARGUMENTS", "expected --attach FILE");
    const [file] = input.positionals;
    const script = file === undefined ? undefined : await loadFaults(file);
    const simulator = await attachSimulator(attach);
    try {
      if (script !== undefined) await simulator.control.setFaults(script);
      const state = await simulator.control.faults();
      if (json) screen.json(state);
      else {
        const rows = state.script.faults.map((rule, index) => {
          const acted = state.links.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
          return [`${acted}`, JSON.stringify(rule)];
        });
        screen.table(["ACTED", "RULE"], rows, ["ACTED"]);
      }
    } finally {
      await simulator.detach();
    }
    return ExitCode.ok;
  },
};
