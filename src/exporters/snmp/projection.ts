import type { ModelChange } from "../../hpi/change.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { CellWriter } from "../../snmp/set.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import { EntityMib } from "./entity-mib.ts";
import { EntitySensorMib } from "./entity-sensor-mib.ts";
import { EntityStateMib, resourceStates, sensorStates } from "./entity-state-mib.ts";
import { isPhysical } from "./physical-class.ts";
import type { Settings } from "./settings.ts";

/**
 * Keeps the tables of physical entities and sensors equal to the model. What is known to be out of its slot has no
 * rows, nor has anything inside it; the slot keeps its own.
 */
export class Projection {
  readonly #domain: Domain;
  readonly #entities: EntityMib;
  readonly #sensors: EntitySensorMib;
  readonly #states: EntityStateMib;
  #added = false;
  /** Sensors that have rows, by resource. */
  readonly #shown = new Map<number, ReadonlySet<number>>();

  /** Without `settings` managers cannot set names, without `adminWriter` no states. */
  constructor(
    domain: Domain,
    store: ObjectStore,
    engine: SnmpEngine,
    settings: Settings | undefined,
    adminWriter?: CellWriter,
  ) {
    this.#domain = domain;
    this.#entities = new EntityMib(store, engine, settings);
    this.#sensors = new EntitySensorMib(store, engine, (id) => domain.reading(id));
    this.#states = new EntityStateMib(store, domain.clock, adminWriter);
    this.#batch(() => {
      for (const resource of domain.resources()) this.#sync(resource.id);
    });
  }

  follow(change: ModelChange): void {
    switch (change.kind) {
      case "reading":
        if (this.#sensors.update(change.sensorId)) this.#putSensorStates(change.sensorId);
        break;
      case "alarms":
        this.#showAlarms();
        break;
      case "resource":
      case "resource-removed":
        this.#batch(() => this.#sync(change.resourceId));
        break;
      default:
    }
  }

  /** Calls back after physical rows came, went or changed. */
  onChanged(listener: () => void): void {
    this.#entities.onChanged = listener;
  }

  /** Calls back after a resource's operational state has changed, with its ENTITY-STATE-MIB row. */
  onOper(listener: (resourceId: number, states: NonNullable<ReturnType<EntityStateMib["states"]>>) => void): void {
    this.#states.onOper = (id) => {
      const states = this.#states.states(id);
      if (states !== undefined && this.#domain.resource(id) !== undefined) listener(id, states);
    };
  }

  /** The ENTITY-STATE-MIB row of a resource or sensor. */
  states(id: number): ReturnType<EntityStateMib["states"]> {
    return this.#states.states(id);
  }

  #batch(change: () => void): void {
    this.#added = false;
    this.#entities.batch(() => this.#sensors.batch(() => this.#states.batch(change)));
    if (this.#added) this.#showAlarms();
  }

  #showAlarms(): void {
    this.#states.alarms(this.#domain.alarms(), (id) => this.#domain.resource(id)?.parentId ?? null);
  }

  #putStates(resource: Resource): void {
    this.#added ||= this.#states.states(resource.id) === undefined;
    const filled = this.#entities.childrenOf(resource.id).some((id) => this.#domain.resource(id) !== undefined);
    this.#states.put(resource.id, resourceStates(resource, filled));
  }

  #putSensorStates(sensorId: number): void {
    this.#added ||= this.#states.states(sensorId) === undefined;
    this.#states.put(sensorId, sensorStates(this.#sensors.status(sensorId)));
  }

  /** Whether the place of a resource is filled may have changed with it. */
  #syncPlace(id: number): void {
    const place = this.#domain.resource(id);
    if (place !== undefined && this.#entities.has(id)) this.#putStates(place);
  }

  /** Brings the rows of a resource, of its sensors and the place of its content up to date. */
  #sync(id: number): void {
    const resource = this.#domain.resource(id);
    const was = this.#entities.has(id);
    const placeBefore = this.#entities.parentOf(id);
    const content = new Set([
      ...this.#entities.childrenOf(id).filter((child) => this.#domain.resource(child) !== undefined),
      ...this.#domain.childrenOf(id).map((child) => child.id),
    ]);
    const is = resource !== undefined && this.#visible(resource);
    if (is) {
      const place = this.#container(resource);
      this.#entities.putResource(resource, place);
      this.#putStates(resource);
      this.#syncSensors(resource);
      this.#syncPlace(place);
      if (placeBefore !== undefined && placeBefore !== place) this.#syncPlace(placeBefore);
      for (const child of content) this.#place(child);
      // What came into view brings its content with it.
      if (!was) for (const child of content) this.#sync(child);
      return;
    }
    this.#hideSensors(id);
    for (const child of content) this.#sync(child);
    this.#entities.remove(id);
    this.#states.remove(id);
    if (placeBefore !== undefined) this.#syncPlace(placeBefore);
  }

  #syncSensors(resource: Resource): void {
    const sensors = this.#domain.sensorsOf(resource.id);
    const now = new Set(sensors.map((sensor) => sensor.id));
    for (const old of this.#shown.get(resource.id) ?? []) {
      if (now.has(old)) continue;
      this.#removeSensor(old);
    }
    for (const sensor of sensors) {
      this.#entities.putSensor(sensor, resource);
      this.#sensors.put(sensor);
      this.#putSensorStates(sensor.id);
    }
    this.#shown.set(resource.id, now);
  }

  #hideSensors(resourceId: number): void {
    for (const id of this.#shown.get(resourceId) ?? []) this.#removeSensor(id);
    this.#shown.delete(resourceId);
  }

  #removeSensor(id: number): void {
    this.#sensors.remove(id);
    this.#states.remove(id);
    this.#entities.remove(id);
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
