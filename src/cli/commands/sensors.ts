import type { Command, CommandContext } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { Cell } from "../screen.ts";
import type { SensorData, Tree } from "./agent-data.ts";
import { chooseResources } from "./resource-choice.ts";
import { ageText, severityCell, valueText } from "./words.ts";

export const sensorsCommand: Command = {
  name: "sensors",
  summary: "sensors and their readings",
  options: {
    resource: { type: "string", value: "NAME", help: "only those of a resource and what it contains" },
    watch: { type: "boolean", help: "go on with every change" },
  },
  async run(input, context) {
    const { agent, screen, json } = context;
    const wanted = input.option("resource");
    const chosen = wanted === undefined ? undefined : chooseResources(await agent.get<Tree>("/tree"), wanted);
    const isChosen = (sensor: SensorData) => chosen === undefined || chosen.has(sensor.resourceId);
    const { sensors } = await agent.get<{ sensors: readonly SensorData[] }>("/sensors");
    const shown = sensors.filter(isChosen);
    if (input.flag("watch")) return watch(shown, isChosen, context);
    if (json) screen.json({ sensors: shown });
    else show(shown, context);
    return ExitCode.ok;
  },
};

async function watch(
  first: readonly SensorData[],
  isChosen: (sensor: SensorData) => boolean,
  context: CommandContext,
): Promise<ExitCode> {
  const { agent, screen, json } = context;
  const known = new Map(first.map((sensor) => [sensor.id, sensor]));
  const redraws = screen.isTerminal && !json;
  const redraw = () => screen.picture((sheet) => show([...known.values()], { ...context, screen: sheet }));
  if (redraws) redraw();
  else if (json) for (const sensor of first) screen.jsonLine(sensor);
  else show(first, context);
  for await (const { event, data } of agent.stream("/readings/stream")) {
    if (event !== "readings") continue;
    const changed = (JSON.parse(data) as readonly SensorData[]).filter(isChosen);
    for (const sensor of changed) known.set(sensor.id, sensor);
    if (redraws) {
      redraw();
    } else if (json) {
      for (const sensor of changed) screen.jsonLine(sensor);
    } else {
      for (const sensor of changed)
        screen.line(...rowOf(sensor).flatMap((cell, i) => (i === 0 ? [cell] : ["  ", cell])));
    }
  }
  return ExitCode.ok;
}

function show(sensors: readonly SensorData[], { screen }: CommandContext): void {
  if (sensors.length === 0) screen.line("There are no sensors.");
  else screen.table(["RESOURCE", "SENSOR", "VALUE", "STATE", "AGE"], sensors.map(rowOf), ["VALUE", "AGE"]);
}

function rowOf(sensor: SensorData): readonly Cell[] {
  const { quality, unit } = sensor;
  const value: Cell =
    quality === "stale"
      ? { text: valueText(sensor.lastValue, unit), colour: "dim" }
      : valueText(quality === "good" ? sensor.value : null, unit);
  // Without a reading ever there is no age.
  const age = quality === "unavailable" && sensor.reason === "initial" ? "" : ageText(sensor.ageMs);
  return [sensor.resource, sensor.name, value, stateCell(sensor), age];
}

function stateCell({ quality, reason, states, severity, value, eventOnly, remark }: SensorData): Cell {
  if (quality === "stale") return { text: `stale: ${reason}`, colour: "yellow" };
  if (eventOnly && reason === "initial") return { text: "told by events only", colour: "dim" };
  if (quality === "unavailable") return { text: `no reading: ${reason}`, colour: reason === "error" ? "red" : "dim" };
  const isOk = states.length === 0;
  if (isOk && value === null) return remark ?? "";
  const told = isOk ? "ok" : states.join(", ");
  const text = remark === undefined ? told : `${told} (${remark})`;
  const cell = severityCell(isOk ? "ok" : severity);
  return typeof cell === "string" ? text : { ...cell, text };
}
