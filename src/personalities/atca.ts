import { type EntityPath, formatEntityPath } from "../hpi/entity-path.ts";
import { EntityType } from "../hpi/entity-type.ts";
import type { Capability } from "../hpi/resource.ts";
import { addressText, type BusAddress } from "../ipmi/bus-address.ts";
import { type SiteKind, shelfSiteTypes, siteKinds, siteLabel } from "./atca-sites.ts";
import { entityTitle, entityTypeOf } from "./entity-name.ts";
import type { Arrangement, FruFacts, Personality, Place, PlatformFacts, SensorFacts, Site } from "./personality.ts";

const DEVICE_RELATIVE = 0x60;
/** FRU device id of the shelf's own inventory at the shelf manager: PICMG 3.0 section 3.6.4. */
export const SHELF_FRU = 254;

/** An AdvancedTCA shelf seen through its shelf manager: HPI-to-AdvancedTCA mapping. */
export const atca: Personality = {
  name: "atca",
  picmg: true,
  // PICMG 3.0 shelves say 2; 4 and 5 are AdvancedMC and MicroTCA.
  recognises: (signs) => signs.picmgVersion !== null && signs.picmgVersion.major === 2,
  arrange: (facts) => new Shelf(facts),
};

class Shelf implements Arrangement {
  readonly places: readonly Place[];
  readonly #facts: PlatformFacts;
  readonly #root: EntityPath;
  readonly #byFru = new Map<string, Place>();
  readonly #rootPlace: Place;

