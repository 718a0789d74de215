import type { EntityPath } from "./entity-path.ts";
import type { HotSwapCause, HotSwapState } from "./hot-swap.ts";
import type { Rdr } from "./rdr/index.ts";
import type { Severity } from "./severity.ts";

/** What can be done with a resource. */
export type Capability =
  | "fru"
  | "managed-hot-swap"
  | "event-log"
  | "power"
  | "reset"
  | "configuration"
  | "aggregate-status"
  | "slot";

/** Who made it and which one it is. Empty text = not known. */
export interface ResourceInfo {
  readonly manufacturer: string;
  readonly product: string;
  readonly partNumber: string;
  readonly serialNumber: string;
  readonly hardwareRevision: string;
  readonly firmwareRevision: string;
  readonly assetTag: string;
  /** Milliseconds since the epoch, null when unknown. */
  readonly manufactured: number | null;
  /** IANA enterprise number, 0 when unknown. */
  readonly manufacturerId: number;
  readonly productId: number;
  /** Lower-case hex with dashes, null when unknown. */
  readonly guid: string | null;
}

export const unknownInfo: ResourceInfo = {
  manufacturer: "",
  product: "",
  partNumber: "",
  serialNumber: "",
  hardwareRevision: "",
  firmwareRevision: "",
  assetTag: "",
  manufactured: null,
  manufacturerId: 0,
  productId: 0,
  guid: null,
};

/** What a source says about a resource. Everything in it is replaced by the next description of the same key. */
export interface ResourceDescription {
  /** Stable identity: the place, not the part. Unique in the domain. */
  readonly key: string;
  /** The controller's name in the configuration, or the name of the source. */
  readonly controller: string;
  readonly entityPath: EntityPath;
  /** Short name for people, e.g. `Slot 3`, `Board 3: SBC-9100`. */
  readonly tag: string;
  readonly capabilities: readonly Capability[];
  readonly info: ResourceInfo;
  /** Severity of losing it. */
  readonly severity: Severity;
  /** Facts of the protocol below worth showing: IPMB address, FRU id, site type and number. */
  readonly origin: Readonly<Record<string, string | number>>;
  /** Present when the resource takes part in hot swap. */
  readonly hotSwap?: HotSwapState | undefined;
  /** The standard's own state behind it, e.g. `M4`. */
  readonly hotSwapNative?: string | undefined;
  readonly rdrs: readonly Rdr[];
}

export interface HotSwapStatus {
  readonly state: HotSwapState;
  readonly previous: HotSwapState | null;
  readonly cause: HotSwapCause;
  /** The standard's own state below, e.g. `M4`. */
  readonly native: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A resource as the domain keeps it. Objects are replaced, never changed. */
export interface Resource extends Omit<ResourceDescription, "rdrs" | "hotSwap" | "hotSwapNative"> {
  /** Never reused; the same after a restart. */
  readonly id: number;
  /** Id of the nearest containing resource, null for a root. */
  readonly parentId: number | null;
  readonly hotSwap: HotSwapStatus | null;
  /** False when it is known to be out of its slot. */
  readonly present: boolean;
  /** True while its controller does not answer. */
  readonly silent: boolean;
  /** Raised when the part or the way to it may have changed; results of an older one are dropped. */
  readonly generation: number;
  /** Raised by every change of the resource or its RDRs. */
  readonly revision: number;
  /** Ids of its instruments in RDR order. */
  readonly instruments: readonly number[];
}
