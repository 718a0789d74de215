import type { Unsubscribe } from "../../base/emitter.ts";
import type { Context } from "./context.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { Mc } from "./mc.ts";

/** Follows the sensors that tell of seats, and changes the state of what sits there. */
export class SeatWatch {
  readonly #context: Context;
  readonly #hotSwap: HotSwap;
  readonly #discover: (mc: Mc) => void;

  constructor(context: Context, hotSwap: HotSwap, discover: (mc: Mc) => void) {
    this.#context = context;
    this.#hotSwap = hotSwap;
    this.#discover = discover;
  }

  start(): Unsubscribe {
    return this.#context.domain.onChange((change) => {
      if (change.kind === "reading") this.#look(change.sensorId);
    });
  }

  #look(sensorId: number): void {
    const { domain, tree, seats, mcs, jobs } = this.#context;
    const sensor = tree.sensor(sensorId);
    const seat = sensor === undefined ? undefined : tree.seatOf(sensor.point);
    if (sensor === undefined || seat === undefined) return;
    const { quality, states } = domain.reading(sensorId);
    if (quality !== "good") return;
    seats.note(sensor.point, states);
    if (this.#changed(seat.id) === undefined) return;
    void jobs.once(`seat of ${seat.key}`, async () => {
      const changed = this.#changed(seat.id);
      if (changed === undefined) return;
      const { resource, filled } = changed;
      if (filled && seat.mc !== null) {
        // It may be another part; one with a controller of its own is there when that answers.
        this.#discover(seat.mc);
        if (seat.mc !== mcs.primary) return;
      }
      const state = filled ? "Active" : "NotPresent";
      await this.#hotSwap.change(resource, { native: null, state, cause: "unknown", origin: "polling" });
    });
  }

  /** A resource whose seat says something else than its state. */
  #changed(resourceId: number) {
    const { domain, tree, seats } = this.#context;
    const resource = domain.resource(resourceId);
    const bound = tree.resource(resourceId);
    if (resource === undefined || resource.hotSwap === null || bound === undefined) return undefined;
    const filled = seats.isFilled(bound.seats);
    const isThere = resource.hotSwap.state !== "NotPresent";
    return filled === undefined || filled === isThere ? undefined : { resource, filled };
  }
}
