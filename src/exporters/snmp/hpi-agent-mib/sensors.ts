import type { Domain } from "../../../hpi/domain.ts";
import type { Sensor } from "../../../hpi/rdr/index.ts";
import type { SensorReading } from "../../../hpi/reading.ts";
import { unitSymbol } from "../../../hpi/unit.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import type { RowValues } from "../../../snmp/table.ts";
import { Rows } from "../rows.ts";
import { adminString, dateAndTime } from "../text.ts";
import { bits, categoryNumber, decimal, entryOf, qualityNumber, reasonNumber, severityNumber } from "./words.ts";

const Column = {
  resource: 1,
  number: 2,
  type: 3,
  category: 4,
  eventStates: 5,
  assertedStates: 6,
  stateNames: 7,
  severity: 8,
  quality: 9,
  reason: 10,
  reading: 11,
  unit: 12,
  lastRead: 13,
  pollPeriod: 14,
} as const;

/** HPI has 15 event states. */
const STATES = 15;
const STATE_OCTETS = 2;

/** hpiAgentSensorTable: what ENTITY-SENSOR-MIB does not tell. */
export class SensorTable {
  readonly #domain: Domain;
  readonly #rows: Rows<number>;
  /** The reading that is shown: mostly the next one differs in its value only. */
  readonly #shown = new Map<number, SensorReading>();

  constructor(domain: Domain, store: ObjectStore) {
    this.#domain = domain;
    const { resource, category, severity, quality, reason, type, eventStates, assertedStates, stateNames } = Column;
    this.#rows = new Rows(
      store.table(entryOf(4), [
        ...[resource, category, severity, quality, reason].map((number) => ({ number, syntax: "Integer32" }) as const),
        ...[type, eventStates, assertedStates, stateNames, Column.reading, Column.unit].map(
          (number) => ({ number, syntax: "OctetString" }) as const,
        ),
        // Taken with every reading: encoded only for who asks.
        { number: Column.lastRead, syntax: "OctetString", live: ([id]) => dateAndTime(domain.reading(id!).at.wall) },
        { number: Column.number, syntax: "Unsigned32" },
        { number: Column.pollPeriod, syntax: "Unsigned32" },
      ]),
    );
  }

  batch(change: () => void): void {
    this.#rows.batch(change);
  }

  put(sensor: Sensor): void {
    this.#rows.put(sensor.id, [sensor.id], {
      [Column.resource]: sensor.resourceId,
      [Column.number]: sensor.number,
      [Column.type]: adminString(sensor.type, 64),
      [Column.category]: categoryNumber[sensor.category],
      [Column.eventStates]: stateBits(sensor, () => true),
      [Column.unit]: adminString(sensor.numeric === null ? "" : unitSymbol(sensor.numeric.unit), 64),
      [Column.pollPeriod]: sensor.pollPeriod ?? 0,
      ...this.#reading(sensor),
    });
  }

  /** Shows the last reading of a sensor. */
  update(sensorId: number): void {
    const before = this.#shown.get(sensorId);
    if (before === undefined) return;
    const reading = this.#domain.reading(sensorId);
    if (sameButValue(before, reading)) {
      this.#shown.set(sensorId, reading);
      if (reading.value !== before.value) this.#rows.set(sensorId, Column.reading, decimal(reading.value));
      return;
    }
    const sensor = this.#domain.sensor(sensorId);
    if (sensor !== undefined) this.#rows.update(sensorId, this.#reading(sensor));
  }

  remove(sensorId: number): void {
    this.#shown.delete(sensorId);
    this.#rows.remove(sensorId);
  }

  #reading(sensor: Sensor): RowValues {
    const reading = this.#domain.reading(sensor.id);
    this.#shown.set(sensor.id, reading);
    return {
      [Column.assertedStates]: stateBits(sensor, (name) => reading.states.includes(name)),
      [Column.stateNames]: stateNames(reading.states),
      [Column.severity]: severityNumber[this.#domain.sensorSeverity(sensor.id)],
      [Column.quality]: qualityNumber[reading.quality],
      [Column.reason]: reasonNumber[reading.reason],
      [Column.reading]: decimal(reading.value),
    };
  }
}

function sameButValue(a: SensorReading, b: SensorReading): boolean {
  return (
    a.quality === b.quality &&
    a.reason === b.reason &&
    a.states.length === b.states.length &&
    a.states.every((state, i) => state === b.states[i])
  );
}

function stateBits(sensor: Sensor, wanted: (name: string) => boolean): Buffer {
  const set: number[] = [];
  for (const [position, { name, offset }] of sensor.states.entries()) {
    const bit = offset ?? position;
    if (bit < STATES && wanted(name)) set.push(bit);
  }
  return bits(set, STATE_OCTETS);
}

/** As many names as there is room for. */
function stateNames(names: readonly string[]): string {
  let text = "";
  for (const name of names) {
    const longer = text === "" ? adminString(name) : `${text}, ${adminString(name)}`;
    if (Buffer.byteLength(longer) > 255) break;
    text = longer;
  }
  return text;
}
