/** A server's power as DCMI reads and limits it. */
import type { RequestOf, ResponseOf } from "../../src/ipmi/command.ts";
import type { GetPowerReading } from "../../src/ipmi/commands/dcmi/get-power-reading.ts";
import type { SetPowerLimit } from "../../src/ipmi/commands/dcmi/set-power-limit.ts";
import type { AnalogSensor, Controller } from "../machine/machine.ts";
import type { Hardware } from "./hardware.ts";
import type { Power } from "./power.ts";
import type { Timers } from "./timers.ts";

type Reading = ResponseOf<typeof GetPowerReading>;
type Limit = Pick<RequestOf<typeof SetPowerLimit>, "exceptionAction" | "limit" | "correctionTime" | "samplingPeriod">;

/** What the management controller itself draws. */
const standbyWatts = 12;
const periodMs = 60_000;

interface Statistics {
  minimum: number;
  maximum: number;
  sum: number;
  samples: number;
}

export class PowerMeter {
  readonly #hardware: Hardware;
  readonly #power: Power;
  readonly #timers: Timers;
  readonly #limits = new Map<Controller, Limit & { active: boolean }>();
  readonly #statistics = new Map<Controller, Statistics>();

  constructor(hardware: Hardware, power: Power, timers: Timers) {
    this.#hardware = hardware;
    this.#power = power;
    this.#timers = timers;
  }

  sensorOf({ sensors, dcmiPowerSensor }: Controller): AnalogSensor | undefined {
    return sensors.find((s): s is AnalogSensor => s.kind === "analog" && s.name === dcmiPowerSensor);
  }

  /** Minimum, maximum and average are those of the readings so far. */
  read(controller: Controller): Reading {
    const current = this.#watts(controller);
    const known = this.#statistics.get(controller) ?? { minimum: current, maximum: current, sum: 0, samples: 0 };
    const { minimum, maximum, sum, samples } = known;
    const now = {
      minimum: Math.min(minimum, current),
      maximum: Math.max(maximum, current),
      sum: sum + current,
      samples: samples + 1,
    };
    this.#statistics.set(controller, now);
    return {
      current,
      minimum: now.minimum,
      maximum: now.maximum,
      average: Math.round(now.sum / now.samples),
      timestamp: Math.floor(this.#timers.clock.wall() / 1000),
      period: periodMs,
      active: true,
    };
  }

  limitOf(controller: Controller): (Limit & { readonly active: boolean }) | undefined {
    return this.#limits.get(controller);
  }

  setLimit(controller: Controller, limit: Limit): void {
    this.#limits.set(controller, { ...limit, active: this.#limits.get(controller)?.active ?? false });
    this.#enforce(controller);
  }

  /** False when no limit was set. */
  activate(controller: Controller, active: boolean): boolean {
    const limit = this.#limits.get(controller);
    if (limit === undefined) return false;
    limit.active = active;
    this.#enforce(controller);
    return true;
  }

  #watts(controller: Controller): number {
    const sensor = this.sensorOf(controller);
    if (sensor === undefined || !this.#power.isOn(controller)) return standbyWatts;
    return Math.round(this.#hardware.value(sensor));
  }

  /** Within the correction time the payload draws no more than the limit; without one it draws what it did. */
  #enforce(controller: Controller): void {
    const sensor = this.sensorOf(controller);
    const limit = this.#limits.get(controller);
    if (sensor === undefined || limit === undefined) return;
    this.#timers.after(limit.active ? limit.correctionTime : 0, () => {
      if (this.#limits.get(controller)?.limit !== limit.limit) return;
      const capped = limit.active && sensor.value > limit.limit;
      this.#hardware.pauseDrift(sensor, "power limit", capped);
      this.#hardware.set(controller, sensor, capped ? limit.limit : sensor.value, true);
    });
  }
}
