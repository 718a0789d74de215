import type { Sensor } from "../../hpi/rdr/index.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Assignment, CellWriter } from "../../snmp/set.ts";
import type { ObjectStore, Scalars } from "../../snmp/store.ts";
import type { RowHandle, RowValues, Table } from "../../snmp/table.ts";
import { classWord, PhysicalClass, physicalClassOf } from "./physical-class.ts";
import { changedColumns } from "./row-change.ts";
import { type Settings, textWriter } from "./settings.ts";
import type { ServedModule } from "./system-mib.ts";
import { adminString, dateAndTime } from "./text.ts";

export const entityModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 47],
  description: "ENTITY-MIB: the physical entities",
};

/** Columns of entPhysicalTable. */
const Physical = {
  descr: 2,
  vendorType: 3,
  containedIn: 4,
  class: 5,
  parentRelPos: 6,
  name: 7,
  hardwareRev: 8,
  firmwareRev: 9,
  softwareRev: 10,
  serialNum: 11,
  mfgName: 12,
  modelName: 13,
  alias: 14,
  assetId: 15,
  isFru: 16,
  mfgDate: 17,
  uris: 18,
  uuid: 19,
} as const;

const entity = [1, 3, 6, 1, 2, 1, 47, 1];
/** `ContainedIn` of a root. */
const NOT_CONTAINED = 0;
const RELATIVE_POSITION_UNKNOWN = -1;

interface PhysicalRow {
  readonly handle: RowHandle;
  /** Stable name of the resource, under which managers' texts are kept; undefined for sensors. */
  readonly key: string | undefined;
  /** What the asset says of itself, for entPhysicalAssetID until a manager sets it. */
  readonly assetTag: string;
  readonly values: RowValues;
  readonly parent: number;
  readonly contains: RowHandle | undefined;
  /** The sibling position it claims, when others may claim the same. */
  readonly claim: string | undefined;
}

/** ENTITY-MIB (RFC 6933): entPhysicalTable, entPhysicalContainsTable and entLastChangeTime. The index is the model's id. */
export class EntityMib {
  readonly #engine: SnmpEngine;
  readonly #physical: Table;
  readonly #contains: Table;
  readonly #general: Scalars;
  readonly #rows = new Map<number, PhysicalRow>();
  readonly #children = new Map<number, Set<number>>();
  /** Who claims a position among siblings of one class, in the order of ids. */
  readonly #claims = new Map<string, { readonly position: number; readonly ids: number[] }>();

  /** Told after rows came, went or changed. */
  onChanged: () => void = () => {};
  readonly #settings: Settings | undefined;

