/**
 * Two shelf managers in changing roles. The address of the active one, 20h, stays where ipmi_sim has its interfaces: at a
 * switchover the managers behind both addresses change places.
 */
import { bmcAddress, type Controller, type Machine } from "../machine/machine.ts";
import { siteTypes } from "../machine/words.ts";
import type { Hardware } from "./hardware.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { Timers } from "./timers.ts";

const fruActive = 4;
const managementSubsystemHealth = 0x28;
const redundancy = 0x0b;
const [fullyRedundant, redundancyLost] = [0, 1];

export class ShelfManagers {
  /** The controllers at the addresses of the active and the standby manager, as described. */
  readonly active: Controller | undefined;
  readonly standby: Controller | undefined;
  readonly #hardware: Hardware;
  readonly #timers: Timers;
  readonly #takeoverMs: number;
  readonly #hotSwap: HotSwap;
  #changed = false;

  constructor({ controllers }: Machine, hotSwap: HotSwap, hardware: Hardware, timers: Timers, takeoverMs: number) {
    const managers = controllers.filter(({ site }) => site?.type === siteTypes["shelf manager"]);
    this.active = managers.find(({ address }) => address === bmcAddress);
    this.standby = managers.find(({ address }) => address !== bmcAddress);
    this.#hardware = hardware;
    this.#timers = timers;
    this.#takeoverMs = takeoverMs;
    this.#hotSwap = hotSwap;
    hotSwap.onChange(({ controller, id }) => {
      if (controller === this.standby && id === 0) this.#tellRedundancy();
    });
  }

  /** Whether the other one could take over. */
  get isRedundant(): boolean {
    return this.#hotSwap.frus.some(({ controller, id, state }) => {
      return controller === this.standby && id === 0 && state === fruActive;
    });
  }

  /** Who answers at the address of `controller`. */
  at(controller: Controller): Controller {
    if (!this.#changed) return controller;
    if (controller === this.active) return this.standby ?? controller;
    return controller === this.standby ? (this.active ?? controller) : controller;
  }

  #tellRedundancy(): void {
    const [on, off] = this.isRedundant ? [fullyRedundant, redundancyLost] : [redundancyLost, fullyRedundant];
    for (const controller of [this.active, this.standby])
      for (const sensor of controller?.sensors ?? []) {
        if (controller === undefined || sensor.kind !== "discrete") continue;
        if (sensor.type !== managementSubsystemHealth || sensor.eventType !== redundancy) continue;
        this.#hardware.assert(controller, sensor, off, false);
        this.#hardware.assert(controller, sensor, on, true);
      }
  }

  /** Sessions end, and until the other manager has taken over nobody answers at 20h. */
  switchOver(): void {
    if (this.active === undefined || this.standby === undefined) return;
    const { active } = this;
    this.#changed = !this.#changed;
    this.#hardware.answers(active, false);
    this.#hardware.endSessions(active);
    this.#timers.after(this.#takeoverMs, () => this.#hardware.answers(active, true));
  }
}
