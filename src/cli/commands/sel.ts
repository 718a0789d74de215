import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { SelData } from "./agent-data.ts";
import { timeText } from "./words.ts";

export const selCommand: Command = {
  name: "sel",
  summary: "the controllers' own event logs",
  async run(_input, { agent, screen, json }) {
    const page = await agent.get<{ records: readonly SelData[] }>("/sel");
    if (json) screen.json(page);
    else if (page.records.length === 0) screen.line("The event logs of the controllers are empty.");
    else {
      const rows = page.records.map(({ controller, id, time, sinceStart, text }) => [
        controller,
        String(id),
        sinceStart === undefined ? timeText(time) : `start + ${sinceStart} s`,
        text,
      ]);
      screen.table(["CONTROLLER", "RECORD", "TIME", "EVENT"], rows, ["RECORD"]);
    }
    return ExitCode.ok;
  },
};
