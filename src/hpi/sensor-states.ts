import type { LoggedEvent, SensorEvent } from "./event.ts";

/**
 * Which states of which sensors are asserted as far as events told. Kept by id, so that it can be filled from the log
 * before the sensors are discovered.
 */
export class SensorStates {
  readonly #asserted = new Map<number, Map<string, LoggedEvent & SensorEvent>>();

  /** True when the event changed what is known. */
  apply(event: LoggedEvent & SensorEvent): boolean {
    if (event.sensorId === null) return false;
    const states = this.#asserted.get(event.sensorId);
    if (event.assertion) {
      if (states?.has(event.state)) return false;
      if (states === undefined) this.#asserted.set(event.sensorId, new Map([[event.state, event]]));
      else states.set(event.state, event);
      return true;
    }
    return states?.delete(event.state) ?? false;
  }

  /** A state that nobody will ever tell the end of is over. */
  end(sensorId: number, state: string): void {
    this.#asserted.get(sensorId)?.delete(state);
  }

  has(sensorId: number, state: string): boolean {
    return this.#asserted.get(sensorId)?.has(state) ?? false;
  }

  /** The events that asserted what is asserted now. */
  of(sensorId: number): readonly (LoggedEvent & SensorEvent)[] {
    return [...(this.#asserted.get(sensorId)?.values() ?? [])];
  }

  /** Forgets all sensors whose events were about a resource. */
  forgetResource(resourceId: number): void {
    for (const [sensorId, states] of this.#asserted) {
      for (const event of states.values()) {
        if (event.resourceId === resourceId) {
          this.#asserted.delete(sensorId);
          break;
        }
      }
    }
  }

  forget(sensorId: number): void {
    this.#asserted.delete(sensorId);
  }
}
