import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { AlarmData } from "./agent-data.ts";
import { severityCell, timeText } from "./words.ts";

export const alarmsCommand: Command = {
  name: "alarms",
  summary: "what is wrong now",
  async run(_input, { agent, screen, json }) {
    const page = await agent.get<{ alarms: readonly AlarmData[] }>("/alarms");
    if (json) screen.json(page);
    else if (page.alarms.length === 0) screen.line("No alarms.");
    else {
      const rows = page.alarms.map(({ severity, raised, resource, text, acknowledged }) => [
        severityCell(severity),
        timeText(raised.received),
        resource ?? "",
        acknowledged ? `${text} (acknowledged)` : text,
      ]);
      screen.table(["SEVERITY", "SINCE", "RESOURCE", "ALARM"], rows);
    }
    return ExitCode.ok;
  },
};
