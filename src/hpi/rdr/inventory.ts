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
  /** `manufacturer`, `product-name`, `part-number`, `serial-number`, `version`, `asset-tag`, `file-id`, `custom`, `chassis-type`, `manufacture-date`. */
  readonly type: string;
  readonly text: string;
}

export interface InventoryArea {
  readonly type: "internal-use" | "chassis-info" | "board-info" | "product-info" | "oem";
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
