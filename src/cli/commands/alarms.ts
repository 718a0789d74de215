import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { AlarmData } from "./agent-data.ts";
import { severityCell, timeText } from "./words.ts";

export const alarmsCommand: Command = {
  name: "alarms",
  summary: "what is wrong now",
  options: {
    acknowledge: {
      type: "string",
      value: "ID",
      help: "take note of an alarm; one of a sensor that cannot be read ends by it",
    },
  },
  async run(input, { agent, screen, json }) {
    const id = input.number("acknowledge");
    if (id !== undefined) await agent.post(`/alarms/${id}/acknowledge`, {});
    const page = await agent.get<{ alarms: readonly AlarmData[] }>("/alarms");
    if (json) screen.json(page);
    else if (page.alarms.length === 0) screen.line("No alarms.");
    else {
      const rows = page.alarms.map(({ id, severity, raised, resource, text, acknowledged }) => [
        String(id),
        severityCell(severity),
        timeText(raised.received),
        resource ?? "",
        acknowledged ? `${text} (acknowledged)` : text,
      ]);
      screen.table(["ID", "SEVERITY", "SINCE", "RESOURCE", "ALARM"], rows);
    }
    return ExitCode.ok;
  },
};
