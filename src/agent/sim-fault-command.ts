import type { FaultState } from "../../simulators/index.ts";
import type { Command } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim fault`: changes what the fault proxies of a running simulator do, and tells what they did. */
export const simFaultCommand: Command = {
  name: "sim fault",
  arguments: "[FILE]",
  summary: "give the simulator's fault proxies another script, or see how often each rule acted",
  words: { least: 0, most: 1 },
  async run(input, { agent, screen, json }) {
    const [file] = input.positionals;
    const { loadFaults } = await import("../../simulators/index.ts");
    const script = file === undefined ? undefined : await loadFaults(file);
    if (script !== undefined) await agent.post("/sim/fault", script);
    const state = await agent.get<FaultState>("/sim/fault");
    if (json) screen.json(state);
    else {
      const rows = state.script.faults.map((rule, index) => {
        const acted = state.links.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
        return [`${acted}`, JSON.stringify(rule)];
      });
      screen.table(["ACTED", "RULE"], rows, ["ACTED"]);
    }
    return ExitCode.ok;
  },
};
