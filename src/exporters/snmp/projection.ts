import type { ModelChange } from "../../hpi/change.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import { EntityMib } from "./entity-mib.ts";
import { EntitySensorMib } from "./entity-sensor-mib.ts";
import { isPhysical } from "./physical-class.ts";

/**
 * Keeps the tables of physical entities and sensors equal to the model. What is known to be out of its slot has no
 * rows, nor has anything inside it; the slot keeps its own.
 */
export class Projection {
  readonly #domain: Domain;
  readonly #entities: EntityMib;
  readonly #sensors: EntitySensorMib;
  /** Sensors that have rows, by resource. */
  readonly #shown = new Map<number, ReadonlySet<number>>();

  constructor(domain: Domain, store: ObjectStore, engine: SnmpEngine) {
    this.#domain = domain;
    this.#entities = new EntityMib(store, engine);
    this.#sensors = new EntitySensorMib(store, engine, (id) => domain.reading(id));
    this.#batch(() => {
      for (const resource of domain.resources()) this.#sync(resource.id);
    });
  }

  follow(change: ModelChange): void {
    switch (change.kind) {
      case "reading":
        this.#sensors.update(change.sensorId);
        break;
      case "resource":
      case "resource-removed":
        this.#batch(() => this.#sync(change.resourceId));
        break;
      default:
    }
  }

  #batch(change: () => void): void {
    this.#entities.batch(() => this.#sensors.batch(change));
  }

  /** Brings the rows of a resource, of its sensors and the place of its content up to date. */
  #sync(id: number): void {
    const resource = this.#domain.resource(id);
    const was = this.#entities.has(id);
    const content = new Set([
      ...this.#entities.childrenOf(id).filter((child) => this.#domain.resource(child) !== undefined),
      ...this.#domain.childrenOf(id).map((child) => child.id),
    ]);
    const is = resource !== undefined && this.#visible(resource);
    if (is) {
      this.#entities.putResource(resource, this.#container(resource));
      this.#syncSensors(resource);
      for (const child of content) this.#place(child);
      // What came into view brings its content with it.
      if (!was) for (const child of content) this.#sync(child);
      return;
    }
    this.#hideSensors(id);
    for (const child of content) this.#sync(child);
    this.#entities.remove(id);
  }

  #syncSensors(resource: Resource): void {
    const sensors = this.#domain.sensorsOf(resource.id);
    const now = new Set(sensors.map((sensor) => sensor.id));
    for (const old of this.#shown.get(resource.id) ?? []) {
      if (now.has(old)) continue;
      this.#sensors.remove(old);
      this.#entities.remove(old);
    }
    for (const sensor of sensors) {
      this.#entities.putSensor(sensor, resource.id);
      this.#sensors.put(sensor);
    }
    this.#shown.set(resource.id, now);
  }

  #hideSensors(resourceId: number): void {
    for (const id of this.#shown.get(resourceId) ?? []) {
      this.#sensors.remove(id);
      this.#entities.remove(id);
    }
    this.#shown.delete(resourceId);
  }

  /** Puts a resource that is shown already into the row it belongs to now. */
  #place(id: number): void {
    const resource = this.#domain.resource(id);
    if (resource !== undefined && this.#entities.has(id))
      this.#entities.putResource(resource, this.#container(resource));
  }

  #visible(resource: Resource): boolean {
    if (!isPhysical(resource, this.#domain.sensorsOf(resource.id).length)) return false;
    for (let at: Resource | undefined = resource; at !== undefined; at = this.#parent(at))
      if (!at.present) return false;
    return true;
  }

  /** The nearest container that has a row, 0 for none. */
  #container(resource: Resource): number {
    for (let at = this.#parent(resource); at !== undefined; at = this.#parent(at)) if (this.#visible(at)) return at.id;
    return 0;
  }

  #parent(resource: Resource): Resource | undefined {
    return resource.parentId === null ? undefined : this.#domain.resource(resource.parentId);
  }
}
