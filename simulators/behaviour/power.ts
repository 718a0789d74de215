/** Chassis power of servers and boards: on, off, cycle, reset, and what one can learn of it later. */
import type { Cancel } from "../../src/base/clock.ts";
import type { RequestOf, ResponseOf } from "../../src/ipmi/command.ts";
import type { ChassisControl } from "../../src/ipmi/commands/chassis/chassis-control.ts";
import type { GetSystemRestartCause } from "../../src/ipmi/commands/chassis/get-system-restart-cause.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { Controller } from "../machine/machine.ts";
import { refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { Payload } from "./payload.ts";
import type { Timers } from "./timers.ts";
import type { Timing } from "./timing.ts";

export type Action = Exclude<RequestOf<typeof ChassisControl>["action"], number>;
export type Restart = ResponseOf<typeof GetSystemRestartCause>;
type RestartCause = Exclude<Restart["cause"], number>;

export interface ChassisPower {
  restart: Restart;
  restarts: number;
  byCommand: boolean;
  identify: "off" | "timed" | "indefinite";
  endIdentify: Cancel | undefined;
  cycleMs: number;
  /** Hours before the simulation, and since when the power is on. */
  hoursBefore: number;
  onSince: number | undefined;
}

const msPerHour = 3_600_000;
/** Machines differ in how long they have run. */
const hoursPerAddress = 137;
const systemInterface = 15;

export class Power {
  readonly #payload: Payload;
  readonly #hardware: Hardware;
  readonly #timers: Timers;
  readonly #timing: Timing;
  readonly #chassis = new Map<Controller, ChassisPower>();
  readonly #restartListeners: ((controller: Controller) => void)[] = [];

  constructor(payload: Payload, hardware: Hardware, timers: Timers, timing: Timing) {
    this.#payload = payload;
    this.#hardware = hardware;
    this.#timers = timers;
    this.#timing = timing;
  }

  /** Calls `listener` whenever a payload starts anew. */
  onRestart(listener: (controller: Controller) => void): void {
    this.#restartListeners.push(listener);
  }

  isChassis(controller: Controller): boolean {
    return this.#payload.isChassis(controller);
  }

  isOn(controller: Controller): boolean {
    return this.#payload.isOn(controller);
  }

  of(controller: Controller): ChassisPower {
    const known = this.#chassis.get(controller) ?? {
      restart: { cause: "powerButton" as const, channel: systemInterface },
      restarts: 0,
      byCommand: false,
      identify: "off" as const,
      endIdentify: undefined,
      cycleMs: this.#timing.powerCycle,
      hoursBefore: 1000 + controller.address * hoursPerAddress,
      onSince: this.#timers.clock.monotonic(),
    };
    this.#chassis.set(controller, known);
    return known;
  }

  hoursOf(controller: Controller): number {
    const { hoursBefore, onSince } = this.of(controller);
    const since = onSince === undefined ? 0 : this.#timers.clock.monotonic() - onSince;
    return Math.floor(hoursBefore + since / msPerHour);
  }

  /** Refuses the command where the present state does not allow it. */
  control(controller: Controller, action: Action, channel: number): void {
    if (action === "powerUp") {
      // Power by chassis control needs a board that the shelf manager has activated.
      if (!this.isOn(controller)) this.#powerUp(controller, "chassisControl", channel);
      return;
    }
    if (!this.isOn(controller)) {
      if (action === "powerDown" || action === "softShutdown") return;
      refuse(CompletionCode.notSupportedInState);
    }
    if (action === "powerDown") this.#powerDown(controller);
    else if (action === "powerCycle") this.#cycle(controller, channel);
    else if (action === "hardReset") this.restart(controller, "chassisControl", channel);
    else if (action === "diagnosticInterrupt") this.interrupt(controller);
    else this.#timers.after(this.#timing.shutdown, () => this.#powerDown(controller, "gracefulShutdown"));
  }

  /** The payload starts anew without losing its power. */
  restart(controller: Controller, cause: RestartCause, channel: number): void {
    this.#hardware.operate(controller, "reset");
    this.#started(controller, cause, channel);
  }

  interrupt(controller: Controller): void {
    this.#hardware.operate(controller, "nmi");
  }

  /** Off without the way back. */
  off(controller: Controller): void {
    if (this.isOn(controller)) this.#powerDown(controller);
  }

  cycle(controller: Controller, cause: RestartCause): void {
    if (this.isOn(controller)) this.#cycle(controller, systemInterface, cause);
  }

  identify(controller: Controller, seconds: number, forceOn: boolean): void {
    const chassis = this.of(controller);
    chassis.endIdentify?.();
    chassis.endIdentify = undefined;
    chassis.identify = forceOn ? "indefinite" : seconds > 0 ? "timed" : "off";
    if (chassis.identify !== "timed") return;
    chassis.endIdentify = this.#timers.after(seconds * 1000, () => {
      chassis.identify = "off";
    });
  }

  #powerDown(controller: Controller, operation: "powerOff" | "gracefulShutdown" = "powerOff"): void {
    if (!this.isOn(controller)) return;
    const chassis = this.of(controller);
    chassis.hoursBefore += (this.#timers.clock.monotonic() - (chassis.onSince ?? 0)) / msPerHour;
    chassis.onSince = undefined;
    this.#hardware.operate(controller, operation);
    this.#payload.switch(controller, false);
  }

  #powerUp(controller: Controller, cause: RestartCause, channel: number): void {
    this.#payload.switch(controller, true);
    if (!this.isOn(controller)) refuse(CompletionCode.notSupportedInState);
    const chassis = this.of(controller);
    chassis.onSince = this.#timers.clock.monotonic();
    this.#hardware.operate(controller, "powerOn");
    this.#started(controller, cause, channel);
  }

  #cycle(controller: Controller, channel: number, cause: RestartCause = "chassisControl"): void {
    this.#powerDown(controller);
    this.#timers.after(this.of(controller).cycleMs, () => {
      if (!this.isOn(controller)) this.#powerUp(controller, cause, channel);
    });
  }

  #started(controller: Controller, cause: RestartCause, channel: number): void {
    const chassis = this.of(controller);
    chassis.restart = { cause, channel };
    chassis.restarts++;
    chassis.byCommand = cause === "chassisControl";
    for (const listener of this.#restartListeners) listener(controller);
  }
}