  constructor(facts: PlatformFacts) {
    this.#facts = facts;
    this.#root = [...facts.base, { type: EntityType.ADVANCEDTCA_CHASSIS, location: 1 }];
    this.#rootPlace = {
      entityPath: this.#root,
      tag: "Shelf",
      capabilities: [],
      severity: "critical",
      fru: { owner: facts.primary, fru: SHELF_FRU },
    };
    const boards = facts.frus.filter((f) => f.fru === 0).map((f) => this.#ofController(f));
    const modules = facts.frus.filter((f) => f.fru !== 0 && f.fru !== SHELF_FRU).flatMap((f) => this.#ofModule(f));
    this.places = [this.#rootPlace, ...this.#slots(), ...boards, ...modules];
  }

  locate(sensor: SensorFacts): { place: Place; entityPath: EntityPath } {
    const place =
      this.#moduleWith(sensor) ??
      this.#byFru.get(fruKey(sensor.owner, 0)) ??
      this.#byFru.get(fruKey(this.#facts.primary, 0)) ??
      this.#rootPlace;
    return { place, entityPath: this.#within(place, sensor) };
  }

  /** Slots exist whether they are filled or not. */
  #slots(): readonly Place[] {
    const slots = new Map<string, Place>();
    const sites = [...this.#facts.sites, ...this.#facts.frus.flatMap((f) => (f.fru === 0 && f.site ? [f.site] : []))];
    sites.sort((a, b) => order(a) - order(b) || a.number - b.number);
    for (const site of sites) {
      const kind = siteKinds.get(site.type);
      if (kind === undefined || !isOfShelf(site)) continue;
      const entityPath = this.#slotPath(kind, site);
      slots.set(formatEntityPath(entityPath), {
        entityPath,
        tag: `${kind.slotTag} ${siteLabel(kind, site.number)}`,
        capabilities: ["slot"],
        severity: "informational",
        fru: null,
      });
    }
    return [...slots.values()];
  }

  #slotPath(kind: SiteKind, site: Site): EntityPath {
    return [...this.#root, { type: kind.slot, location: site.number }];
  }

  /** A controller's own FRU: board, fan tray, power entry module, shelf manager. */
  #ofController(fru: FruFacts): Place {
    const isManager = fru.owner === this.#facts.primary;
    const site = fru.site ?? (isManager ? { type: 0x03, number: 1 } : null);
    const kind = site === null ? undefined : siteKinds.get(site.type);
    let place: Place;
    if (site === null || kind === undefined) {
      // Nobody told where it is: its address keeps it apart until somebody does.
      place = {
        entityPath: [...this.#root, { type: EntityType.UNKNOWN, location: fru.owner }],
        tag: fru.name || `Controller ${addressText(fru.owner)}`,
        capabilities: ["fru", "managed-hot-swap"],
        severity: "major",
        fru: { owner: fru.owner, fru: 0 },
      };
    } else {
      const tag = `${kind.contentTag} ${siteLabel(kind, site.number)}`;
      place = {
        entityPath: [...this.#slotPath(kind, site), { type: kind.content, location: site.number }],
        tag: site.type === 0x00 && fru.product !== "" ? `${tag} ${fru.product}` : tag,
        capabilities: isManager ? ["fru", "managed-hot-swap", "event-log"] : capabilitiesOf(kind),
        severity: kind.severity,
        fru: { owner: fru.owner, fru: 0 },
      };
    }
    this.#byFru.set(fruKey(fru.owner, 0), place);
    return place;
  }

  /** A further FRU of a controller: an AdvancedMC or rear transition module, or a part of the board. */
  #ofModule(fru: FruFacts): readonly Place[] {
    const carrier = this.#byFru.get(fruKey(fru.owner, 0));
    if (carrier === undefined) return [];
    const type = entityTypeOf(fru.entity?.id ?? EntityType.OTHER);
    const instance = fru.entity === null ? fru.fru : relative(fru.entity.instance);
    const kind = [...siteKinds.values()].find((k) => k.content === type && !shelfKinds.has(k));
    const number = instance === 0 ? fru.fru : instance;
    const bay: Place[] = [];
    if (kind !== undefined) {
      bay.push({
        entityPath: [...carrier.entityPath, { type: kind.slot, location: number }],
        tag: `${kind.slotTag} ${siteLabel(kind, number)}`,
        capabilities: ["slot"],
        severity: "informational",
        fru: null,
      });
    }
    const place: Place = {
      entityPath: [...(bay[0] ?? carrier).entityPath, { type, location: number }],
      tag:
        kind === undefined
          ? fru.name || `${entityTitle(fru.entity?.id ?? type)} ${number}`
          : moduleTag(kind, number, fru),
      capabilities: kind === undefined ? ["fru"] : capabilitiesOf(kind),
      severity: kind?.severity ?? "minor",
      fru: { owner: fru.owner, fru: fru.fru },
    };
    this.#byFru.set(fruKey(fru.owner, fru.fru), place);
    return [...bay, place];
  }

  #moduleWith(sensor: SensorFacts): Place | undefined {
    const fru = this.#facts.frus.find(
      (f) =>
        f.fru !== 0 &&
        f.owner === sensor.owner &&
        f.entity?.id === sensor.entity.id &&
        f.entity.instance === sensor.entity.instance,
    );
    return fru === undefined ? undefined : this.#byFru.get(fruKey(fru.owner, fru.fru));
  }

  #within(place: Place, sensor: SensorFacts): EntityPath {
    const type = entityTypeOf(sensor.entity.id);
    const own = place.entityPath.at(-1);
    if (own === undefined || own.type === type) return place.entityPath;
    return [...place.entityPath, { type, location: relative(sensor.entity.instance) }];
  }
}

/** Its place, and what its locator calls it where that says more. */
function moduleTag(kind: SiteKind, number: number, { name }: FruFacts): string {
  const tag = `${kind.contentTag} ${siteLabel(kind, number)}`;
  return name === "" || tag.startsWith(name) ? tag : `${tag} ${name}`;
}

/** What runs software can be reset by FRU Control, whose cold reset every FRU with a payload has: PICMG 3.0 section 3.2.4.2. */
function capabilitiesOf(kind: SiteKind): readonly Capability[] {
  return kind.resets === true ? ["fru", "managed-hot-swap", "reset"] : ["fru", "managed-hot-swap"];
}

const shelfKinds: ReadonlySet<SiteKind> = new Set(shelfSiteTypes.flatMap((type) => siteKinds.get(type) ?? []));

function isOfShelf(site: Site): boolean {
  return (shelfSiteTypes as readonly number[]).includes(site.type);
}

function order(site: Site): number {
  return (shelfSiteTypes as readonly number[]).indexOf(site.type);
}

function relative(instance: number): number {
  return instance >= DEVICE_RELATIVE ? instance - DEVICE_RELATIVE : instance;
}

function fruKey(owner: BusAddress, fru: number): string {
  return `${owner}/${fru}`;
}
