/** A BladeCenter chassis as its management modules see it, read from the simulated machine whenever it is asked. */
import type { Clock } from "../../src/base/clock.ts";
import { NotThereError } from "../../src/base/errors.ts";
import type { Command } from "../../src/ipmi/command.ts";
import type { MachineState } from "../control/state.ts";
import { type AnalogSensor, bladesOf, type Controller, type DiscreteSensor } from "../machine/machine.ts";
import type { FruEntry, ManagementModulesEntry } from "../machine/schema.ts";
import { EventLog, type LogEntry } from "./event-log.ts";
import { type Issue, issueOf } from "./issues.ts";

/** BLADE-MIB's health of a part. */
export const Health = { unknown: 0, good: 1, warning: 2, bad: 3 } as const;
export type Health = (typeof Health)[keyof typeof Health];

export interface Bay {
  readonly number: number;
  readonly installed: boolean;
  readonly health: Health;
}

export interface Blade extends Bay {
  readonly name: string;
  readonly on: boolean;
  readonly identified: boolean;
  readonly fru: FruEntry;
  /** Degrees Celsius; undefined while it is off. */
  readonly temperatures: readonly (number | undefined)[];
  readonly warnings: readonly (number | undefined)[];
  readonly shutdowns: readonly (number | undefined)[];
  readonly plus12Volt: number | undefined;
  readonly plus5Volt: number | undefined;
  readonly plus3Volt: number | undefined;
  readonly limits: Readonly<Record<"plus12Volt" | "plus5Volt" | "plus3Volt", Limits>>;
  readonly watts: number;
}

interface Limits {
  readonly upper: number | undefined;
  readonly lower: number | undefined;
}

/** Something wrong, and where. */
export interface Trouble extends Issue {
  readonly source: string;
  readonly since: number;
}

type Use = "modules" | "blades" | "ioBays" | "powerModules" | "blowers" | "powerDomains";
type Scalar = "frontPanelTemperature" | "moduleTemperature" | "plus12Volt" | "plus5Volt" | "plus3Volt";

/** How the log calls what is in the bays of each kind. */
const sources: Readonly<Record<Use, string>> = {
  modules: "MM",
  blades: "BLADE",
  ioBays: "IOMod",
  powerModules: "Power",
  blowers: "Cooling",
  powerDomains: "PwrDomain",
};
const words: Readonly<Record<Use, string>> = {
  modules: "Management module",
  blades: "Blade",
  ioBays: "I/O module",
  powerModules: "Power module",
  blowers: "Blower",
  powerDomains: "Power domain",
};
const bayed = ["modules", "blades", "ioBays", "powerModules", "blowers"] as const satisfies readonly Use[];

/** States that say that something is in its bay: by sensor type. */
const installedStates: Readonly<Record<number, number>> = { 0x21: 2, 0x25: 0, 0x08: 0 };

/** What a module knows of blades, and asks of them, beyond their sensors. */
export interface BladePort {
  /** Whether a blade's payload runs. */
  isOn(blade: Controller): boolean;
  isIdentified(blade: Controller): boolean;
  /** Gives a blade's own controller a command; false when it refuses. */
  command<Request>(blade: Controller, command: Command<Request, unknown>, request: NoInfer<Request>): boolean;
}

export class Chassis {
  readonly settings: ManagementModulesEntry;
  readonly controller: Controller;
  readonly log: EventLog;
  readonly #state: MachineState;
  readonly #clock: Clock;
  readonly #port: BladePort;
  readonly #blades: readonly Controller[];
  readonly #installed = new Map<string, boolean>();
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  #troubles = new Map<string, Trouble>();
  #active = 1;

