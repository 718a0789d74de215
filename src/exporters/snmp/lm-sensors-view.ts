import type { Domain } from "../../hpi/domain.ts";
import type { Sensor } from "../../hpi/rdr/index.ts";
import { convert } from "../../hpi/unit.ts";
import type { Oid } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import { Rows } from "./rows.ts";
import type { ServedModule } from "./system-mib.ts";
import { adminString } from "./text.ts";

export const lmSensorsModule: ServedModule = {
  id: [1, 3, 6, 1, 4, 1, 2021, 13, 16],
  description: "LM-SENSORS-MIB: readings for managers that know nothing else",
};

const lmSensors: Oid = [1, 3, 6, 1, 4, 1, 2021, 13, 16];
const Column = { index: 1, device: 2, value: 3 } as const;
/** LMSensorsIndex. */
const MOST_INDEX = 65_535;
const MOST_VALUE = 0xffffffff;

/** The tables by number: temperatures, fans, voltages, others. */
const kinds = [2, 3, 4, 5] as const;
type Kind = (typeof kinds)[number];

/**
 * LM-SENSORS-MIB as net-snmp serves it, in millidegrees Celsius, revolutions per minute and millivolts. What is below
 * zero, or not known, has no value: the object cannot express it.
 */
export class LmSensorsView {
  readonly #domain: Domain;
  readonly #tables: ReadonlyMap<Kind, Rows<number>>;
  readonly #kinds = new Map<number, Kind>();

  constructor(domain: Domain, store: ObjectStore) {
    this.#domain = domain;
    this.#tables = new Map(
      kinds.map((kind) => [
        kind,
        new Rows(
          store.table(
            [...lmSensors, kind, 1],
            [
              { number: Column.index, syntax: "Integer32" },
              { number: Column.device, syntax: "OctetString" },
              { number: Column.value, syntax: "Unsigned32" },
            ],
          ),
        ),
      ]),
    );
  }

  put(sensor: Sensor): void {
    const kind = kindOf(sensor);
    if (kind === undefined || sensor.id > MOST_INDEX) {
      this.remove(sensor.id);
      return;
    }
    if (this.#kinds.get(sensor.id) !== kind) this.remove(sensor.id);
    this.#kinds.set(sensor.id, kind);
    const tag = this.#domain.resource(sensor.resourceId)?.tag;
    this.#tables.get(kind)?.put(sensor.id, [sensor.id], {
      [Column.index]: sensor.id,
      [Column.device]: adminString(tag === undefined ? sensor.name : `${tag} ${sensor.name}`),
      [Column.value]: this.#value(sensor, kind),
    });
  }

  update(sensorId: number): void {
    const sensor = this.#domain.sensor(sensorId);
    const kind = this.#kinds.get(sensorId);
    if (sensor === undefined || kind === undefined) return;
    this.#tables.get(kind)?.update(sensorId, { [Column.value]: this.#value(sensor, kind) });
  }

  remove(sensorId: number): void {
    const kind = this.#kinds.get(sensorId);
    if (kind === undefined) return;
    this.#kinds.delete(sensorId);
    this.#tables.get(kind)?.remove(sensorId);
  }

  batch(change: () => void): void {
    [...this.#tables.values()].reduce((inner, table) => () => table.batch(inner), change)();
  }

  #value({ id, numeric }: Sensor, kind: Kind): number | undefined {
    const { quality, value } = this.#domain.reading(id);
    if (quality !== "good" || value === null || numeric === null) return undefined;
    const inUnit = kind === 2 ? (convert(value, numeric.unit.base, "degrees-c") ?? value) : value;
    const shown = Math.round(kind === 2 || kind === 4 ? inUnit * 1000 : inUnit);
    return shown >= 0 && shown <= MOST_VALUE ? shown : undefined;
  }
}

function kindOf({ numeric }: Sensor): Kind | undefined {
  if (numeric === null) return undefined;
  const { base, modifier, percentage } = numeric.unit;
  if (modifier !== undefined || percentage) return 5;
  if (base.startsWith("degrees-")) return 2;
  if (base === "rpm") return 3;
  return base === "volts" ? 4 : 5;
}
