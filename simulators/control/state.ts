/** What a simulated machine's sensors were last set to, and finding them by name. */
import { NotThereError, UsageError } from "../../src/base/errors.ts";
import { toCount, toRaw, toValue } from "../machine/factors.ts";
import type { AnalogSensor, Controller, DiscreteSensor, Machine, Sensor } from "../machine/machine.ts";
import type { SensorState } from "./control.ts";

export interface Found<S extends Sensor = Sensor> {
  readonly controller: Controller;
  readonly sensor: S;
}

export class MachineState {
  readonly machine: Machine;
  readonly #values = new Map<Sensor, number>();
  readonly #states = new Map<Sensor, ReadonlySet<number>>();
  readonly #absent = new Set<Controller>();
  readonly #pauses = new Map<Sensor, Set<string>>();
  readonly #listeners = new Set<() => void>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Calls `listener` after each change. Gives what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  controller(name: string): Controller {
    const wanted = name.toLowerCase();
    const found = this.machine.controllers.find((c) => c.name === wanted || c.label.toLowerCase() === wanted);
    if (found !== undefined) return found;
    const known = this.machine.controllers.map((c) => c.name).join(", ");
    throw new NotThereError("E_NO_CONTROLLER", `there is no controller "${name}"; there are ${known}`, { name });
  }

  find(name: string): Found {
    const slash = name.indexOf("/");
    const named = (controllers: readonly Controller[], wanted: string) =>
      controllers.flatMap((controller) =>
        controller.sensors
          .filter((s) => s.name.toLowerCase() === wanted.toLowerCase())
          .map((sensor) => ({ controller, sensor })),
      );
    const alone = named(this.machine.controllers, name);
    // A sensor's own name may have a slash, too.
    const found =
      slash < 0 || alone.length > 0 ? alone : named([this.controller(name.slice(0, slash))], name.slice(slash + 1));
    if (found.length > 1) {
      const where = found.map(({ controller, sensor }) => `${controller.name}/${sensor.name}`).join(", ");
      throw new UsageError("E_SIM_NAME", `"${name}" is ambiguous: ${where}`, { name });
    }
    const [only] = found;
    if (only === undefined) throw new NotThereError("E_NO_SENSOR", `there is no sensor "${name}"`, { name });
    return only;
  }

  findAnalog(name: string): Found<AnalogSensor> {
    const { controller, sensor } = this.find(name);
    if (sensor.kind === "analog") return { controller, sensor };
    throw new UsageError("E_SIM_NAME", `"${name}" has states, not a value`, { name });
  }

  findDiscrete(name: string): Found<DiscreteSensor> {
    const { controller, sensor } = this.find(name);
    if (sensor.kind === "discrete") return { controller, sensor };
    throw new UsageError("E_SIM_NAME", `"${name}" has a value, not states`, { name });
  }

  value(sensor: AnalogSensor): number {
    return this.#values.get(sensor) ?? readable(sensor, sensor.value);
  }

  setValue(sensor: AnalogSensor, value: number): void {
    this.#values.set(sensor, value);
    this.#changed();
  }

  states(sensor: DiscreteSensor): ReadonlySet<number> {
    return this.#states.get(sensor) ?? new Set(sensor.states);
  }

  setStates(sensor: DiscreteSensor, states: Iterable<number>): void {
    this.#states.set(sensor, new Set(states));
    this.#changed();
  }

  /** A sensor does not drift as long as there is a reason against it. */
  pauseDrift(sensor: Sensor, why: string, on: boolean): void {
    const reasons = this.#pauses.get(sensor) ?? new Set();
    if (on) reasons.add(why);
    else reasons.delete(why);
    this.#pauses.set(sensor, reasons);
  }

  mayDrift(sensor: Sensor): boolean {
    return (this.#pauses.get(sensor)?.size ?? 0) === 0;
  }

  isPresent(controller: Controller): boolean {
    return !this.#absent.has(controller);
  }

  setPresent(controller: Controller, present: boolean): void {
    if (present) this.#absent.delete(controller);
    else this.#absent.add(controller);
    this.#changed();
  }

  list(): SensorState[] {
    return this.machine.controllers.flatMap((controller) =>
      controller.sensors.map((sensor) => this.#describe(controller, sensor)),
    );
  }

  #describe(controller: Controller, sensor: Sensor): SensorState {
    const common = {
      controller: controller.name,
      name: sensor.name,
      number: sensor.number,
      type: sensor.typeName,
      present: this.isPresent(controller),
    };
    if (sensor.kind === "analog")
      return { ...common, kind: "analog", value: this.value(sensor), unit: sensor.unitName };
    const states = [...this.states(sensor)].map((offset) => sensor.supports.get(offset) ?? `state ${offset}`);
    return { ...common, kind: "discrete", states, supports: [...sensor.supports.values()] };
  }
}

/** The raw byte for a value. Throws UsageError `E_SIM_VALUE` when the simulated sensor cannot read it. */
export function rawFor(sensor: AnalogSensor, value: number): number {
  const raw = toRaw(value, sensor.factors, sensor.format);
  if (raw === undefined)
    throw new UsageError("E_SIM_VALUE", `${value} is outside the range of "${sensor.name}"`, { value });
  // ipmi_sim compares raw bytes without sign: below zero it would report every upper threshold as crossed.
  if (toCount(raw, sensor.format) < 0 && Object.keys(sensor.thresholds).length > 0)
    throw new UsageError("E_SIM_VALUE", `"${sensor.name}" has thresholds and cannot go below count 0 in ipmi_sim`, {
      value,
    });
  return raw;
}

/** What a sensor set to `value` reads: the nearest step. */
export function readable(sensor: AnalogSensor, value: number): number {
  const raw = toRaw(value, sensor.factors, sensor.format) ?? 0;
  return Number(toValue(toCount(raw, sensor.format), sensor.factors).toPrecision(12));
}
