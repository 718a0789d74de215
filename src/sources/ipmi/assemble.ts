import type { EntityPath } from "../../hpi/entity-path.ts";
import { EntityType } from "../../hpi/entity-type.ts";
import type { ControlRdr } from "../../hpi/rdr/control.ts";
import type { Rdr } from "../../hpi/rdr/index.ts";
import type { InventoryRdr } from "../../hpi/rdr/inventory.ts";
import type { SensorRdr } from "../../hpi/rdr/sensor.ts";
import type { ResourceDescription } from "../../hpi/resource.ts";
import { addressText, type BusAddress } from "../../ipmi/bus-address.ts";
import type { SdrRecord } from "../../ipmi/sdr/index.ts";
import {
  type Arrangement,
  type Association,
  type EntityId,
  type FruFacts,
  nativeHotSwap,
  type Personality,
  type Place,
  type RelatedEntity,
  type Site,
} from "../../personalities/index.ts";
import { firstHotSwap } from "./first-hot-swap.ts";
import { infoOf } from "./inventory.ts";
import { controlKey, inventoryKey, resourceKey, sensorKey } from "./keys.ts";
import { ledRdr } from "./leds.ts";
import { type Fru, fruOf, type Mc } from "./mc.ts";
import type { McTable } from "./mc-table.ts";
import type { Periods } from "./options.ts";
import { type Owner, pointsOf, type SensorPoint, uniquePoints } from "./points.ts";
import type { Seats } from "./seats.ts";
import { type SensorPlacement, sensorRdr } from "./sensor-rdr.ts";

/** Instrument number of the shelf address control: HPI-to-AdvancedTCA mapping. */
const SHELF_ADDRESS_CONTROL = 0x1000;

/** What is known of everything behind one controller. */
export interface Platform {
  readonly controller: string;
  readonly personality: Personality;
  readonly primary: BusAddress;
  readonly hangUnder: number | undefined;
  readonly mcs: Iterable<Mc>;
  /** See `McTable.named`. */
  readonly named: McTable["named"];
  readonly sites: readonly Site[];
  readonly shelfAddress: string;
  readonly seats: Pick<Seats, "isFilled">;
  readonly periods: Periods;
}

export interface PlacedSensor {
  readonly key: string;
  readonly point: SensorPoint;
  readonly rdr: SensorRdr;
  /** Who answers for it. */
  readonly mc: Mc;
}

/** A resource to describe and the hardware behind its parts. */
export interface PlacedResource {
  readonly description: ResourceDescription;
  readonly mc: Mc | null;
  readonly fru: Fru | null;
  /** Sensors, of what it is in, that tell whether it is there. */
  readonly seats: readonly SensorPoint[];
  readonly sensors: readonly PlacedSensor[];
}

/** Gives instrument numbers to sensors that have none of their own; the same ones for ever. */
export type SensorNumbering = (resource: string, keys: readonly string[]) => Promise<readonly number[]>;

/** What need not be made again while records are the same; the result of `sensorRdr` keeps its identity. */
export class AssemblyMemo {
  readonly #points = new WeakMap<readonly SdrRecord[], readonly SensorPoint[]>();
  readonly #rdrs = new WeakMap<SensorPoint, SensorRdr>();

  points(records: readonly SdrRecord[], ownerOf: Owner): readonly SensorPoint[] {
    const known = this.#points.get(records) ?? pointsOf(records, ownerOf);
    this.#points.set(records, known);
    return known;
  }

  rdr(point: SensorPoint, placement: SensorPlacement): SensorRdr {
    const known = this.#rdrs.get(point);
    if (known !== undefined && known.key === placement.key && known.number === placement.number) return known;
    const rdr = sensorRdr(point, placement);
    this.#rdrs.set(point, rdr);
    return rdr;
  }
}

/** The whole tree from what is known, containers first. Decides, asks nobody. */
export async function assemble(
  platform: Platform,
  numbers: SensorNumbering,
  memo: AssemblyMemo,
): Promise<readonly PlacedResource[]> {
  const mcs = new Map([...platform.mcs].map((mc) => [mc.at, mc]));
  const shown = [...mcs.values()].filter((mc) => mc.ready && (mc.expected || mc.deviceId !== null));
  const ownerOf = (mc: Mc) => (address: number, channel: number) => platform.named(address, channel, mc);
  const told = shown.flatMap((mc) => memo.points(mc.sdrs, ownerOf(mc)));
  const points = uniquePoints(told).filter((p) => mcs.has(p.owner) || p.software);
  const arrangement = platform.personality.arrange({
    base: baseOf(platform.hangUnder),
    primary: platform.primary,
    sites: platform.sites,
    frus: shown.flatMap((mc) => frusOf(mc, platform.primary)),
    sensors: points,
    associations: shown.flatMap((mc) => associationsOf(mc.sdrs, ownerOf(mc))),
  });
  const sensors = sensorsByPlace(arrangement, points);
  const whole: Whole = { platform, mcs, numbers, memo };
  const keys = keysOf(platform, arrangement.places);
  // At once, so that all numbers that have to be given are given together.
  return Promise.all(
    arrangement.places.flatMap((place, index) => {
      const key = keys.get(place);
      if (key === undefined) return [];
      const tag = tagAmongMany(platform, place, index === 0);
      return assembleOne(whole, { key, place, tag }, sensors.get(place) ?? { own: [], seats: [] });
    }),
  );
}