  constructor(store: ObjectStore, engine: SnmpEngine, settings: Settings | undefined) {
    this.#engine = engine;
    this.#settings = settings;
    const texts = [7, 8, 9, 10, 11, 12, 13, 17, 18, 19];
    this.#physical = store.table(
      [...entity, 1, 1, 1],
      [
        { number: Physical.descr, syntax: "OctetString" },
        { number: Physical.vendorType, syntax: "ObjectIdentifier" },
        { number: Physical.containedIn, syntax: "Integer32" },
        { number: Physical.class, syntax: "Integer32" },
        { number: Physical.parentRelPos, syntax: "Integer32" },
        { number: Physical.isFru, syntax: "Integer32" },
        { number: Physical.alias, syntax: "OctetString", ...this.#writable("alias", Physical.alias) },
        { number: Physical.assetId, syntax: "OctetString", ...this.#writable("asset", Physical.assetId) },
        ...texts.map((number) => ({ number, syntax: "OctetString" }) as const),
      ],
    );
    this.#contains = store.table([...entity, 3, 3, 1], [{ number: 1, syntax: "Integer32" }]);
    this.#general = store.scalars([...entity, 4], [{ number: 1, syntax: "TimeTicks", value: 0 }]);
  }

  has(id: number): boolean {
    return this.#rows.has(id);
  }

  /** The row that contains a row, 0 for none; undefined when there is no such row. */
  parentOf(id: number): number | undefined {
    return this.#rows.get(id)?.parent;
  }

  /** Ids of the rows contained in a row. */
  childrenOf(id: number): readonly number[] {
    return [...(this.#children.get(id) ?? [])];
  }

  /** Rows changed inside are seen together. */
  batch(change: () => void): void {
    this.#physical.batch(() => this.#contains.batch(change));
  }

  /** Adds or updates the row of a resource inside another row (0 = a root). */
  putResource(resource: Resource, parent: number): void {
    const { info } = resource;
    const className = physicalClassOf(resource);
    const position = relativePosition(resource);
    const claim = position < 0 ? undefined : `${parent}/${className}/${position}`;
    const assetTag = adminString(info.assetTag, 32);
    this.#put(resource.id, { key: resource.key, assetTag }, parent, claim, position, {
      [Physical.descr]: adminString(
        `${info.product === "" ? resource.tag : `${info.manufacturer} ${info.product}`} ${classWord(className)}`,
      ),
      [Physical.class]: PhysicalClass[className],
      [Physical.name]: adminString(resource.tag),
      [Physical.hardwareRev]: adminString(info.hardwareRevision),
      [Physical.firmwareRev]: adminString(info.firmwareRevision),
      [Physical.serialNum]: adminString(info.serialNumber, 32),
      [Physical.mfgName]: adminString(info.manufacturer),
      [Physical.modelName]: adminString(info.product),
      [Physical.alias]: this.#settings?.get(settingOf("alias", resource.key)) ?? "",
      [Physical.assetId]: this.#settings?.get(settingOf("asset", resource.key)) ?? assetTag,
      [Physical.isFru]: truth(resource.capabilities.includes("fru")),
      [Physical.mfgDate]: dateAndTime(info.manufactured),
      [Physical.uris]: info.guid === null ? "" : `urn:uuid:${info.guid}`,
      [Physical.uuid]: uuid(info.guid),
    });
  }

  /** Adds or updates the row of a sensor inside its resource's row. */
  putSensor(sensor: Sensor, resource: Resource): void {
    this.#put(sensor.id, { key: undefined, assetTag: "" }, resource.id, undefined, sensor.number, {
      // With the resource, since boards of one kind have sensors of the same names.
      [Physical.descr]: adminString(`${sensor.name} ${sensor.type.replaceAll("-", " ")} sensor of ${resource.tag}`),
      [Physical.class]: PhysicalClass.sensor,
      // As the device gives it: this is what other tools call the sensor.
      [Physical.name]: adminString(sensor.name),
    });
  }

  /** Takes a row away; its content must have gone or moved before. */
  remove(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#physical.delete(row.handle);
    this.#unlink(id, row);
    this.#release(id, row.claim);
    this.#touch();
  }

  #put(
    id: number,
    kept: Pick<PhysicalRow, "key" | "assetTag">,
    parent: number,
    claim: string | undefined,
    position: number,
    some: RowValues,
  ): void {
    const before = this.#rows.get(id);
    if (before !== undefined && before.claim !== claim) this.#release(id, before.claim);
    const values: RowValues = {
      ...empty,
      ...some,
      [Physical.containedIn]: parent,
      [Physical.parentRelPos]: claim === undefined ? position : this.#claim(id, claim, position),
    };
    if (before === undefined) {
      const handle = this.#physical.insert([id], values);
      this.#rows.set(id, { handle, ...kept, values, parent, claim, contains: this.#link(id, parent) });
      this.#touch();
      return;
    }
    const changes = changedColumns(before.values, values);
    for (const number of changes) this.#physical.set(before.handle, number, values[number]);
    let contains = before.contains;
    if (before.parent !== parent) {
      this.#unlink(id, before);
      contains = this.#link(id, parent);
    }
    this.#rows.set(id, { handle: before.handle, ...kept, values, parent, claim, contains });
    if (changes.length > 0) this.#touch();
  }

  #link(id: number, parent: number): RowHandle | undefined {
    if (parent === NOT_CONTAINED) return undefined;
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, new Set([id]));
    else children.add(id);
    return this.#contains.insert([parent, id], { 1: id });
  }

  #unlink(id: number, row: PhysicalRow): void {
    if (row.contains === undefined) return;
    this.#contains.delete(row.contains);
    this.#children.get(row.parent)?.delete(id);
  }

  /** The position for one of several who may claim it: the lowest id has it, the others have none. */
  #claim(id: number, claim: string, position: number): number {
    const entry = this.#claims.get(claim) ?? { position, ids: [] };
    this.#claims.set(claim, entry);
    if (!entry.ids.includes(id)) {
      const holder = entry.ids[0];
      entry.ids.push(id);
      entry.ids.sort((a, b) => a - b);
      if (holder !== undefined && entry.ids[0] === id) this.#reposition(holder, RELATIVE_POSITION_UNKNOWN);
    }
    return entry.ids[0] === id ? position : RELATIVE_POSITION_UNKNOWN;
  }

  #release(id: number, claim: string | undefined): void {
    const entry = claim === undefined ? undefined : this.#claims.get(claim);
    if (claim === undefined || entry === undefined) return;
    const held = entry.ids[0] === id;
    entry.ids.splice(entry.ids.indexOf(id), 1);
    const heir = entry.ids[0];
    if (heir === undefined) this.#claims.delete(claim);
    else if (held) this.#reposition(heir, entry.position);
  }

  #reposition(id: number, position: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#physical.set(row.handle, Physical.parentRelPos, position);
    this.#rows.set(id, { ...row, values: { ...row.values, [Physical.parentRelPos]: position } });
  }

  #touch(): void {
    this.#general.set(1, this.#engine.upTime());
    this.onChanged();
  }

  /** Lets managers set a text column of resources, which is kept under the resource's stable name. */
  #writable(kind: "alias" | "asset", column: number): { readonly write?: CellWriter } {
    const settings = this.#settings;
    if (settings === undefined) return {};
    const rowOf = ({ index }: Assignment) => this.#rows.get(index[0]!);
    return {
      write: textWriter({
        settings,
        mostOctets: 32,
        name: (assignment) => {
          const key = rowOf(assignment)?.key;
          return key === undefined ? undefined : settingOf(kind, key);
        },
        show: (assignment, text) => {
          const row = rowOf(assignment);
          if (row === undefined) return;
          const value = text ?? (kind === "asset" ? row.assetTag : "");
          this.#physical.set(row.handle, column, value);
          this.#rows.set(assignment.index[0]!, { ...row, values: { ...row.values, [column]: value } });
        },
      }),
    };
  }
}

