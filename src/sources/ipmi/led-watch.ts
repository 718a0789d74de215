import { Lane } from "../../ipmi/connection.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { readLed } from "./leds.ts";

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
      if (event.type === "hot-swap") void jobs.once("LEDs after a hot-swap event", (signal) => this.#read(signal));
    });
    jobs.signal.addEventListener("abort", stop, { once: true });
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { tree, connection, domain } = this.#context;
    for (const led of tree.leds()) {
      if (signal.aborted || connection.state !== "up") return;
      if (led.mc.presence !== "present") continue;
      const channel = new Channel(connection, { lane: Lane.polling, target: led.mc.target, signal });
      const value = await readLed(channel, led.fru.id, led.number);
      if (value !== null && JSON.stringify(value) !== JSON.stringify(domain.control(led.id))) {
        domain.reportControl(led.id, value);
      }
    }
  }
}
