import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { IdAllocator } from "../../hpi/ports.ts";
import type { ControlValue } from "../../hpi/rdr/control.ts";
import type { Inventory } from "../../hpi/rdr/inventory.ts";
import type { SensorRdr } from "../../hpi/rdr/sensor.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { BusAddress } from "../../ipmi/bus-address.ts";
import { AssemblyMemo, assemble, type PlacedResource, type Platform } from "./assemble.ts";
import { controlKey, inventoryKey, ledKey } from "./keys.ts";
import type { Fru, Mc } from "./mc.ts";
import type { SensorPoint } from "./points.ts";

/** Numbers below may be the hardware's own. */
const FIRST_ALLOCATED_NUMBER = 0x2000;

/** A sensor of the model and the way to it. */
export interface BoundSensor {
  readonly id: number;
  readonly resourceId: number;
  readonly key: string;
  readonly point: SensorPoint;
  readonly rdr: SensorRdr;
  readonly mc: Mc;
}

export interface BoundLed {
  readonly id: number;
  readonly resourceId: number;
  readonly mc: Mc;
  readonly fru: Fru;
  readonly number: number;
}

export interface BoundResource {
  readonly id: number;
  readonly key: string;
  readonly mc: Mc | null;
  readonly fru: Fru | null;
  /** Sensors that tell whether it is there. */
  readonly seats: readonly SensorPoint[];
}

/** What the model was told of a resource. */
interface Described {
  readonly text: string;
  readonly rdrs: readonly SensorRdr[];
  readonly bound: BoundResource;
}

/** Keeps the model's resources equal to what is known of the hardware, and knows which is which. */
export class Tree {
  readonly #domain: Domain;
  readonly #ids: IdAllocator;
  readonly #logger: Logger;
  readonly #platform: () => Platform;
  readonly #gone: (sensors: readonly BoundSensor[]) => void;
  readonly #described = new Map<string, Described>();
  readonly #sensors = new Map<number, BoundSensor>();
  readonly #leds = new Map<number, BoundLed>();
  #byPoint = new Map<string, readonly BoundSensor[]>();
  #seats = new Map<string, BoundResource>();
  readonly #reportedInventories = new Map<number, Inventory>();
  readonly #memo = new AssemblyMemo();
  #queue: Promise<void> = Promise.resolve();
  /** A turn that did not begin yet: it will see whatever is known until then. */
  #next: Promise<void> | undefined;

  constructor(options: {
    readonly domain: Domain;
    readonly ids: IdAllocator;
    readonly logger: Logger;
    readonly platform: () => Platform;
    /** Told of sensors that the model no longer has. */
    readonly gone: (sensors: readonly BoundSensor[]) => void;
  }) {
    this.#domain = options.domain;
    this.#ids = options.ids;
    this.#logger = options.logger;
    this.#platform = options.platform;
    this.#gone = options.gone;
  }

  sensors(): IterableIterator<BoundSensor> {
    return this.#sensors.values();
  }

  sensor(id: number): BoundSensor | undefined {
    return this.#sensors.get(id);
  }

  led(id: number): BoundLed | undefined {
    return this.#leds.get(id);
  }

  leds(): IterableIterator<BoundLed> {
    return this.#leds.values();
  }