function settingOf(kind: "alias" | "asset", key: string): string {
  return `${kind} ${key}`;
}

/** Every column of a row of which nothing is known. */
const empty: RowValues = {
  [Physical.descr]: "",
  [Physical.vendorType]: [0, 0],
  [Physical.name]: "",
  [Physical.hardwareRev]: "",
  [Physical.firmwareRev]: "",
  [Physical.softwareRev]: "",
  [Physical.serialNum]: "",
  [Physical.mfgName]: "",
  [Physical.modelName]: "",
  [Physical.alias]: "",
  [Physical.assetId]: "",
  [Physical.isFru]: truth(false),
  [Physical.mfgDate]: dateAndTime(null),
  [Physical.uris]: "",
  [Physical.uuid]: Buffer.alloc(0),
};

function truth(value: boolean): number {
  return value ? 1 : 2;
}

/** HPI gives the places of each kind of shelf site their own numbers; a hundred apart they are unique in the shelf. */
const CHASSIS_SPECIFIC = { first: 144, last: 157 };

function relativePosition(resource: Resource): number {
  const own = resource.entityPath.at(-1);
  if (own === undefined || own.location > 1_000_000) return RELATIVE_POSITION_UNKNOWN;
  if (own.type < CHASSIS_SPECIFIC.first || own.type > CHASSIS_SPECIFIC.last) return own.location;
  return (own.type - CHASSIS_SPECIFIC.first) * 100 + own.location;
}

function uuid(guid: string | null): Buffer {
  const bytes = Buffer.from((guid ?? "").replaceAll("-", ""), "hex");
  return bytes.length === 16 ? bytes : Buffer.alloc(0);
}
