import type { EntityPath } from "../entity-path.ts";

/** Static description of an inventory repository. */
export interface InventoryRdr {
  readonly kind: "inventory";
  readonly number: number;
  readonly name: string;
  readonly key: string;
  readonly entityPath: EntityPath;
}

export interface InventoryField {
  /** `manufacturer`, `product-name`, `part-number`, `serial-number`, `version`, `asset-tag`, `file-id`, `custom`, `chassis-type`, `manufacture-date`; others in areas of type `oem`. */
  readonly type: string;
  readonly text: string;
}

export interface InventoryArea {
  readonly type: "internal-use" | "chassis-info" | "board-info" | "product-info" | "oem";
  /** What an area of type `oem` holds, e.g. `power-supply`, `picmg-address-table`. */
  readonly name?: string | undefined;
  readonly fields: readonly InventoryField[];
}

/** What an inventory holds. */
export interface Inventory {
  readonly areas: readonly InventoryArea[];
  /** What was wrong with the stored data and how it was read all the same. */
  readonly findings: readonly string[];
  /** The bytes as read, for tools. */
  readonly raw: Uint8Array;
}