  sensorsOf(mc: Mc): readonly BoundSensor[] {
    return [...this.#sensors.values()].filter((sensor) => sensor.mc === mc);
  }

  /** Sensors an event may mean; several when records disagree about its type. */
  sensorsAt(at: BusAddress, lun: number, number: number): readonly BoundSensor[] {
    return this.#byPoint.get(pointKey(at, lun, number)) ?? [];
  }

  /** What a sensor tells to be there or not. */
  seatOf({ owner, lun, number }: SensorPoint): BoundResource | undefined {
    return this.#seats.get(pointKey(owner, lun, number));
  }

  resource(id: number): BoundResource | undefined {
    for (const { bound } of this.#described.values()) if (bound.id === id) return bound;
    return undefined;
  }

  resourceOf(at: BusAddress, fru: number): Resource | undefined {
    for (const { bound } of this.#described.values()) {
      if (bound.mc?.at === at && bound.fru?.id === fru) return this.#domain.resource(bound.id);
    }
    return undefined;
  }

  /** Resources that go silent or away with a controller. */
  resourcesOf(mc: Mc): readonly Resource[] {
    return [...this.#described.values()].flatMap(({ bound }) => {
      if (bound.mc !== mc) return [];
      return this.#domain.resource(bound.id) ?? [];
    });
  }

  /** Describes what is new or different; one turn at a time, for all who ask before it begins. */
  sync(): Promise<void> {
    this.#next ??= this.#turn();
    return this.#next;
  }

  #turn(): Promise<void> {
    const turn = this.#queue.then(() => {
      this.#next = undefined;
      return this.#sync();
    });
    // A failed turn is its caller's to handle, not the next one's.
    this.#queue = turn.then(
      () => undefined,
      (error: unknown) => this.#logger.debug({ error }, "the tree could not be brought up to date"),
    );
    return turn;
  }

  async #sync(): Promise<void> {
    const platform = this.#platform();
    const placed = await assemble(platform, (resource, keys) => this.#numbers(resource, keys), this.#memo);
    const keys = new Set(placed.map((p) => p.description.key));
    for (const [key, { bound }] of this.#described) {
      if (!keys.has(key)) this.#withdraw(key, bound);
    }
    await this.#domain.prepare(placed.map((p) => p.description));
    for (const resource of placed) await this.#describe(resource, platform);
    this.#index();
  }

  async #numbers(resource: string, keys: readonly string[]): Promise<readonly number[]> {
    const ids = await this.#ids.allocate(`instrument:${resource}`, keys);
    return ids.map((id) => FIRST_ALLOCATED_NUMBER + id - 1);
  }

  async #describe(placed: PlacedResource, platform: Platform): Promise<void> {
    const { description, mc, fru, seats, sensors } = placed;
    const { hotSwap, hotSwapNative, ...rest } = description;
    // Sensors are compared by identity: there are many, and the memo keeps what did not change.
    const text = JSON.stringify({ ...rest, rdrs: rest.rdrs.slice(sensors.length) });
    const rdrs = sensors.map((sensor) => sensor.rdr);
    const known = this.#described.get(description.key);
    let bound = known?.bound;
    if (known?.text !== text || known.rdrs.length !== rdrs.length || known.rdrs.some((rdr, i) => rdr !== rdrs[i])) {
      // From the second time on events tell the state, not descriptions.
      const state = this.#domain.resourceByKey(description.key)?.hotSwap?.state ?? hotSwap;
      const resource = await this.#domain.describe({ ...rest, hotSwap: state, hotSwapNative });
      bound = { id: resource.id, key: description.key, mc, fru, seats };
      this.#described.set(description.key, { text, rdrs, bound });
    } else if (bound?.mc !== mc || bound.fru !== fru || !sameItems(bound.seats, seats)) {
      bound = { ...known.bound, mc, fru, seats };
      this.#described.set(description.key, { ...known, bound });
    }
    this.#bind(placed, bound, platform);
  }

  #bind(placed: PlacedResource, bound: BoundResource, platform: Platform): void {
    const byKey = new Map(this.#domain.instrumentsOf(bound.id).map((i) => [i.key, i.id]));
    for (const { key, point, rdr, mc } of placed.sensors) {
      const id = byKey.get(key);
      if (id !== undefined) this.#sensors.set(id, { id, resourceId: bound.id, key, point, rdr, mc });
    }
    const { mc, fru } = placed;
    const shelf = byKey.get(controlKey(bound.key, "shelf-address"));
    if (shelf !== undefined) this.#reportControl(shelf, textValue(platform.shelfAddress));
    if (mc === null || fru === null) return;
    for (const led of fru.leds) {
      const id = byKey.get(ledKey(bound.key, led.number));
      if (id === undefined) continue;
      this.#leds.set(id, { id, resourceId: bound.id, mc, fru, number: led.number });
      if (led.value !== null && this.#domain.control(id) === undefined) this.#reportControl(id, led.value);
    }
    const inventory = byKey.get(inventoryKey(bound.key, fru.id));
    if (
      inventory !== undefined &&
      fru.inventory !== null &&
      this.#reportedInventories.get(inventory) !== fru.inventory
    ) {
      this.#reportedInventories.set(inventory, fru.inventory);
      this.#domain.reportInventory(inventory, fru.inventory);
    }
  }

  #reportControl(id: number, value: ControlValue): void {
    if (JSON.stringify(this.#domain.control(id)) !== JSON.stringify(value)) this.#domain.reportControl(id, value);
  }

  #withdraw(key: string, bound: BoundResource): void {
    this.#described.delete(key);
    this.#domain.withdraw(bound.id);
  }

  /** Forgets what the model no longer has, and sorts sensors by how events name them. */
  #index(): void {
    const gone = [...this.#sensors.values()].filter(({ id }) => this.#domain.sensor(id) === undefined);
    for (const { id } of gone) this.#sensors.delete(id);
    if (gone.length > 0) this.#gone(gone);
    for (const id of this.#reportedInventories.keys()) {
      // What comes back has to be told anew.
      if (this.#domain.instrument(id) === undefined) this.#reportedInventories.delete(id);
    }
    for (const id of this.#leds.keys()) if (this.#domain.instrument(id) === undefined) this.#leds.delete(id);
    const byPoint = new Map<string, BoundSensor[]>();
    for (const sensor of this.#sensors.values()) {
      const { owner, lun, number } = sensor.point;
      const key = pointKey(owner, lun, number);
      const list = byPoint.get(key);
      if (list === undefined) byPoint.set(key, [sensor]);
      else list.push(sensor);
    }
    this.#byPoint = byPoint;
    this.#seats = new Map(
      [...this.#described.values()].flatMap(({ bound }) =>
        bound.seats.map(({ owner, lun, number }) => [pointKey(owner, lun, number), bound] as const),
      ),
    );
  }
}

function pointKey(at: BusAddress, lun: number, number: number): string {
  return `${at}/${lun}/${number}`;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function textValue(text: string): ControlValue {
  return { mode: "auto", state: { type: "text", text } };
}
