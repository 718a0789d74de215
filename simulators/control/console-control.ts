/** Controls a simulated machine through ipmi_sim's console port. */
import type { Clock } from "../../src/base/clock.ts";
import { DeviceRefusedError, DeviceSilentError, NotThereError, UsageError } from "../../src/base/errors.ts";
import type { FaultProxies, FaultState } from "../fault-proxy/proxies.ts";
import type { FaultScriptInput } from "../fault-proxy/rules.ts";
import { type ConsoleAddress, SimulatorConsole } from "../ipmi-sim/console.ts";
import {
  areExclusive,
  bmcAddress as bmc,
  bmcsOf,
  type Controller,
  hotSwapSensorOf,
  type Machine,
  type Sensor,
} from "../machine/machine.ts";
import type {
  BehaviourPort,
  ManagementModulesDescription,
  MState,
  SelEntry,
  SensorState,
  SimulatorControl,
  SimulatorState,
} from "./control.ts";
import { driftedValue } from "./drift.ts";
import { type SeatStep, stepsIn, stepsOut } from "./seat.ts";
import { MachineState, rawFor, readable } from "./state.ts";

/** The fault proxies in front of the simulator. */
type FaultPort = Pick<FaultProxies, "set" | "state">;

/** The management modules of a BladeCenter. */
interface ModulesPort {
  /** Undefined when the machine has none. */
  describe(): ManagementModulesDescription | undefined;
}

export class ConsoleControl implements SimulatorControl {
  readonly #state: MachineState;
  readonly #addresses: ReadonlyMap<string, ConsoleAddress>;
  readonly #clock: Clock;
  readonly #faults: FaultPort | undefined;
  /** Sensors somebody set: they no longer drift. */
  readonly #held = new Set<Sensor>();
  readonly #consoles = new Map<string, Promise<SimulatorConsole>>();

  readonly #behaviour: BehaviourPort | undefined;
  readonly #modules: ModulesPort | undefined;

  /** `addresses` by the name of the BMC; `state` and `behaviour` where more than ipmi_sim itself acts on the machine. */
  constructor(
    machine: Machine,
    addresses: ReadonlyMap<string, ConsoleAddress>,
    clock: Clock,
    faults?: FaultPort,
    acting: {
      readonly state?: MachineState;
      readonly behaviour?: BehaviourPort | undefined;
      readonly modules?: ModulesPort | undefined;
    } = {},
  ) {
    this.#faults = faults;
    this.#state = acting.state ?? new MachineState(machine);
    this.#behaviour = acting.behaviour;
    this.#modules = acting.modules;
    this.#addresses = addresses;
    this.#clock = clock;
  }

  async list(): Promise<readonly SensorState[]> {
    return this.#state.list();
  }

  async setSensor(name: string, value: number): Promise<number> {
    const { controller, sensor } = this.#state.findAnalog(name);
    const raw = rawFor(sensor, value);
    this.#held.add(sensor);
    await this.#run(controller, `sensor_set_value ${hex(controller.address)} 0 ${sensor.number} ${raw} 1`);
    const read = readable(sensor, value);
    this.#state.setValue(sensor, read);
    return read;
  }

