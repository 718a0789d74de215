import { DeviceSilentError, NotThereError } from "../../base/errors.ts";
import type { Thresholds } from "../../hpi/rdr/sensor.ts";
import { GetSensorHysteresis } from "../../ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { GetSensorReading } from "../../ipmi/commands/sensor-event/get-sensor-reading.ts";
import { GetSensorThresholds } from "../../ipmi/commands/sensor-event/get-sensor-thresholds.ts";
import { CompletionError } from "../../ipmi/completion-error.ts";
import { Lane } from "../../ipmi/connection.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import { fruStates } from "../../ipmi/picmg/fru-state.ts";
import { hotSwapSensorType } from "../../ipmi/picmg/hot-swap-event.ts";
import type { ReadingFactors } from "../../ipmi/reading.ts";
import { assertedOffsets, sensorStatus } from "../../ipmi/sensor-status.ts";
import { namedThresholds, type ThresholdName } from "../../ipmi/thresholds.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { countsOf, hysteresisOf, type Limits, limitsOf } from "./limits.ts";
import { fruOf, type Mc } from "./mc.ts";
import { SensorFactors } from "./reading-factors.ts";
import { readingOf, refusedReading } from "./sensor-reading.ts";
import { isOwnSilence } from "./silence.ts";
import type { BoundSensor } from "./tree.ts";

/** What a controller's answer, or its silence, says about it. */
export interface Witness {
  heard(mc: Mc): void;
  /** Nobody at its address. */
  missing(mc: Mc): void;
  silent(mc: Mc): void;
  /** A hot-swap sensor was read. */
  hotSwap(sensor: BoundSensor, fru: number): void;
}

const ALL = 0xff;
const TIMEOUT_MS = 5000;
/** Readings that contradict the known thresholds before these are read again; each time twice as many, up to the last. */
const FIRST_DOUBT = 2;
const LAST_DOUBT = 128;

/** Reads sensors and reports them. */
export class SensorReader {
  readonly #context: Context;
  readonly #witness: Witness;
  /** Sensors whose thresholds were read from the controller. */
  readonly #confirmed = new Map<number, Limits>();
  readonly #factors = new SensorFactors();
  readonly #doubts = new Map<number, { count: number; until: number }>();

  constructor(context: Context, witness: Witness) {
    this.#context = context;
    this.#witness = witness;
  }

  /** Reads one sensor now. True when the controller answered, be it without a value; rejects only when `signal` fires. */
  async read(sensor: BoundSensor, lane: Lane, signal: AbortSignal): Promise<boolean> {
    const { domain, connection } = this.#context;
    const { point, mc } = sensor;
    const resource = domain.resource(sensor.resourceId);
    if (resource === undefined || sensor.rdr.pollPeriod === null) return false;
    const channel = new Channel(connection, { lane, target: mc.target, lun: point.lun, timeoutMs: TIMEOUT_MS, signal });
    try {
      const response = await channel.send(GetSensorReading, { sensorNumber: point.number });
      this.#witness.heard(mc);
      if (point.sensorType === hotSwapSensorType) this.#noteHotSwap(sensor, assertedOffsets(response)[0]);
      const isValue = sensorStatus(response) === "ok" && sensor.rdr.numeric !== null;
      const factors = isValue ? await this.#factors.of(sensor, response.reading, channel) : null;
      const limits = this.limits(sensor);
      const before = domain.reading(sensor.id).states;
      const reading = readingOf(point, sensor.rdr, response, factors, limits, before);
      domain.report(sensor.id, reading, resource.generation);
      if (limits !== null && reading.value !== null) this.#doubt(sensor, reading.remark !== undefined);
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#failed(sensor, error, resource.generation);
      return false;
    }
  }