/** Where there are several controllers, the name of its own tells one `Processor 1` from another. */
function tagAmongMany({ hangUnder, controller }: Platform, place: Place, isRoot: boolean): string {
  const { tag, capabilities } = place;
  if (hangUnder === undefined || capabilities.includes("slot")) return tag;
  return isRoot ? controller : `${controller} ${tag}`;
}

function baseOf(hangUnder: number | undefined): EntityPath {
  if (hangUnder === undefined) return [];
  return [
    { type: EntityType.RACK, location: 1 },
    { type: EntityType.SYSTEM_CHASSIS, location: hangUnder },
  ];
}

function frusOf(mc: Mc, primary: BusAddress): readonly FruFacts[] {
  const own = fruOf(mc, 0);
  const others = [...mc.frus.values()].filter((f) => f.id !== 0 && (f.entity !== null || f.inventory !== null));
  return [own, ...others].map((fru) => ({
    owner: mc.at,
    fru: fru.id,
    site: fru.id === 0 ? mc.site : null,
    entity: fru.entity ?? (fru.id === 0 ? mc.entity : null),
    name: fru.id === 0 && mc.at !== primary ? fru.name || mc.name : fru.name,
    product: fru.content?.product?.productName?.text ?? fru.content?.board?.productName?.text ?? "",
  }));
}

/** Containers and what they hold, ranges written out. */
function associationsOf(records: readonly SdrRecord[], ownerOf: Owner): readonly Association[] {
  return records.flatMap((record): readonly Association[] => {
    switch (record.kind) {
      case "entity-association": {
        const { containerEntityId: id, containerEntityInstance: instance } = record;
        const contained = record.contained.map((c) => ({ id: c.entityId, instance: c.entityInstance }));
        return [{ container: { id, instance }, contained: listed(record, contained) }];
      }
      case "device-relative-entity-association": {
        const { containerEntityId: id, containerEntityInstance: instance, containerAddress, containerChannel } = record;
        const contained = record.contained.flatMap(({ entityId, entityInstance, address, channel }) =>
          ownedEntity({ id: entityId, instance: entityInstance }, address, ownerOf(address, channel)),
        );
        return ownedEntity({ id, instance }, containerAddress, ownerOf(containerAddress, containerChannel)).map(
          (container) => ({ container, contained: listed(record, contained) }),
        );
      }
      default:
        return [];
    }
  });
}

/** An address of 0 names no controller: the instance is not device-relative (IPMI 2.0 section 43.5). None that cannot be reached. */
function ownedEntity(entity: EntityId, address: number, owner: BusAddress | undefined): readonly RelatedEntity[] {
  if (address === 0) return [entity];
  return owner === undefined ? [] : [{ ...entity, owner }];
}

function listed({ ranges }: { readonly ranges: boolean }, all: readonly RelatedEntity[]): readonly RelatedEntity[] {
  const used = all.filter(({ id }) => id !== 0);
  return ranges ? expand(used) : used;
}

function expand(ends: readonly RelatedEntity[]): readonly RelatedEntity[] {
  const all: RelatedEntity[] = [];
  for (let i = 0; i + 1 < ends.length; i += 2) {
    const [first, last] = [ends[i]!, ends[i + 1]!];
    if (first.id !== last.id || first.owner !== last.owner) continue;
    for (let instance = first.instance; instance <= last.instance; instance++) all.push({ ...first, instance });
  }
  return all;
}

interface Located {
  readonly point: SensorPoint;
  readonly entityPath: EntityPath;
}

/** Sensors of a place, and those of others that tell whether it is filled. */
interface AtPlace {
  readonly own: Located[];
  readonly seats: SensorPoint[];
}

function sensorsByPlace(arrangement: Arrangement, points: readonly SensorPoint[]): Map<Place, AtPlace> {
  const byPlace = new Map<Place, AtPlace>();
  const at = (place: Place): AtPlace => {
    const known = byPlace.get(place) ?? { own: [], seats: [] };
    byPlace.set(place, known);
    return known;
  };
  for (const point of points) {
    const { place, entityPath, seat } = arrangement.locate(point);
    at(place).own.push({ point, entityPath });
    if (seat !== undefined) at(seat).seats.push(point);
  }
  return byPlace;
}

/** What all places of one tree share. */
interface Whole {
  readonly platform: Platform;
  readonly mcs: ReadonlyMap<BusAddress, Mc>;
  readonly numbers: SensorNumbering;
  readonly memo: AssemblyMemo;
}

/**
 * The keys of places. Of several that claim one path one has it, always the same one, whoever was found first: what holds
 * no hardware of its own, then the first controller, then the lowest address. The others get their owner's address behind
 * it; a place without hardware that is claimed twice is one.
 */
