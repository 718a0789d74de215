import type { Sensor } from "../../hpi/rdr/index.ts";
import type { SensorReading } from "../../hpi/reading.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { RowHandle, RowValues, Table } from "../../snmp/table.ts";
import { changedColumns } from "./row-change.ts";
import { type SensorScale, SensorStatus, sensorScale, sensorStatus } from "./sensor-scale.ts";
import type { ServedModule } from "./system-mib.ts";

export const entitySensorModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 99],
  description: "ENTITY-SENSOR-MIB: the readings of physical sensors",
};

/** Columns of entPhySensorTable. */
const Column = {
  type: 1,
  scale: 2,
  precision: 3,
  value: 4,
  operStatus: 5,
  unitsDisplay: 6,
  valueTimeStamp: 7,
  valueUpdateRate: 8,
} as const;

interface SensorRow {
  readonly handle: RowHandle;
  readonly sensor: Sensor;
  readonly scale: SensorScale;
  readonly description: RowValues;
  value: number;
  status: number;
}

/** ENTITY-SENSOR-MIB (RFC 3433): a row for each sensor of the model, under the sensor's id. */
export class EntitySensorMib {
  readonly #table: Table;
  readonly #rows = new Map<number, SensorRow>();
  readonly #readingOf: (sensorId: number) => SensorReading;

  constructor(store: ObjectStore, engine: SnmpEngine, readingOf: (sensorId: number) => SensorReading) {
    this.#readingOf = readingOf;
    this.#table = store.table(
      [1, 3, 6, 1, 2, 1, 99, 1, 1, 1],
      [
        { number: Column.type, syntax: "Integer32" },
        { number: Column.scale, syntax: "Integer32" },
        { number: Column.precision, syntax: "Integer32" },
        { number: Column.value, syntax: "Integer32" },
        { number: Column.operStatus, syntax: "Integer32" },
        { number: Column.unitsDisplay, syntax: "OctetString" },
        {
          number: Column.valueTimeStamp,
          syntax: "TimeTicks",
          live: (index) => engine.upTimeAt(readingOf(index[0]!).at.monotonic),
        },
        { number: Column.valueUpdateRate, syntax: "Unsigned32" },
      ],
    );
  }

  batch(change: () => void): void {
    this.#table.batch(change);
  }

  /** Adds or updates a sensor's row. */
  put(sensor: Sensor): void {
    const before = this.#rows.get(sensor.id);
    if (before?.sensor === sensor) return;
    const scale = sensorScale(sensor);
    const reading = this.#readingOf(sensor.id);
    const value = scale.value(reading);
    const status = sensorStatus(reading);
    const description: RowValues = {
      [Column.type]: scale.type,
      [Column.scale]: scale.scale,
      [Column.precision]: scale.precision,
      [Column.unitsDisplay]: scale.display,
      [Column.valueUpdateRate]: sensor.pollPeriod ?? 0,
    };
    const readings: RowValues = { [Column.value]: value, [Column.operStatus]: status };
    if (before === undefined) {
      const handle = this.#table.insert([sensor.id], { ...description, ...readings });
      this.#rows.set(sensor.id, { handle, sensor, scale, description, value, status });
      return;
    }
    const all: RowValues = { ...description, ...readings };
    const old: RowValues = { ...before.description, [Column.value]: before.value, [Column.operStatus]: before.status };
    for (const number of changedColumns(old, all)) this.#table.set(before.handle, number, all[number]);
    this.#rows.set(sensor.id, { handle: before.handle, sensor, scale, description, value, status });
  }

  /** The EntitySensorStatus shown for a sensor. */
  status(sensorId: number): number {
    return this.#rows.get(sensorId)?.status ?? SensorStatus.unavailable;
  }

  /** Shows the last reading of a sensor, encoding at most two cells; returns whether its status has changed. */
  update(sensorId: number): boolean {
    const row = this.#rows.get(sensorId);
    if (row === undefined) return false;
    const reading = this.#readingOf(sensorId);
    const value = row.scale.value(reading);
    const status = sensorStatus(reading);
    if (value !== row.value) {
      row.value = value;
      this.#table.set(row.handle, Column.value, value);
    }
    if (status === row.status) return false;
    row.status = status;
    this.#table.set(row.handle, Column.operStatus, status);
    return true;
  }

  remove(sensorId: number): void {
    const row = this.#rows.get(sensorId);
    if (row === undefined) return;
    this.#rows.delete(sensorId);
    this.#table.delete(row.handle);
  }
}