  /** The controller compares otherwise: somebody may have changed the thresholds, or they were read wrongly. */
  #doubt(sensor: BoundSensor, disagrees: boolean): void {
    if (!disagrees) {
      this.#doubts.delete(sensor.id);
      return;
    }
    const doubt = this.#doubts.get(sensor.id) ?? { count: 0, until: FIRST_DOUBT };
    this.#doubts.set(sensor.id, doubt);
    doubt.count++;
    if (doubt.count < doubt.until) return;
    doubt.count = 0;
    doubt.until = Math.min(LAST_DOUBT, doubt.until * 2);
    void this.#context.jobs.once(`thresholds of sensor ${sensor.id}`, (signal) =>
      this.readThresholds(sensor, Lane.polling, signal),
    );
  }

  #failed(sensor: BoundSensor, error: unknown, generation: number): void {
    const { domain, connection, logger } = this.#context;
    if (error instanceof CompletionError) {
      this.#witness.heard(sensor.mc);
      const known = domain.reading(sensor.id).quality === "good";
      const reading = refusedReading(error, known);
      if (reading !== null) domain.report(sensor.id, reading, generation);
    } else if (error instanceof NotThereError) {
      this.#witness.missing(sensor.mc);
    } else if (error instanceof DeviceSilentError) {
      // While the whole controller is silent, nothing follows for those behind it.
      if (connection.state === "up" && isOwnSilence(error, sensor.mc)) this.#witness.silent(sensor.mc);
    } else {
      logger.debug({ sensor: sensor.key, error }, "a sensor answered with something unreadable");
      const text = error instanceof Error ? error.message : String(error);
      domain.report(
        sensor.id,
        { quality: "unavailable", reason: "error", value: null, states: [], remark: text },
        generation,
      );
    }
  }

  #noteHotSwap(sensor: BoundSensor, offset: number | undefined): void {
    const state = offset === undefined ? undefined : fruStates[offset];
    if (state === undefined) return;
    const fru = fruOfSensor(sensor);
    fruOf(sensor.mc, fru).mState = state;
    this.#witness.hotSwap(sensor, fru);
  }

  /** The thresholds a record gives, until the controller's own are known. */
  presetThresholds(sensor: BoundSensor): void {
    const { record } = sensor.point;
    if (record.kind !== "full-sensor" || isNonLinear(record.linearization) || this.#confirmed.has(sensor.id)) return;
    const masks = record.masks.kind === "threshold" ? record.masks : undefined;
    const raw = new Map(namedThresholds(masks?.readableThresholds ?? []).map((name) => [name, record[name]]));
    this.#report(sensor, limitsOf(record, raw, hysteresisOf(record), () => record).thresholds);
  }

  /** Asks the controller for the thresholds and hysteresis in force. */
  async readThresholds(sensor: BoundSensor, lane: Lane, signal: AbortSignal): Promise<void> {
    const { connection } = this.#context;
    const { point, mc, rdr } = sensor;
    if (point.kind !== "threshold" || point.record.kind !== "full-sensor" || rdr.numeric === null) return;
    const { record } = point;
    const channel = new Channel(connection, { lane, target: mc.target, lun: point.lun, timeoutMs: 30_000, signal });
    const sensorNumber = point.number;
    const raw = new Map<ThresholdName, number>();
    if (rdr.readableThresholds.length > 0) {
      const read = await channel.ask(GetSensorThresholds, { sensorNumber });
      // What cannot be asked is told by the controller's own comparison.
      if (read === null) return;
      for (const name of namedThresholds(read.readable)) raw.set(name, read[name]);
    }
    const readable = record.hysteresisSupport === "readable" || record.hysteresisSupport === "settable";
    const told = readable ? await channel.ask(GetSensorHysteresis, { sensorNumber, mask: ALL }) : null;
    const hysteresis = told ?? hysteresisOf(record);
    const factors = new Map<number, ReadingFactors | null>();
    for (const count of countsOf(record, raw, hysteresis)) {
      if (!factors.has(count)) factors.set(count, await this.#factors.of(sensor, count, channel));
    }
    const limits = limitsOf(record, raw, hysteresis, (count) => factors.get(count) ?? null);
    this.#confirmed.set(sensor.id, limits);
    this.#report(sensor, limits.thresholds);
  }

  /** What the controller told of a sensor's thresholds; null until it did. */
  limits(sensor: BoundSensor): Limits | null {
    return this.#confirmed.get(sensor.id) ?? null;
  }

  #report(sensor: BoundSensor, thresholds: Thresholds): void {
    const { domain } = this.#context;
    if (JSON.stringify(domain.thresholds(sensor.id)) !== JSON.stringify(thresholds)) {
      domain.reportThresholds(sensor.id, thresholds);
    }
  }

  /** Another part may sit there now: its thresholds are not known. */
  forget(sensors: Iterable<BoundSensor>): void {
    for (const sensor of sensors) {
      this.#confirmed.delete(sensor.id);
      this.#doubts.delete(sensor.id);
      this.#factors.forget(sensor.id);
    }
  }
}

/** Which FRU a hot-swap sensor speaks of: the one of its entity, else the controller's own. */
export function fruOfSensor({ mc, point }: Pick<BoundSensor, "mc" | "point">): number {
  for (const fru of mc.frus.values()) {
    if (fru.id !== 0 && fru.entity?.id === point.entity.id && fru.entity.instance === point.entity.instance) {
      return fru.id;
    }
  }
  return 0;
}