function keysOf({ controller, primary }: Platform, places: readonly Place[]): ReadonlyMap<Place, string> {
  const keys = new Map<Place, string>();
  const rank = ({ fru }: Place) => (fru === null ? -1 : fru.owner === primary ? 0 : fru.owner) * 256 + (fru?.fru ?? 0);
  for (const [key, claimants] of Map.groupBy(places, ({ entityPath }) => resourceKey(controller, entityPath))) {
    const [holder, ...others] = claimants.toSorted((a, b) => rank(a) - rank(b));
    keys.set(holder!, key);
    for (const place of others) {
      if (place.fru !== null) keys.set(place, `${key}@${addressText(place.fru.owner)}/${place.fru.fru}`);
    }
  }
  return keys;
}

async function assembleOne(
  whole: Whole,
  { key, place, tag }: { readonly key: string; readonly place: Place; readonly tag: string },
  { own, seats }: AtPlace,
): Promise<PlacedResource> {
  const { platform, mcs } = whole;
  const { controller, primary } = platform;
  const mc = place.fru === null ? null : (mcs.get(place.fru.owner) ?? null);
  const fru = mc === null || place.fru === null ? null : (mc.frus.get(place.fru.fru) ?? null);
  const owner = place.fru?.owner ?? primary;
  const sensors = await placeSensors(whole, key, owner, own);
  const rdrs: Rdr[] = [
    ...sensors.map((s) => s.rdr),
    ...controlsOf(platform, key, place, fru),
    ...inventoriesOf(key, place, fru),
  ];
  const device = fru?.id === 0 ? (mc?.deviceId ?? null) : null;
  const description: ResourceDescription = {
    key,
    controller,
    entityPath: place.entityPath,
    tag,
    capabilities: place.capabilities,
    info: infoOf(fru?.content ?? null, device, fru?.id === 0 ? (mc?.guid ?? null) : null),
    severity: place.severity,
    origin: originOf(mc, fru),
    hotSwap: firstHotSwap(place, { mc, fru, primary }, seats.length === 0 ? null : platform.seats.isFilled(seats)),
    hotSwapNative: fru?.mState == null || mc?.presence === "absent" ? undefined : nativeHotSwap(fru.mState),
    rdrs,
  };
  return { description, mc, fru, seats, sensors };
}

async function placeSensors(
  { platform, mcs, numbers, memo }: Whole,
  resource: string,
  owner: BusAddress,
  located: readonly Located[],
): Promise<readonly PlacedSensor[]> {
  const taken = new Set<number>();
  const hasOwn = located.map(({ point }) => {
    const own = point.lun === 0 && point.owner === owner && !taken.has(point.number);
    if (own) taken.add(point.number);
    return own;
  });
  const keys = located.map(({ point }) => sensorKey(resource, point));
  const without = keys.filter((_, i) => !hasOwn[i]);
  const given = without.length === 0 ? [] : await numbers(resource, without);
  const numberOf = new Map(without.map((key, i) => [key, given[i]!]));
  const primary = mcs.get(platform.primary)!;
  return located.map(({ point, entityPath }, i) => {
    const key = keys[i]!;
    const number = hasOwn[i] ? point.number : numberOf.get(key)!;
    return {
      key,
      point,
      mc: mcs.get(point.owner) ?? primary,
      rdr: memo.rdr(point, { key, number, entityPath, periods: platform.periods }),
    };
  });
}

function controlsOf(platform: Platform, resource: string, place: Place, fru: Fru | null): readonly ControlRdr[] {
  const leds = (fru?.leds ?? []).map((led) => ledRdr(resource, place.entityPath, led));
  if (place.entityPath.at(-1)?.type !== EntityType.ADVANCEDTCA_CHASSIS || platform.shelfAddress === "") return leds;
  return [
    {
      kind: "control",
      number: SHELF_ADDRESS_CONTROL,
      name: "Shelf Address",
      key: controlKey(resource, "shelf-address"),
      entityPath: place.entityPath,
      type: "text",
      output: "oem",
      readOnly: true,
      modes: ["auto"],
    },
    ...leds,
  ];
}

function inventoriesOf(resource: string, place: Place, fru: Fru | null): readonly InventoryRdr[] {
  if (fru?.inventory == null) return [];
  return [
    {
      kind: "inventory",
      number: 0,
      name: "FRU information",
      key: inventoryKey(resource, fru.id),
      entityPath: place.entityPath,
    },
  ];
}

function originOf(mc: Mc | null, fru: Fru | null): Readonly<Record<string, string | number>> {
  if (mc === null) return {};
  return {
    ipmbAddress: addressText(mc.at),
    ...(fru === null ? {} : { fruId: fru.id }),
    ...(fru?.policy == null ? {} : { activation: fru.policy.locked ? "locked" : "free" }),
    ...(fru?.policy == null ? {} : { deactivation: fru.policy.deactivationLocked ? "locked" : "free" }),
    ...(mc.site === null || fru?.id !== 0 ? {} : { siteType: mc.site.type, siteNumber: mc.site.number }),
  };
}
