import type { Inventory } from "../../hpi/rdr/inventory.ts";
import type { BusAddress } from "../../ipmi/bus-address.ts";
import type { DeviceId } from "../../ipmi/commands/app/get-device-id.ts";
import type { FruActivationPolicy } from "../../ipmi/commands/picmg/get-fru-activation-policy.ts";
import type { PicmgProperties } from "../../ipmi/commands/picmg/get-picmg-properties.ts";
import type { Target } from "../../ipmi/connection.ts";
import type { FruInventory } from "../../ipmi/fru/index.ts";
import type { FruState } from "../../ipmi/picmg/fru-state.ts";
import type { SdrRecord } from "../../ipmi/sdr/index.ts";
import { type EntityId, SHELF_FRU, type Site } from "../../personalities/index.ts";
import type { Led } from "./leds.ts";
import type { ReadSizes } from "./sdr-walk.ts";

/** Whether a management controller answers. */
export type Presence =
  /** Named by a record or table, not asked yet. */
  | "unknown"
  | "present"
  /** Nobody at its address. */
  | "absent"
  /** It was there and does not answer now. */
  | "silent";

/** A FRU as far as its controller tells. */
export interface Fru {
  readonly id: number;
  name: string;
  entity: EntityId | null;
  content: FruInventory | null;
  inventory: Inventory | null;
  /** It was away since its inventory was read: it may be another part. */
  doubted: boolean;
  leds: readonly Led[];
  /** Null where the controller does not tell. */
  policy: FruActivationPolicy | null;
  /** M-state last read or told, null when it has no hot-swap sensor or none was read. */
  mState: FruState | null;
}

/** One management controller and everything discovery learned of it. Kept when it goes away. */
export interface Mc {
  readonly at: BusAddress;
  /** Its address on its bus. */
  readonly address: number;
  readonly channel: number;
  /** Undefined for the controller the connection leads to. */
  readonly target: Target | undefined;
  /** Something says that there is or was a controller here, so it is shown even when it does not answer. */
  expected: boolean;
  /** Enough is known to put it into the model; before, it would only flicker there. */
  ready: boolean;
  /** Everything there is to read was read; false asks for another try. */
  complete: boolean;
  presence: Presence;
  /** Requests in a row that were not answered. */
  misses: number;
  deviceId: DeviceId | null;
  guid: string | null;
  picmg: PicmgProperties | null;
  site: Site | null;
  /** It told its site itself. */
  siteIsOwn: boolean;
  name: string;
  entity: EntityId | null;
  sdrs: readonly SdrRecord[];
  /** How its SDRs can be read, as far as that was tried. */
  readonly readSizes: ReadSizes;
  readonly frus: Map<number, Fru>;
  findings: readonly string[];
}

export function newMc(at: BusAddress, primary: boolean): Mc {
  const [address, channel] = [at % 256, Math.floor(at / 256)];
  return {
    at,
    address,
    channel,
    target: primary ? undefined : { address, channel },
    expected: primary,
    ready: false,
    complete: true,
    presence: "unknown",
    misses: 0,
    deviceId: null,
    guid: null,
    picmg: null,
    site: null,
    siteIsOwn: false,
    name: "",
    entity: null,
    sdrs: [],
    readSizes: {},
    frus: new Map(),
    findings: [],
  };
}

export function fruOf(mc: Mc, id: number): Fru {
  const before = mc.frus.get(id);
  if (before !== undefined) return before;
  const known = { content: null, inventory: null, doubted: false, leds: [], policy: null, mState: null };
  const fru: Fru = { id, name: "", entity: null, ...known };
  mc.frus.set(id, fru);
  return fru;
}

/** It was away: whatever comes back may be another part. The shelf's own inventory stays with the shelf. */
export function doubtParts(mc: Mc): void {
  for (const fru of mc.frus.values()) if (fru.id !== SHELF_FRU) fru.doubted = true;
}

/** True when two answers to Get Device ID may come from one and the same controller. */
export function sameDevice(a: DeviceId, b: DeviceId): boolean {
  return (
    a.deviceId === b.deviceId &&
    a.manufacturerId === b.manufacturerId &&
    a.productId === b.productId &&
    a.firmwareMajor === b.firmwareMajor &&
    a.firmwareMinor === b.firmwareMinor
  );
}
