import type { EntityPath } from "../hpi/entity-path.ts";
import type { Capability } from "../hpi/resource.ts";
import type { Severity } from "../hpi/severity.ts";
import type { BusAddress } from "../ipmi/bus-address.ts";
import type { SensorRecord } from "../ipmi/sdr/index.ts";

/** Where a FRU sits in a PICMG shelf: PICMG 3.0 section 3.2.3, table 3-3. */
export interface Site {
  readonly type: number;
  readonly number: number;
}

/** An entity as SDRs name it: IPMI 2.0 section 39.1. Instances from 60h count within one controller. */
export interface EntityId {
  readonly id: number;
  readonly instance: number;
}

/** An entity as associations name it. */
export interface RelatedEntity extends EntityId {
  /** Whose instance it is, where the record says so: IPMI 2.0 section 43.5. */
  readonly owner?: BusAddress | undefined;
}

/** What is in what. */
export interface Association {
  readonly container: RelatedEntity;
  readonly contained: readonly RelatedEntity[];
}

/** What is known of a FRU when its place is decided. */
export interface FruFacts {
  /** The controller that speaks for it. */
  readonly owner: BusAddress;
  /** FRU device id at that controller; 0 is the controller's own. */
  readonly fru: number;
  readonly site: Site | null;
  /** From its locator record. */
  readonly entity: EntityId | null;
  /** From its locator record, empty when there is none. */
  readonly name: string;
  /** Product name from its inventory, empty when not known. */
  readonly product: string;
}

export interface SensorFacts {
  readonly owner: BusAddress;
  readonly entity: EntityId;
  readonly record?: SensorRecord;
}

/** Everything about one controller's hardware that decides the tree. */
export interface PlatformFacts {
  /** Path the whole tree hangs under; empty when it is the only one. */
  readonly base: EntityPath;
  /** The controller the connection leads to. */
  readonly primary: BusAddress;
  /** Every site known to exist, occupied or not. */
  readonly sites: readonly Site[];
  readonly frus: readonly FruFacts[];
  readonly sensors: readonly SensorFacts[];
  readonly associations: readonly Association[];
}

/** A resource-to-be: a place in the tree and what is special about it. */
export interface Place {
  readonly entityPath: EntityPath;
  readonly tag: string;
  readonly capabilities: readonly Capability[];
  /** Severity of losing it. */
  readonly severity: Severity;
  /** The FRU that fills it; null for a place that holds no hardware of its own. */
  readonly fru: { readonly owner: BusAddress; readonly fru: number } | null;
}

export interface Location {
  readonly place: Place;
  readonly entityPath: EntityPath;
  /** The place of which the sensor tells whether it is filled. */
  readonly seat?: Place | undefined;
}

export interface Arrangement {
  /** Containers before their content, the root first. */
  readonly places: readonly Place[];
  /** Which resource a sensor belongs to, and the path of the very thing it measures. */
  locate(sensor: SensorFacts): Location;
}

/** What tells platforms apart. */
export interface PlatformSigns {
  /** Version from Get PICMG Properties, null when the command was refused. */
  readonly picmgVersion: { readonly major: number; readonly minor: number } | null;
  readonly manufacturerId: number;
  readonly productId: number;
}

/** What is special about one kind of platform. Decides, never speaks to hardware. */
export interface Personality {
  readonly name: string;
  /** The controllers answer PICMG commands: addresses, LEDs, activation. */
  readonly picmg: boolean;
  recognises(signs: PlatformSigns): boolean;
  arrange(facts: PlatformFacts): Arrangement;
}
