/** The behaviour of all of a machine's controllers, as the control reaches it. */
import type { Clock } from "../../src/base/clock.ts";
import { NotThereError, UsageError } from "../../src/base/errors.ts";
import { fruStates } from "../../src/ipmi/picmg/fru-state.ts";
import type {
  BehaviourDescription,
  BehaviourPort,
  ControllerDescription,
  FruDescription,
  MState,
} from "../control/control.ts";
import type { MachineState } from "../control/state.ts";
import type { Controller } from "../machine/machine.ts";
import type { Behaviour, ConnectedBehaviour } from "./behaviour.ts";
import { drawOf, type Fru } from "./fru.ts";

/** Longest wait for a FRU to reach the state that was asked for, beyond the simulated times. */
const patienceMs = 10_000;

export class MachineBehaviour implements BehaviourPort {
  readonly #state: MachineState;
  readonly #clock: Clock;
  readonly #parts: readonly ConnectedBehaviour[];
  readonly #missing: string | undefined;

  constructor(state: MachineState, clock: Clock, parts: readonly ConnectedBehaviour[], missing: string | undefined) {
    this.#state = state;
    this.#clock = clock;
    this.#parts = parts;
    this.#missing = missing;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  async handle(name: string, position: "open" | "closed"): Promise<void> {
    const { part, fru } = this.#get(name);
    part.behaviour.hotSwap.operateHandle(fru, position);
    await part.settled();
  }

  async walk(name: string, states: readonly MState[]): Promise<void> {
    const { part, fru } = this.#get(name);
    part.behaviour.hotSwap.walk(fru, states);
    await part.settled();
  }

