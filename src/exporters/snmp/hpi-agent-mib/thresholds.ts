import type { Domain } from "../../../hpi/domain.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import { type ThresholdName, type Thresholds, thresholdNames } from "../../../hpi/rdr/sensor.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import type { Assignment } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { type SensorScale, sensorScale } from "../sensor-scale.ts";
import type { Commands, Wish } from "./commands.ts";
import { entryOf, truth } from "./words.ts";

/** hpiAgentThresholdKind, from 1. */
const kinds = [...thresholdNames, "positiveHysteresis", "negativeHysteresis"] as const;
type Kind = (typeof kinds)[number];

const Column = { value: 2, writable: 3, crossed: 4 } as const;
const entry = entryOf(5);

/** hpiAgentThresholdTable: the thresholds and hystereses of the sensors that have any. */
export class ThresholdTable {
  readonly #domain: Domain;
  readonly #rows: Rows<string>;
  readonly #scales = new Map<number, SensorScale>();
  /** The states that are shown, by sensor. */
  readonly #states = new Map<number, readonly string[]>();

  constructor(domain: Domain, store: ObjectStore, commands: Commands) {
    this.#domain = domain;
    this.#rows = new Rows(
      store.table(entry, [
        {
          number: Column.value,
          syntax: "Integer32",
          write: commands.writer([...entry, Column.value], (assignment) => this.#wish(assignment)),
        },
        { number: Column.writable, syntax: "Integer32" },
        { number: Column.crossed, syntax: "Integer32" },
      ]),
    );
  }

  batch(change: () => void): void {
    this.#rows.batch(change);
  }

  put(sensor: Sensor): void {
    if (sensor.numeric === null) {
      this.remove(sensor.id);
      return;
    }
    const scale = sensorScale(sensor);
    this.#scales.set(sensor.id, scale);
    const values = this.#domain.thresholds(sensor.id);
    const { states } = this.#domain.reading(sensor.id);
    this.#states.set(sensor.id, states);
    for (const [i, kind] of kinds.entries()) {
      const key = `${sensor.id} ${kind}`;
      const value = values[kind];
      const writable = isWritable(sensor, kind, value);
      if (value === undefined && !writable) {
        this.#rows.remove(key);
        continue;
      }
      this.#rows.put(key, [sensor.id, i + 1], {
        [Column.value]: value === undefined ? undefined : shown(scale, kind, value),
        [Column.writable]: truth(writable),
        [Column.crossed]: truth(states.includes(kind)),
      });
    }
  }

  /** A reading has come, and with it what it has crossed. */
  update(sensorId: number): void {
    const before = this.#states.get(sensorId);
    const { states } = this.#domain.reading(sensorId);
    if (before === undefined || (before.length === 0 && states.length === 0)) return;
    this.#states.set(sensorId, states);
    for (const kind of thresholdNames)
      this.#rows.update(`${sensorId} ${kind}`, { [Column.crossed]: truth(states.includes(kind)) });
  }

  remove(sensorId: number): void {
    this.#states.delete(sensorId);
    if (!this.#scales.delete(sensorId)) return;
    for (const kind of kinds) this.#rows.remove(`${sensorId} ${kind}`);
  }

  #wish({ index, value }: Assignment): Wish<Thresholds> | ErrorStatusCode {
    const sensor = this.#domain.sensor(index[0]!);
    const kind = kinds[index[1]! - 1];
    const scale = this.#scales.get(index[0]!);
    if (sensor === undefined || kind === undefined || scale === undefined) return ErrorStatus.inconsistentName;
    if (!isWritable(sensor, kind, this.#domain.thresholds(sensor.id)[kind])) return ErrorStatus.notWritable;
    const wanted = isHysteresis(kind) ? scale.number(Number(value)) - scale.number(0) : scale.number(Number(value));
    if (isHysteresis(kind) && wanted < 0) return ErrorStatus.wrongValue;
    const { id: sensorId, resourceId } = sensor;
    return {
      target: `thresholds ${sensorId}`,
      part: { [kind]: wanted },
      request: (parts) => ({ kind: "set-thresholds", resourceId, sensorId, desired: Object.assign({}, ...parts) }),
    };
  }
}

function isHysteresis(kind: Kind): kind is "positiveHysteresis" | "negativeHysteresis" {
  return kind === "positiveHysteresis" || kind === "negativeHysteresis";
}

/** A hysteresis may be set where the sensor tells one and has thresholds that may. */
function isWritable(sensor: Sensor, kind: Kind, value: number | undefined): boolean {
  if (isHysteresis(kind)) return value !== undefined && sensor.writableThresholds.length > 0;
  return sensor.writableThresholds.includes(kind satisfies ThresholdName);
}

/** A hysteresis is a difference: an offset of the unit drops out of it. */
function shown(scale: SensorScale, kind: Kind, value: number): number {
  return isHysteresis(kind) ? scale.integer(value) - scale.integer(0) : scale.integer(value);
}