  constructor(settings: ManagementModulesEntry, state: MachineState, clock: Clock, port: BladePort) {
    this.settings = settings;
    this.controller = state.controller(settings.chassis);
    this.#state = state;
    this.#clock = clock;
    this.#port = port;
    this.#blades = bladesOf(state.machine.controllers, settings.blades);
    const tell = (entry: LogEntry) => {
      for (const listener of this.#listeners) listener(entry);
    };
    this.log = new EventLog(clock, `SN#${this.controller.fru?.product?.serial ?? ""}`, tell);
    this.follow(true);
  }

  /** Calls `listener` with each new entry of the log. */
  onLogged(listener: (entry: LogEntry) => void): void {
    this.#listeners.add(listener);
  }

  /** Wall clock, milliseconds since the epoch. */
  now(): number {
    return this.#clock.wall();
  }

  /** Bay of the module that speaks for the chassis; 0 when none is in. */
  get active(): number {
    return this.#active;
  }

  /** What is wrong now, the longest first. */
  get troubles(): readonly Trouble[] {
    return [...this.#troubles.values()];
  }

  get health(): Health {
    return worst(this.troubles);
  }

  bays(use: Exclude<Use, "powerDomains">): Bay[] {
    return this.settings.sensors[use].map((_, index) => this.bay(use, index + 1));
  }

  bay(use: Exclude<Use, "powerDomains">, number: number): Bay {
    const installed = this.#isInstalled(use, number);
    const source = sourceOf(use, number);
    return { number, installed, health: installed ? worst(this.#of(source)) : Health.unknown };
  }

  blade(number: number): Blade {
    const bay = this.bay("blades", number);
    const controller = this.#blades[number - 1] ?? this.controller;
    const { bladeSensors: names } = this.settings;
    const on = bay.installed && this.#port.isOn(controller);
    const read = (name: string) => (on ? this.#state.value(analog(controller, name)) : undefined);
    const processors = names.processorTemperatures.map((name) => analog(controller, name));
    return {
      ...bay,
      name: bay.installed ? controller.label : "(No name)",
      on,
      identified: bay.installed && this.#port.isIdentified(controller),
      fru: controller.fru ?? {},
      temperatures: names.processorTemperatures.map(read),
      warnings: processors.map(({ thresholds }) => thresholds.upperNonCritical),
      shutdowns: processors.map(({ thresholds }) => thresholds.upperNonRecoverable ?? thresholds.upperCritical),
      plus12Volt: read(names.plus12Volt),
      plus5Volt: read(names.plus5Volt),
      plus3Volt: read(names.plus3Volt),
      limits: {
        plus12Volt: limitsOf(analog(controller, names.plus12Volt)),
        plus5Volt: limitsOf(analog(controller, names.plus5Volt)),
        plus3Volt: limitsOf(analog(controller, names.plus3Volt)),
      },
      watts: read(names.power) ?? 0,
    };
  }

  /** Passes an order on to the blade in a bay; false when there is none, or it refuses. */
  order<Request>(number: number, command: Command<Request, unknown>, request: NoInfer<Request>): boolean {
    const controller = this.#blades[number - 1];
    const isThere = controller !== undefined && this.#isInstalled("blades", number);
    return isThere && this.#port.command(controller, command, request);
  }

  get firmwareOfBlades(): Controller["firmware"] {
    return (this.#blades[0] ?? this.controller).firmware;
  }

  value(use: Scalar): number {
    return this.#state.value(analog(this.controller, this.settings.sensors[use]));
  }

  /** Watts of a power domain, and revolutions per minute of a blower. */
  measured(use: "powerDomains" | "blowers", number: number): number {
    const name = this.settings.sensors[use][number - 1];
    return name === undefined ? 0 : this.#state.value(analog(this.controller, name));
  }

  get hasMediaTray(): boolean {
    return isInstalled(discrete(this.controller, this.settings.sensors.mediaTray), this.#state);
  }

  /** Looks at the machine again and writes into the log what is new. */
  follow(first = false): void {
    for (const use of bayed)
      for (const { number, installed } of this.bays(use)) {
        const source = sourceOf(use, number);
        if (!first && this.#installed.get(source) !== installed)
          this.log.add("INFO", source, `${words[use]} ${number} was ${installed ? "installed" : "removed"}`);
        this.#installed.set(source, installed);
      }
    this.#compare(first);
    const modules = this.bays("modules").filter(({ installed }) => installed);
    if (modules.some(({ number }) => number === this.#active)) return;
    this.#active = modules[0]?.number ?? 0;
    if (this.#active !== 0)
      this.log.add("WARN", sourceOf("modules", this.#active), `Management module ${this.#active} is active now`);
  }

  #compare(first: boolean): void {
    const now = new Map<string, Trouble>();
    for (const [key, source, issue] of this.#issues()) {
      const before = this.#troubles.get(key);
      const isSame = before?.severity === issue.severity;
      if (!isSame && !first) this.log.add(issue.severity, source, issue.text);
      now.set(key, { ...issue, source, since: isSame ? before.since : this.#clock.wall() });
    }
    for (const [key, { source, text }] of this.#troubles)
      if (!now.has(key)) this.log.add("INFO", source, `Recovery: ${text}`);
    this.#troubles = now;
  }

  *#issues(): Generator<[key: string, source: string, issue: Issue]> {
    for (const sensor of this.controller.sensors) {
      const issue = issueOf(sensor, this.#state);
      if (issue !== undefined) yield [`/${sensor.name}`, this.#sourceOfSensor(sensor.name), issue];
    }
    for (const [index, blade] of this.#blades.entries()) {
      if (!this.#isInstalled("blades", index + 1)) continue;
      for (const sensor of blade.sensors) {
        const issue = issueOf(sensor, this.#state);
        if (issue !== undefined) yield [`${blade.name}/${sensor.name}`, sourceOf("blades", index + 1), issue];
      }
    }
  }

  #sourceOfSensor(name: string): string {
    for (const use of [...bayed, "powerDomains"] as const) {
      const index = this.settings.sensors[use].indexOf(name);
      if (index >= 0) return sourceOf(use, index + 1);
    }
    return "SERVPROC";
  }

  #of(source: string): readonly Trouble[] {
    return this.troubles.filter((trouble) => trouble.source === source);
  }

  #isInstalled(use: Use, number: number): boolean {
    const name = this.settings.sensors[use][number - 1] ?? "";
    const sensor = this.controller.sensors.find((s) => s.name === name);
    // What measures something is there.
    if (sensor?.kind !== "discrete") return sensor !== undefined;
    const blade = use === "blades" ? this.#blades[number - 1] : undefined;
    return isInstalled(sensor, this.#state) && (blade === undefined || this.#state.isPresent(blade));
  }
}

function limitsOf({ thresholds: t }: AnalogSensor): Limits {
  return { upper: t.upperNonCritical ?? t.upperCritical, lower: t.lowerNonCritical ?? t.lowerCritical };
}

function isInstalled(sensor: DiscreteSensor, state: MachineState): boolean {
  return state.states(sensor).has(installedStates[sensor.type] ?? 0);
}

function worst(troubles: readonly Trouble[]): Health {
  if (troubles.some(({ severity }) => severity === "ERR")) return Health.bad;
  return troubles.length > 0 ? Health.warning : Health.good;
}

/** `BLADE_03`. */
function sourceOf(use: Use, number: number): string {
  return `${sources[use]}_${String(number).padStart(2, "0")}`;
}

function analog(controller: Controller, name: string): AnalogSensor {
  const found = controller.sensors.find((sensor) => sensor.name === name);
  if (found?.kind === "analog") return found;
  throw new NotThereError("E_NO_SENSOR", `${controller.name} has no analog sensor ${name}`);
}

function discrete(controller: Controller, name: string): DiscreteSensor {
  const found = controller.sensors.find((sensor) => sensor.name === name);
  if (found?.kind === "discrete") return found;
  throw new NotThereError("E_NO_SENSOR", `${controller.name} has no discrete sensor ${name}`);
}
