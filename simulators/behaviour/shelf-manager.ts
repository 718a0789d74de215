/** The shelf manager: activates FRUs that ask for it while the shelf's power lasts, and lets go those that ask to leave. */
import type { Logger } from "../../src/base/logger.ts";
import type { Machine } from "../machine/machine.ts";
import { drawOf, type Fru } from "./fru.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { Timers } from "./timers.ts";
import type { Timing } from "./timing.ts";

const defaultFeeds = 2;
const defaultAmperes = 50;
const defaultVolts = 40;

export class ShelfManager {
  readonly #machine: Machine;
  readonly #hotSwap: HotSwap;
  readonly #timers: Timers;
  readonly #timing: Timing;
  readonly #logger: Logger;
  readonly #acts: boolean;
  #changes = 0;

  /** `acts`: whether it answers requests by itself; otherwise somebody else has to. It grants power in any case. */
  constructor(machine: Machine, hotSwap: HotSwap, timers: Timers, timing: Timing, logger: Logger, acts: boolean) {
    this.#acts = acts;
    this.#machine = machine;
    this.#hotSwap = hotSwap;
    this.#timers = timers;
    this.#timing = timing;
    this.#logger = logger;
    hotSwap.onChange((fru) => {
      this.#changes++;
      this.#attend(fru);
    });
  }

  get feeds(): number {
    return this.#machine.shelf?.feeds ?? defaultFeeds;
  }

  /** Changes of FRUs so far, any of which may change what is allocated. */
  get changes(): number {
    return this.#changes;
  }

  /** Watts the feeds can deliver at their lowest voltage. */
  get budget(): number {
    const { feedCurrent = defaultAmperes, minimumVoltage = defaultVolts } = this.#machine.shelf ?? {};
    return Math.floor(this.feeds * feedCurrent * minimumVoltage);
  }

  /** Watts promised to FRUs. */
  get allocated(): number {
    return this.#hotSwap.frus.reduce((sum, fru) => sum + drawOf(fru), 0);
  }

  #attend(fru: Fru): void {
    const { state } = fru;
    if (fru.walked || (state !== 2 && state !== 3 && state !== 5)) return;
    this.#timers.after(this.#timing.reaction, () => {
      // Somebody else was faster, or the handle moved again.
      if (fru.state !== state || fru.walked) return;
      if (state === 3) this.#grantPower(fru);
      else if (this.#acts) this.#hotSwap.setActivation(fru, state === 2);
    });
  }

  /** The highest level that the budget allows, up to the desired one. */
  #grantPower(fru: Fru): void {
    const free = this.budget - this.allocated + drawOf(fru);
    const affordable = fru.powerLevels.slice(0, fru.desiredPowerLevel).filter((watts) => watts <= free).length;
    if (affordable === 0) {
      this.#logger.warn({ fru: fru.name, free }, "the simulated shelf has no power left for a FRU");
      this.#hotSwap.setActivation(fru, false);
      return;
    }
    fru.powerLevel = affordable;
    this.#hotSwap.powered(fru);
  }
}
