import { NotThereError, UsageError } from "../../base/errors.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { Screen } from "../screen.ts";
import type { SimulatedSensor } from "./agent-data.ts";
import { valueText } from "./words.ts";

/** The verbs below `sim`: what can be done to the simulated machine the agent runs on. */
export const simCommands: readonly Command[] = [
  {
    name: "sim list",
    arguments: "[CONTROLLER]",
    summary: "the simulated machine's sensors as they are set",
    words: { least: 0, most: 1 },
    async run({ positionals }, { agent, screen, json }) {
      const { machine, sensors } = await agent.get<{ machine: string; sensors: readonly SimulatedSensor[] }>("/sim");
      const [controller] = positionals;
      const shown = sensors.filter((sensor) => controller === undefined || sensor.controller === controller);
      if (shown.length === 0 && controller !== undefined) {
        const problem = `no simulated controller "${controller}" has sensors; see: hpi-agent sim list`;
        throw new NotThereError("E_NO_CONTROLLER", problem);
      }
      if (json) screen.json({ machine, sensors: shown });
      else {
        screen.line(`Machine ${machine}`);
        const rows = shown.map((sensor) => [
          sensor.controller,
          sensor.name,
          sensor.kind === "analog" ? valueText(sensor.value ?? null, sensor.unit ?? null) : "",
          sensor.present ? (sensor.states ?? []).join(", ") : "pulled",
        ]);
        screen.table(["CONTROLLER", "SENSOR", "VALUE", "STATE"], rows, ["VALUE"]);
      }
      return ExitCode.ok;
    },
  },
  {
    name: "sim set",
    arguments: "CONTROLLER/SENSOR VALUE",
    summary: "set a simulated sensor, in its unit",
    words: { least: 2, most: 2 },
    async run({ positionals: [sensor, value] }, { agent, screen, json }) {
      const number = Number(value);
      if (value === undefined || value.trim() === "" || !Number.isFinite(number)) {
        throw new UsageError("E_ARGUMENTS", `expected a number as VALUE, got "${value}"`);
      }
      const done = await agent.post<{ value: number }>("/sim/set", { sensor, value: number });
      if (json) screen.json(done);
      else screen.line(`${sensor} reads ${done.value}`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim state",
    arguments: "[CONTROLLER/SENSOR STATE on|off]",
    summary: "show everything simulated, or assert or deassert a state of a simulated sensor",
    words: { least: 0, most: 3 },
    async run({ positionals: [sensor, state = "", switched] }, { agent, screen, json }) {
      if (sensor === undefined) {
        const simulated = await agent.get<SimulatedState>("/sim/state");
        if (json) screen.json(simulated);
        else showState(simulated, screen);
        return ExitCode.ok;
      }
      if (switched !== "on" && switched !== "off") throw new UsageError("E_ARGUMENTS", "expected on or off at the end");
      const named = /^\d{1,2}$/.test(state) ? Number(state) : state;
      const done = await agent.post("/sim/state", { sensor, state: named, asserted: switched === "on" });
      if (json) screen.json(done);
      else screen.line(`${sensor}: ${state} ${switched}`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim walk",
    arguments: "CONTROLLER STATE…",
    summary: "take a simulated board through hot-swap states, e.g. M5 M6 M1",
    words: { least: 2, most: 17 },
    async run({ positionals: [controller, ...names] }, { agent, screen, json }) {
      const states = names.flatMap((name) => name.split(",")).map(hotSwapState);
      const done = await agent.post("/sim/walk", { controller, states });
      if (json) screen.json(done);
      else screen.line(`${controller} is in M${states.at(-1)}`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim pull",
    arguments: "CONTROLLER",
    summary: "take a simulated board out of its slot",
    options: { surprise: { type: "boolean", help: "without asking first" } },
    words: { least: 1, most: 1 },
    async run(input, { agent, screen, json }) {
      const [controller] = input.positionals;
      const how = input.flag("surprise") ? "surprise" : "orderly";
      const done = await agent.post("/sim/pull", { controller, how });
      if (json) screen.json(done);
      else screen.line(`${controller} is out`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim plug",
    arguments: "CONTROLLER",
    summary: "put a simulated board back",
    words: { least: 1, most: 1 },
    async run({ positionals: [controller] }, { agent, screen, json }) {
      const done = await agent.post("/sim/plug", { controller });
      if (json) screen.json(done);
      else screen.line(`${controller} is in`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim handle",
    arguments: "FRU open|closed",
    summary: "open or close the handle of a simulated board or module, e.g. slot-3/RTM",
    words: { least: 2, most: 2 },
    async run({ positionals: [fru, position] }, { agent, screen, json }) {
      if (position !== "open" && position !== "closed") throw new UsageError("E_ARGUMENTS", "expected open or closed");
      const done = await agent.post("/sim/handle", { fru, position });
      if (json) screen.json(done);
      else screen.line(`the handle of ${fru} is ${position}`);
      return ExitCode.ok;
    },
  },
  {
    name: "sim communication",
    arguments: "CONTROLLER lost|regained",
    summary: "cut or mend a simulated controller's bus",
    words: { least: 2, most: 2 },
    async run({ positionals: [controller, what] }, { agent, screen, json }) {
      if (what !== "lost" && what !== "regained") throw new UsageError("E_ARGUMENTS", "expected lost or regained");
      const done = await agent.post("/sim/communication", { controller, what });
      if (json) screen.json(done);
      else screen.line(`communication with ${controller} is ${what}`);
      return ExitCode.ok;
    },
  },
];

/** The part of the simulator's state that a person looks at. */
interface SimulatedState {
  readonly machine: string;
  readonly missing?: string;
  readonly shelf?: { readonly budget: number; readonly allocated: number };
  readonly controllers: readonly {
    readonly name: string;
    readonly present: boolean;
    readonly frus: readonly {
      readonly name: string;
      readonly state: string;
      readonly handle: string;
      readonly watts: number;
      readonly blueLed: string;
    }[];
    readonly power?: { readonly on: boolean };
  }[];
}

function showState({ machine, missing, shelf, controllers }: SimulatedState, screen: Screen): void {
  screen.line(`Machine ${machine}`);
  if (missing !== undefined) screen.line(`Does less: ${missing}`);
  if (shelf !== undefined) screen.line(`Power ${shelf.allocated} of ${shelf.budget} W`);
  const rows = controllers.flatMap(({ name, present, frus, power }) => {
    const switched = power === undefined ? "" : power.on ? "on" : "off";
    if (frus.length === 0) return [[name, present ? "" : "pulled", "", switched, "", ""]];
    return frus.map((fru) => {
      const own = fru.name === name ? switched : "";
      return [fru.name, fru.state.toUpperCase(), fru.handle, own, `${fru.watts}`, fru.blueLed];
    });
  });
  screen.table(["FRU", "STATE", "HANDLE", "POWER", "WATTS", "BLUE LED"], rows, ["WATTS"]);
}

function hotSwapState(name: string): number {
  const match = /^M?([0-7])$/i.exec(name);
  if (match === null) throw new UsageError("E_ARGUMENTS", `expected a state from M0 to M7, got "${name}"`);
  return Number(match[1]);
}