  /** Moves the sensors that drift to where they are `seconds` after the start; those that were set stay. */
  async drift(seconds: number): Promise<void> {
    for (const controller of this.#state.machine.controllers) {
      if (!this.#state.isPresent(controller)) continue;
      for (const sensor of controller.sensors) {
        if (sensor.kind !== "analog" || sensor.drift === undefined || this.#held.has(sensor)) continue;
        if (!this.#state.mayDrift(sensor)) continue;
        const value = driftedValue(sensor, controller.address, seconds);
        const read = readable(sensor, value);
        if (read === this.#state.value(sensor)) continue;
        await this.#run(
          controller,
          `sensor_set_value ${hex(controller.address)} 0 ${sensor.number} ${rawFor(sensor, value)} 1`,
        );
        this.#state.setValue(sensor, read);
      }
    }
  }

  async setDiscrete(name: string, state: string | number, asserted: boolean): Promise<void> {
    const { controller, sensor } = this.#state.findDiscrete(name);
    const offset = [...sensor.supports].find(
      ([at, word]) => at === state || word.toLowerCase() === String(state).toLowerCase(),
    )?.[0];
    if (offset === undefined)
      throw new UsageError(
        "E_SIM_VALUE",
        `"${state}" is not a state of "${sensor.name}"; expected one of ${[...sensor.supports.values()].join(" | ")}`,
        { state },
      );
    const at = `${hex(controller.address)} 0 ${sensor.number} ${offset}`;
    const alone = asserted && areExclusive(sensor);
    await this.#run(
      controller,
      alone ? `sensor_set_bit_clr_rest ${at} 1` : `sensor_set_bit ${at} ${asserted ? 1 : 0} 1`,
    );
    if (sensor.eventOnly) return;
    const states = new Set(alone ? [] : this.#state.states(sensor));
    if (asserted) states.add(offset);
    else states.delete(offset);
    this.#state.setStates(sensor, states);
  }

  async walk(name: string, states: readonly MState[]): Promise<void> {
    if (this.#behaviour?.has(name)) return this.#behaviour.walk(name, states);
    const controller = this.#state.controller(name);
    for (const state of states) await this.#goTo(controller, state);
  }

  async pull(name: string, how: "orderly" | "surprise" = "orderly"): Promise<void> {
    if (this.#behaviour?.has(name)) return this.#behaviour.pull(name, how);
    const seated = this.#state.controller(name);
    if (seated.seat !== undefined) return this.#unseat(seated, how);
    const controller = this.#removable(name);
    for (const state of how === "orderly" ? ([5, 6, 1, 0] as const) : ([0] as const))
      await this.#goTo(controller, state);
    await this.#run(controller, `mc_disable ${hex(controller.address)}`);
    this.#state.setPresent(controller, false);
  }

  async plug(name: string): Promise<void> {
    if (this.#behaviour?.has(name)) return this.#behaviour.plug(name);
    const seated = this.#state.controller(name);
    if (seated.seat !== undefined) return this.#seat(seated);
    const controller = this.#removable(name);
    await this.#run(controller, `mc_enable ${hex(controller.address)}`);
    this.#state.setPresent(controller, true);
    for (const state of [1, 2, 3, 4] as const) await this.#goTo(controller, state);
  }

  async handle(fru: string, position: "open" | "closed"): Promise<void> {
    await this.#required().handle(fru, position);
  }

  async communication(controller: string, what: "lost" | "regained"): Promise<void> {
    const { name } = this.#removable(controller);
    await this.#required().communication(name, what);
  }

  async state(): Promise<SimulatorState> {
    const faults = this.#faults?.state();
    const managementModules = this.#modules?.describe();
    return {
      machine: this.#state.machine.name,
      ...(this.#behaviour?.describe() ?? { missing: "only the program that runs it knows more", controllers: [] }),
      sensors: this.#state.list(),
      ...(managementModules === undefined ? {} : { managementModules }),
      ...(faults === undefined ? {} : { faults }),
    };
  }

  async addSel(entry: SelEntry): Promise<void> {
    const log = entry.bmc === undefined ? this.#firstBmc() : this.#state.controller(entry.bmc);
    const { recordType = 0x02, generator, sensorType, sensorNumber, eventType, asserted = true, data } = entry;
    // Bytes of the record after its type: the log fills in the time; event message revision 04h is IPMI 1.5 and 2.0.
    const bytes = [
      0,
      0,
      0,
      0,
      generator,
      0,
      0x04,
      sensorType,
      sensorNumber,
      eventType | (asserted ? 0 : 0x80),
      ...data,
    ];
    for (const byte of [recordType, ...bytes])
      if (!Number.isInteger(byte) || byte < 0 || byte > 255)
        throw new UsageError("E_SIM_VALUE", `${byte} is not a byte of an event log record`);
    await this.#run(log, `sel_add ${hex(bmc)} ${hex(recordType)} ${bytes.map(hex).join(" ")}`);
  }

  async setFaults(script: FaultScriptInput): Promise<void> {
    this.#proxies().set(script);
  }

  async faults(): Promise<FaultState> {
    return this.#proxies().state();
  }

  async close(): Promise<void> {
    const consoles = [...this.#consoles.values()];
    this.#consoles.clear();
    await Promise.all(
      consoles.map(async (opening) => {
        try {
          await (await opening).close();
        } catch (error) {
          // A console that never opened has nothing to close.
          if (!(error instanceof DeviceSilentError)) throw error;
        }
      }),
    );
  }

  async #goTo(controller: Controller, state: MState): Promise<void> {
    const sensor = hotSwapSensorOf(controller);
    if (sensor === undefined)
      throw new UsageError("E_SIM_NAME", `${controller.name} has no hot-swap sensor and no seat`, {
        controller: controller.name,
      });
    await this.#run(controller, `sensor_set_bit_clr_rest ${hex(controller.address)} 0 ${sensor.number} ${state} 1`);
    this.#state.setStates(sensor, [state]);
  }

  /** A board of a machine without M-states: the sensors of its slot tell. */
  async #unseat(controller: Controller, how: "orderly" | "surprise"): Promise<void> {
    if (!this.#state.isPresent(controller)) throw new UsageError("E_SIM_STATE", `${controller.name} is not there`);
    await this.#perform(stepsOut(controller, how));
    await this.#answers(controller, false);
    this.#state.setPresent(controller, false);
  }

  async #seat(controller: Controller): Promise<void> {
    if (this.#state.isPresent(controller)) throw new UsageError("E_SIM_STATE", `${controller.name} is already there`);
    await this.#answers(controller, true);
    this.#state.setPresent(controller, true);
    await this.#perform(stepsIn(controller));
  }

  async #perform(steps: readonly SeatStep[]): Promise<void> {
    for (const { sensor, state, asserted } of steps) {
      const { supports } = this.#state.findDiscrete(sensor).sensor;
      if ([...supports.values()].includes(state)) await this.setDiscrete(sensor, state, asserted);
    }
  }

  async #answers(controller: Controller, on: boolean): Promise<void> {
    // ipmi_sim cannot silence the BMC that carries its interfaces, its module can.
    if (controller.address === bmc) await this.#required().communication(controller.name, on ? "regained" : "lost");
    else await this.#run(controller, `mc_${on ? "enable" : "disable"} ${hex(controller.address)}`);
  }

  #required(): BehaviourPort {
    if (this.#behaviour !== undefined) return this.#behaviour;
    throw new UsageError("E_SIM_STATE", "only the program that runs the simulator can do this");
  }

  #removable(name: string): Controller {
    const controller = this.#state.controller(name);
    if (controller.address === bmc)
      throw new UsageError("E_SIM_NAME", `${controller.name} carries the simulator's interfaces and stays in`);
    return controller;
  }

  #proxies(): FaultPort {
    if (this.#faults !== undefined) return this.#faults;
    throw new UsageError("E_FAULTS", "this simulator was started without fault proxies");
  }

  #firstBmc(): Controller {
    const [first] = bmcsOf(this.#state.machine);
    if (first === undefined) throw new UsageError("E_SIM_NAME", "the machine has no BMC");
    return first;
  }

  async #run({ bmc: name }: Controller, command: string): Promise<void> {
    const address = this.#addresses.get(name);
    if (address === undefined)
      throw new NotThereError("E_NO_CONTROLLER", `the simulator does not run ${name}`, { name });
    const opening = this.#consoles.get(name) ?? SimulatorConsole.open(address, { clock: this.#clock });
    this.#consoles.set(name, opening);
    try {
      await (await opening).run(command);
    } catch (error) {
      // The next command tries a new connection, unless it was only this command that failed.
      if (!(error instanceof DeviceRefusedError) && this.#consoles.get(name) === opening) this.#consoles.delete(name);
      throw error;
    }
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
