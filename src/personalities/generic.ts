import { type EntityPath, formatEntityPath } from "../hpi/entity-path.ts";
import { EntityType } from "../hpi/entity-type.ts";
import type { Capability } from "../hpi/resource.ts";
import { addressText, type BusAddress } from "../ipmi/bus-address.ts";
import { entityTitle, entityTypeOf } from "./entity-name.ts";
import type {
  Arrangement,
  EntityId,
  FruFacts,
  Location,
  Personality,
  Place,
  PlatformFacts,
  RelatedEntity,
  SensorFacts,
} from "./personality.ts";
import { isSeatSensor } from "./seat-sensors.ts";

/** First instance that counts within one controller: IPMI 2.0 section 39.1. */
const DEVICE_RELATIVE = 0x60;
/** Containers of containers; more is a loop in the associations. */
const DEPTH = 8;

/** A management controller of a server or of unknown hardware: one resource for each entity its SDRs name. */
export const generic: Personality = {
  name: "generic",
  picmg: false,
  recognises: () => true,
  arrange: (facts) => new EntityTree(facts),
};

class EntityTree implements Arrangement {
  readonly #facts: PlatformFacts;
  readonly #root: EntityPath;
  readonly #container = new Map<string, RelatedEntity>();
  readonly #places = new Map<string, Place>();
  /** FRUs that name the entity of another: each has a place of its own at that one's path. */
  readonly #rivals: Place[] = [];

  constructor(facts: PlatformFacts) {
    this.#facts = facts;
    this.#root = facts.base.length > 0 ? facts.base : [{ type: EntityType.SYSTEM_CHASSIS, location: 1 }];
    for (const { container, contained } of facts.associations) {
      for (const child of contained) this.#container.set(entityText(child), container);
    }
    this.#add(this.#root, "Chassis", this.#ownerOfRoot());
    // Whoever was found first, the same one has the sensors of an entity that several name.
    for (const fru of facts.frus.toSorted((a, b) => this.#rank(a) - this.#rank(b))) {
      if (this.#isRoot(fru)) continue;
      this.#add(this.#fruPath(fru), fru.entity === null && fru.name !== "" ? fru.name : this.#tagOf(fru), fru);
    }
    for (const sensor of facts.sensors) {
      if (isSeatSensor(sensor.record)) this.#add(this.#entityPath(sensor), this.#tagOf(sensor), null, true);
    }
    for (const sensor of facts.sensors) this.#add(this.#entityPath(sensor), this.#tagOf(sensor), null);
  }

  get places(): readonly Place[] {
    return [...this.#places.values(), ...this.#rivals].sort((a, b) => a.entityPath.length - b.entityPath.length);
  }

  locate(sensor: SensorFacts): Location {
    const entityPath = this.#entityPath(sensor);
    const place = this.#at(entityPath);
    const isSeat = entityPath.length > this.#root.length && isSeatSensor(sensor.record);
    if (!isSeat) return { place, entityPath };
    // It belongs to what the seat is in: it tells also while the seat is empty.
    return { place: this.#at(entityPath.slice(0, -1)), entityPath, seat: place };
  }

  #at(entityPath: EntityPath): Place {
    return this.#places.get(formatEntityPath(entityPath)) ?? this.#places.get(formatEntityPath(this.#root))!;
  }

  #ownerOfRoot(): FruFacts | null {
    return this.#facts.frus.find((fru) => this.#isRoot(fru)) ?? null;
  }

  #isRoot(fru: FruFacts): boolean {
    return fru.owner === this.#facts.primary && fru.fru === 0;
  }

  #add(entityPath: EntityPath, tag: string, fru: FruFacts | null, isSeat = false): void {
    const text = formatEntityPath(entityPath);
    const known = this.#places.get(text);
    if (known !== undefined && fru === null) return;
    const isRoot = entityPath.length === this.#root.length;
    const capabilities: Capability[] = isRoot
      ? ["power", "reset", "event-log"]
      : fru === null && !isSeat
        ? []
        : ["fru"];
    const place: Place = {
      entityPath,
      tag,
      capabilities,
      severity: isRoot ? "critical" : "major",
      fru: fru === null ? null : { owner: fru.owner, fru: fru.fru },
    };
    if (fru === null || known === undefined || known.fru === null) this.#places.set(text, place);
    else this.#rivals.push({ ...place, tag: `${tag} ${nameOf(fru)}` });
  }

  #rank({ owner, fru }: FruFacts): number {
    return (owner === this.#facts.primary ? 0 : owner) * 256 + fru;
  }

  #fruPath(fru: FruFacts): EntityPath {
    if (fru.entity !== null) {
      const entityPath = this.#entityPath({ owner: fru.owner, entity: fru.entity });
      // The first controller stands for the chassis as a whole; a FRU of the chassis itself is a part of that.
      if (entityPath.length > this.#root.length) return entityPath;
      return [...this.#root, { type: EntityType.SYSTEM_CHASSIS, location: this.#location(fru.entity, fru.owner) }];
    }
    // Without a locator its address is all that tells it from others.
    const location = fru.fru === 0 ? fru.owner : fru.owner * 256 + fru.fru;
    return [...this.#root, { type: EntityType.UNKNOWN, location }];
  }

  #entityPath(sensor: SensorFacts): EntityPath {
    const own: OwnedEntity = { ...sensor.entity, owner: sensor.owner };
    const chain = [own];
    for (let at = this.#containerOf(own); at !== undefined && chain.length < DEPTH; at = this.#containerOf(at)) {
      const text = entityText(at);
      if (chain.some((e) => entityText(e) === text)) break;
      chain.unshift(at);
    }
    const inRoot = chain.filter((e) => !(e.id === EntityType.SYSTEM_CHASSIS && e.instance <= 1));
    return [...this.#root, ...inRoot.map((e) => ({ type: entityTypeOf(e.id), location: this.#location(e, e.owner) }))];
  }

  /** Where an association does not say whose the container is, it is of the same controller. */
  #containerOf(entity: OwnedEntity): OwnedEntity | undefined {
    const { id, instance, owner } = entity;
    const container = this.#container.get(entityText(entity)) ?? this.#container.get(entityText({ id, instance }));
    return container && { ...container, owner: container.owner ?? owner };
  }

  /** Instances that count within a satellite controller get its address, so that two satellites stay apart. */
  #location(entity: EntityId, owner: BusAddress): number {
    if (entity.instance < DEVICE_RELATIVE || owner === this.#facts.primary) return entity.instance;
    return owner * 256 + entity.instance;
  }

  #tagOf(thing: FruFacts | SensorFacts): string {
    if (thing.entity === null) return `Controller ${addressText(thing.owner)}`;
    return `${entityTitle(thing.entity.id)} ${this.#location(thing.entity, thing.owner)}`;
  }
}

/** An entity and the controller within which its instance counts, if it does so. */
interface OwnedEntity extends EntityId {
  readonly owner: BusAddress;
}

function entityText({ id, instance, owner }: RelatedEntity): string {
  return owner === undefined || instance < DEVICE_RELATIVE ? `${id}.${instance}` : `${id}.${instance}@${owner}`;
}

/** What tells a FRU from another one of the same entity. */
function nameOf({ name, owner, fru }: FruFacts): string {
  if (name !== "") return name;
  return fru === 0 ? `Controller ${addressText(owner)}` : `FRU ${fru}`;
}