  async pull(name: string, how: "orderly" | "surprise"): Promise<void> {
    handOver(this.#get(name));
    const { part, fru } = this.#get(name);
    const { hotSwap } = part.behaviour;
    removable(fru);
    if (fru.state === 0) throw new UsageError("E_SIM_STATE", `${fru.name} is not there`);
    if (how === "orderly") {
      hotSwap.operateHandle(fru, "open");
      if (fru.state === 4) throw new UsageError("E_SIM_STATE", `${fru.name} is locked against deactivation`);
      await this.#reach(part, fru, 1);
    }
    hotSwap.remove(fru);
    await part.settled();
  }

  async plug(name: string): Promise<void> {
    const { part, fru } = this.#get(name);
    const { hotSwap } = part.behaviour;
    removable(fru);
    hotSwap.insert(fru);
    hotSwap.operateHandle(fru, "closed");
    await this.#reach(part, fru, 4);
    await part.settled();
  }

  async communication(name: string, what: "lost" | "regained"): Promise<void> {
    this.#require();
    const controller = this.#state.controller(name);
    const part = this.#parts.find(({ behaviour }) => behaviour.bmc.name === controller.bmc);
    if (part === undefined) throw new NotThereError("E_NO_CONTROLLER", `nothing simulates ${name}`, { name });
    const { hotSwap } = part.behaviour;
    if (what === "lost") hotSwap.loseCommunication(controller);
    else hotSwap.regainCommunication(controller);
    await part.settled();
  }

  describe(): BehaviourDescription {
    const { machine } = this.#state;
    const shelf = machine.shelf === undefined ? undefined : this.#parts[0]?.behaviour.shelfManager;
    return {
      ...(this.#missing === undefined ? {} : { missing: this.#missing }),
      ...(shelf === undefined ? {} : { shelf: { budget: shelf.budget, allocated: shelf.allocated } }),
      controllers: machine.controllers.map((controller) => this.#describe(controller)),
    };
  }

  #describe(controller: Controller): ControllerDescription {
    const behaviour = this.#parts.find((part) => part.behaviour.bmc.name === controller.bmc)?.behaviour;
    const common = {
      name: behaviour?.managers.at(controller).name ?? controller.name,
      address: controller.address,
      present: this.#state.isPresent(controller),
      frus: [],
    };
    if (behaviour === undefined) return common;
    const { hotSwap, leds, fans, power, meter } = behaviour;
    const frus = hotSwap.frus.filter((fru) => fru.controller === controller);
    const fanLevel = fans.level(controller);
    const limit = meter.limitOf(controller);
    const { restart, restarts, identify } = power.of(controller);
    return {
      ...common,
      frus: frus.map((fru) => ({ ...describeFru(fru, leds.blue(fru)), name: nameOf(behaviour, fru) })),
      ...(power.isChassis(controller)
        ? {
            power: {
              on: power.isOn(controller),
              restarts,
              restartCause: String(restart.cause),
              hours: power.hoursOf(controller),
              identify,
            },
          }
        : {}),
      ...(fanLevel === undefined ? {} : { fanLevel }),
      ...(limit?.active ? { powerLimit: limit.limit } : {}),
    };
  }

  #require(): void {
    if (this.#missing === undefined) return;
    throw new UsageError("E_SIM_STATE", `the simulator has no FRU states of its own: ${this.#missing}`);
  }

  #find(name: string): { part: ConnectedBehaviour; fru: Fru } | undefined {
    const wanted = name.toLowerCase();
    for (const part of this.#parts)
      for (const fru of part.behaviour.hotSwap.frus)
        if (
          nameOf(part.behaviour, fru).toLowerCase() === wanted ||
          (fru.id === 0 && part.behaviour.managers.at(fru.controller).label.toLowerCase() === wanted)
        )
          return { part, fru };
    return undefined;
  }

  #get(name: string): { part: ConnectedBehaviour; fru: Fru } {
    this.#require();
    const found = this.#find(name);
    if (found !== undefined) return found;
    const known = this.#parts.flatMap(({ behaviour }) => behaviour.hotSwap.frus.map((fru) => fru.name)).join(", ");
    const others = known === "" ? "this machine has none with a handle" : `there are ${known}`;
    throw new NotThereError("E_NO_CONTROLLER", `there is no FRU "${name}"; ${others}`, { name });
  }

  /** Resolves when the FRU is in `state`. */
  async #reach({ behaviour: { hotSwap } }: ConnectedBehaviour, fru: Fru, state: MState): Promise<void> {
    if (fru.state === state) return;
    const reached = Promise.withResolvers<void>();
    const stop = hotSwap.onChange((changed) => {
      if (changed === fru && fru.state === state) reached.resolve();
    });
    const cancel = this.#clock.after(patienceMs, () => {
      const present = fruStates[fru.state];
      reached.reject(
        new UsageError("E_SIM_STATE", `${fru.name} does not go to ${fruStates[state]}, it is in ${present}`),
      );
    });
    try {
      await reached.promise;
    } finally {
      cancel();
      stop();
    }
  }
}

/** The FRU's name, where shelf managers changed places that of the one which is there now. */
function nameOf({ managers }: Behaviour, { id, name, controller }: Fru): string {
  return id === 0 ? managers.at(controller).name : name;
}

/** Before the active shelf manager goes, the other one takes over. */
function handOver({ part: { behaviour }, fru }: { readonly part: ConnectedBehaviour; readonly fru: Fru }): void {
  const { managers } = behaviour;
  if (fru.controller === managers.active && fru.id === 0 && managers.isRedundant) managers.switchOver();
}

function removable({ name, controller, id }: Fru): void {
  if (id === 0 && controller.name === controller.bmc)
    throw new UsageError("E_SIM_NAME", `${name} carries the simulator's interfaces, and nobody could take over`);
}

function describeFru(fru: Fru, blueLed: string): FruDescription {
  const { name, id, state, handle, locked, deactivationLocked, powerLevel } = fru;
  const watts = drawOf(fru);
  return { name, id, state: fruStates[state], handle, locked, deactivationLocked, powerLevel, watts, blueLed };
}
