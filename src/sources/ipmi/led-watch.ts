import { DeviceSilentError, NotThereError } from "../../base/errors.ts";
import type { ControlValue } from "../../hpi/rdr/control.ts";
import { Lane } from "../../ipmi/connection.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { readLed } from "./leds.ts";
import type { Mc } from "./mc.ts";
import type { BoundLed } from "./tree.ts";

/** Keeps what LEDs show up to date: controllers drive them by themselves, and tell nobody. */
export class LedWatch {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  start(): void {
    const { jobs, periods, domain } = this.#context;
    jobs.loop(
      "LEDs",
      () => periods.discrete,
      (signal) => this.#read(signal),
    );
    // A change of hot-swap state shows in the blue LED.
    const stop = domain.onEvent((event) => {
      if (event.type !== "hot-swap" || event.resourceId === null) return;
      const { resourceId } = event;
      void jobs.once(`LEDs of resource ${resourceId}`, (signal) => this.#read(signal, resourceId));
    });
    jobs.signal.addEventListener("abort", stop, { once: true });
  }

  /** All of them, or those of one resource. */
  async #read(signal: AbortSignal, resourceId?: number): Promise<void> {
    const { tree, connection, domain } = this.#context;
    const unheard = new Set<Mc>();
    for (const led of tree.leds()) {
      if (signal.aborted || connection.state !== "up") return;
      if (resourceId !== undefined && led.resourceId !== resourceId) continue;
      if (led.mc.presence !== "present" || unheard.has(led.mc)) continue;
      const value = await this.#ask(led, signal);
      if (value === "unheard") unheard.add(led.mc);
      else if (value !== null && JSON.stringify(value) !== JSON.stringify(domain.control(led.id))) {
        domain.reportControl(led.id, value);
      }
    }
  }

  async #ask(led: BoundLed, signal: AbortSignal): Promise<ControlValue | null | "unheard"> {
    const channel = new Channel(this.#context.connection, { lane: Lane.polling, target: led.mc.target, signal });
    try {
      return await readLed(channel, led.fru.id, led.number);
    } catch (error) {
      // Whether it is gone is for its sensors to find out.
      if (error instanceof NotThereError || error instanceof DeviceSilentError) return "unheard";
      throw error;
    }
  }
}
