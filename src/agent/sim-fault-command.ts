import type { FaultState } from "../../simulators/index.ts";
import type { Command, CommandContext } from "../cli/command.ts";
import { ExitCode } from "../cli/exit-code.ts";

/** `hpi-agent sim fault`: changes what the fault proxies of a running simulator do, and tells what they did. */
export const simFaultCommand: Command = {
  name: "sim fault",
  arguments: "[FILE]",
  summary: "give the simulator's fault proxies another script, or see how often each rule acted",
  options: {
    attach: { type: "string", value: "FILE", help: "of a simulator without an agent: what `sim run` wrote" },
  },
  words: { least: 0, most: 1 },
  async run(input, context) {
    const [file] = input.positionals;
    const { loadFaults } = await import("../../simulators/index.ts");
    const script = file === undefined ? undefined : await loadFaults(file);
    const attach = input.option("attach");
    const state = attach === undefined ? await byAgent(context, script) : await directly(attach, script);
    const { screen, json } = context;
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

type Script = FaultState["script"];

async function byAgent({ agent }: CommandContext, script: Script | undefined): Promise<FaultState> {
  if (script !== undefined) await agent.post("/sim/fault", script);
  return await agent.get<FaultState>("/sim/fault");
}

async function directly(attachFile: string, script: Script | undefined): Promise<FaultState> {
  const { attachSimulator } = await import("../../simulators/index.ts");
  const simulator = await attachSimulator(attachFile);
  try {
    if (script !== undefined) await simulator.control.setFaults(script);
    return await simulator.control.faults();
  } finally {
    await simulator.detach();
  }
}
