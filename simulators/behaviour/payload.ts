/** What runs on a board, a module or a server: whether it is on, and what its sensors read then. */
import { type AnalogSensor, bmcAddress, type Controller, type Machine, type Sensor } from "../machine/machine.ts";
import { siteTypes } from "../machine/words.ts";
import type { Fru } from "./fru.ts";
import type { Hardware } from "./hardware.ts";
import type { HotSwap } from "./hot-swap.ts";

const temperature = 0x01;
const powerUnit = { type: 0x09, off: 0 } as const;
const acpiPowerState = { type: 0x22, working: 0, softOff: 5 } as const;
const sensorSpecific = 0x6f;
/** What an unpowered part cools down to, where it was warmer. */
const ambientDegrees = 25;

export class Payload {
  readonly #machine: Machine;
  readonly #hotSwap: HotSwap;
  readonly #hardware: Hardware;
  /** Controllers whose payload was switched off by chassis control. */
  readonly #switchedOff = new Set<Controller>();
  /** Temperatures before they fell. */
  readonly #warm = new Map<AnalogSensor, number>();

  constructor(machine: Machine, hotSwap: HotSwap, hardware: Hardware) {
    this.#machine = machine;
    this.#hotSwap = hotSwap;
    this.#hardware = hardware;
    hotSwap.onChange((fru) => this.update(fru.controller));
  }

  /** Whether chassis commands mean something there: a front board, or a controller of a machine that is no shelf. */
  isChassis({ site, address }: Controller): boolean {
    return this.#machine.platform === "atca" ? site?.type === siteTypes.board : address === bmcAddress;
  }

  isOn(controller: Controller): boolean {
    return !this.#switchedOff.has(controller) && this.#isPowered(this.#boardOf(controller));
  }

  switch(controller: Controller, on: boolean): void {
    if (on) this.#switchedOff.delete(controller);
    else this.#switchedOff.add(controller);
    for (const sensor of controller.sensors) {
      if (sensor.kind !== "discrete" || sensor.eventType !== sensorSpecific) continue;
      const set = (offset: number, asserted: boolean) => {
        if (sensor.supports.has(offset)) this.#hardware.assert(controller, sensor, offset, asserted);
      };
      if (sensor.type === powerUnit.type) set(powerUnit.off, !on);
      if (sensor.type === acpiPowerState.type) {
        set(on ? acpiPowerState.softOff : acpiPowerState.working, false);
        set(on ? acpiPowerState.working : acpiPowerState.softOff, true);
      }
    }
    this.update(controller);
  }

  /** Lets the sensors of a controller read what the power of its parts allows. */
  update(controller: Controller): void {
    const modules = this.#hotSwap.frus.filter((fru) => fru.controller === controller && fru.id !== 0);
    for (const sensor of controller.sensors) {
      const module = modules.find(({ entity }) => isSame(entity, sensor));
      const on = module === undefined ? this.isOn(controller) : this.#isPowered(module);
      const there = module === undefined || module.state !== 0;
      if (sensor.kind === "analog" && !sensor.standby) this.#power(controller, sensor, on, there);
      else if (module !== undefined && sensor !== module.hotSwapSensor) this.#hardware.drive(controller, sensor, there);
    }
  }

  #power(controller: Controller, sensor: AnalogSensor, on: boolean, there: boolean): void {
    this.#hardware.drive(controller, sensor, there && (on || sensor.type === temperature));
    if (sensor.type !== temperature) return;
    const warm = this.#warm.get(sensor);
    if (on && warm !== undefined) {
      this.#warm.delete(sensor);
      this.#hardware.pauseDrift(sensor, "cooled", false);
      this.#hardware.set(controller, sensor, warm, true);
    }
    const value = this.#hardware.value(sensor);
    if (!on && warm === undefined && value > ambientDegrees) {
      this.#warm.set(sensor, value);
      this.#hardware.pauseDrift(sensor, "cooled", true);
      this.#hardware.set(controller, sensor, ambientDegrees, true);
    }
  }

  #boardOf(controller: Controller): Fru | undefined {
    return this.#hotSwap.frus.find((fru) => fru.controller === controller && fru.id === 0);
  }

  /** What is no FRU is always powered. A FRU that lost communication goes on. */
  #isPowered(fru: Fru | undefined): boolean {
    if (fru === undefined || fru.state === 7) return true;
    return fru.powerLevel > 0 && (fru.state === 4 || fru.state === 5);
  }
}

function isSame({ id, instance }: Fru["entity"], { entity }: Sensor): boolean {
  return entity.id === id && entity.instance === instance;
}
