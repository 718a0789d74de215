/** Operational states of FRUs (PICMG 3.0 section 3.2.4): what handles, commands and lost communication do to them. */
import { UsageError } from "../../src/base/errors.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { MState } from "../control/control.ts";
import type { Controller } from "../machine/machine.ts";
import type { Fru } from "./fru.ts";
import { refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { Timers } from "./timers.ts";
import type { Timing } from "./timing.ts";

/** Why a FRU changed its state (PICMG 3.0 table 3-17). */
export const Cause = { normal: 0, commanded: 1, handle: 2, communication: 4, surprise: 6 } as const;
export type Cause = (typeof Cause)[keyof typeof Cause];

/** Both further bytes of the event are ours to define. */
const oemBytes = 0xa0;

export type Listener = (fru: Fru, previous: MState) => void;

export class HotSwap {
  readonly frus: readonly Fru[];
  readonly #hardware: Hardware;
  readonly #timers: Timers;
  readonly #timing: Timing;
  readonly #listeners = new Set<Listener>();
  /** States before communication was lost. */
  readonly #before = new Map<Fru, MState>();

  constructor(frus: readonly Fru[], hardware: Hardware, timers: Timers, timing: Timing) {
    this.frus = frus;
    this.#hardware = hardware;
    this.#timers = timers;
    this.#timing = timing;
  }

  /** Calls `listener` after each change, when its event is on its way. Gives what ends that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Refuses the command for a FRU that is not there. */
  fru(controller: Controller, id: number): Fru {
    const found = this.frus.find((fru) => fru.controller === controller && fru.id === id);
    return found !== undefined && found.state !== 0 ? found : refuse(CompletionCode.invalidField);
  }

  boardOf({ controller }: Fru): Fru | undefined {
    return this.frus.find((fru) => fru.controller === controller && fru.id === 0);
  }

  modulesOf(board: Fru): Fru[] {
    return board.id === 0 ? this.frus.filter((fru) => fru.controller === board.controller && fru.id !== 0) : [];
  }

  operateHandle(fru: Fru, position: Fru["handle"]): void {
    if (fru.state === 0) throw new UsageError("E_SIM_STATE", `${fru.name} is not there`);
    fru.handle = position;
    fru.walked = false;
    // The lock that a deactivation leaves ends when the handle is opened.
    if (position === "open") fru.locked = false;
    this.#askOfHandle(fru);
  }

  /** Set FRU Activation, by whoever sends it. */
  setActivation(fru: Fru, activate: boolean): void {
    fru.walked = false;
    if (activate) this.#activate(fru);
    else this.#deactivate(fru);
  }

  setPolicy(fru: Fru, policy: { locked?: boolean | undefined; deactivationLocked?: boolean | undefined }): void {
    const { locked = fru.locked, deactivationLocked = fru.deactivationLocked } = policy;
    Object.assign(fru, { locked, deactivationLocked });
    this.#askOfHandle(fru);
  }

  /** A FRU under activation has its power. */
  powered(fru: Fru): void {
    this.#timers.after(this.#timing.powerUp, () => {
      if (fru.state !== 3) return;
      this.move(fru, 4, Cause.normal);
      for (const module of this.modulesOf(fru)) this.#askOfHandle(module);
    });
  }

  /** Takes the FRU out without asking; its modules with it. */
  remove(fru: Fru): void {
    for (const module of this.modulesOf(fru)) this.remove(module);
    if (fru.state !== 0) this.move(fru, 0, fru.state === 1 ? Cause.normal : Cause.surprise);
    fru.handle = "open";
    fru.locked = false;
    if (fru.id === 0) this.#hardware.present(fru.controller, false);
  }

  /** Puts the FRU in with its handle open; its modules with it. */
  insert(fru: Fru): void {
    if (fru.state !== 0) throw new UsageError("E_SIM_STATE", `${fru.name} is already there`);
    if (fru.id === 0) this.#hardware.present(fru.controller, true);
    this.move(fru, 1, Cause.normal);
    for (const module of this.modulesOf(fru)) {
      this.insert(module);
      module.handle = "closed";
    }
  }

  /** Takes the FRU through states as if that had happened, with causes that fit. */
  walk(fru: Fru, states: readonly MState[]): void {
    for (const state of states) {
      fru.walked = true;
      if (state === 1) fru.powerLevel = 0;
      if (state === 4 && fru.powerLevel === 0) fru.powerLevel = fru.desiredPowerLevel;
      this.move(fru, state, plausibleCause(fru.state, state));
    }
  }

  loseCommunication(controller: Controller): void {
    for (const fru of this.#ofController(controller)) {
      this.#before.set(fru, fru.state);
      this.move(fru, 7, Cause.communication);
    }
    this.#hardware.answers(controller, false);
  }

  regainCommunication(controller: Controller): void {
    this.#hardware.answers(controller, true);
    for (const [fru, state] of [...this.#before].filter(([fru]) => fru.controller === controller)) {
      this.#before.delete(fru);
      this.move(fru, state, Cause.communication);
      // What would have ended meanwhile ends now.
      if (state === 6) this.#timers.after(this.#timing.powerDown, () => this.#endDeactivation(fru));
    }
  }

  /** Goes to a state whatever the present one is; the event tells both. */
  move(fru: Fru, state: MState, cause: Cause): void {
    const previous = fru.state;
    fru.state = state;
    this.#hardware.become(fru.controller, fru.hotSwapSensor, state);
    this.#tell(fru, cause, previous);
    for (const listener of this.#listeners) listener(fru, previous);
  }

  /** The event of the present state once more: what re-arming the sensor brings. */
  repeat(fru: Fru): void {
    this.#tell(fru, Cause.normal, fru.state);
  }

  #tell({ controller, hotSwapSensor: sensor, id, state }: Fru, cause: Cause, previous: MState): void {
    this.#hardware.event(controller.address, {
      sensorType: sensor.type,
      sensorNumber: sensor.number,
      eventType: sensor.eventType,
      asserted: true,
      data: [oemBytes | state, (cause << 4) | previous, id],
    });
  }

  #ofController(controller: Controller): Fru[] {
    return this.frus.filter((fru) => fru.controller === controller && fru.state !== 0 && fru.state !== 7);
  }

  /** What the position of the handle asks for in the present state. */
  #askOfHandle(fru: Fru): void {
    const { state, handle } = fru;
    if (handle === "closed") {
      const board = this.boardOf(fru);
      const carried = board === undefined || board === fru || board.state === 4;
      if (state === 1 && !fru.locked && carried) this.move(fru, 2, Cause.handle);
      if (state === 5) this.move(fru, 4, Cause.handle);
      return;
    }
    if (state === 2) this.move(fru, 1, Cause.handle);
    if (state === 3) this.#powerDown(fru, Cause.handle);
    if (state === 4 && !fru.deactivationLocked) this.move(fru, 5, Cause.handle);
  }

  #activate(fru: Fru): void {
    if (fru.state === 1) {
      if (fru.handle === "open") refuse(CompletionCode.notSupportedInState);
      fru.locked = false;
      this.move(fru, 2, Cause.commanded);
    }
    if (fru.state === 2) this.move(fru, 3, Cause.commanded);
    else if (fru.state === 5) this.move(fru, 4, Cause.commanded);
    else if (fru.state === 6 || fru.state === 7) refuse(CompletionCode.notSupportedInState);
  }

  #deactivate(fru: Fru): void {
    if (fru.state === 2) {
      fru.locked = fru.handle === "closed";
      this.move(fru, 1, Cause.commanded);
    } else if (fru.state >= 3 && fru.state <= 5) this.#powerDown(fru, Cause.commanded);
    else if (fru.state === 7) refuse(CompletionCode.notSupportedInState);
  }

  /** Through M6 to M1; a board waits for its modules. */
  #powerDown(fru: Fru, cause: Cause): void {
    this.move(fru, 6, cause);
    for (const module of this.modulesOf(fru)) if (module.state >= 2 && module.state <= 5) this.#deactivate(module);
    this.#timers.after(this.#timing.powerDown, () => this.#endDeactivation(fru));
  }

  #endDeactivation(fru: Fru): void {
    if (fru.state !== 6 || this.modulesOf(fru).some(({ state }) => state > 1 && state < 7)) return;
    const board = this.boardOf(fru);
    const alone = board === fru || board?.state === 4;
    // Otherwise the closed handle would ask for activation at once.
    fru.locked = alone && fru.handle === "closed";
    fru.powerLevel = 0;
    this.move(fru, 1, Cause.normal);
    if (board !== undefined && board !== fru) this.#endDeactivation(board);
  }
}

function plausibleCause(from: MState, to: MState): Cause {
  if (from === 7 || to === 7) return Cause.communication;
  if (to === 0) return from === 1 ? Cause.normal : Cause.surprise;
  if (to === 3 || to === 6) return Cause.commanded;
  if (to === 2 || to === 5 || (from === 5 && to === 4)) return Cause.handle;
  return Cause.normal;
}
