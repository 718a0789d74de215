import { UsageError } from "../../base/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { EventData, EventPage } from "./agent-data.ts";
import { severityCell, timeText } from "./words.ts";

/** What one page of the REST interface holds. */
const MOST = 1000;

export const eventsCommand: Command = {
  name: "events",
  summary: "the event log",
  options: {
    follow: { type: "boolean", help: "go on with every new event" },
    after: { type: "string", value: "N", help: "only events after number N" },
    last: { type: "string", value: "N", help: "at most N events (default 20; up to 1000)" },
  },
  async run(input, context) {
    const { agent, screen, json } = context;
    const after = input.number("after");
    const limit = input.number("last") ?? (after === undefined ? 20 : MOST);
    if (limit < 1 || limit > MOST) {
      throw new UsageError("E_ARGUMENTS", `--last: expected 1 to ${MOST}, got ${limit}`);
    }
    const from = after === undefined ? "" : `&after=${after}`;
    const page = await agent.get<EventPage>(`/events?limit=${limit}${from}`);
    if (!input.flag("follow")) {
      if (json) screen.json(page);
      else if (page.events.length === 0) screen.line("There are no events.");
      else for (const event of page.events) show(event, context);
      return ExitCode.ok;
    }
    const showOne = (event: EventData) => (json ? screen.jsonLine(event) : show(event, context));
    page.events.forEach(showOne);
    for await (const message of agent.stream(`/events/stream?after=${page.next}&epoch=${page.epoch}`)) {
      if (message.event === "event") showOne(JSON.parse(message.data) as EventData);
    }
    return ExitCode.ok;
  },
};

function show(event: EventData, { screen }: CommandContext): void {
  const { sequence, assertion, resource, text, time } = event;
  // What ended is not bad any more, however bad it was.
  const severity = assertion === false ? "cleared" : event.severity;
  const where = resource === null || text.includes(resource) ? "" : `${resource}: `;
  const cell = severityCell(severity);
  const padding = " ".repeat(Math.max(1, 14 - severity.length));
  screen.line(
    { text: timeText(time.received), colour: "dim" },
    `  ${String(sequence).padStart(6)}  `,
    cell,
    padding,
    `${where}${text}`,
  );
}
