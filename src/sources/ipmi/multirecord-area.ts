import type { InventoryArea, InventoryField } from "../../hpi/rdr/inventory.ts";
import type { MultiRecord } from "../../ipmi/fru/index.ts";
import { genericFields } from "./multirecord-fields.ts";
import { standardFields } from "./standard-multirecord-fields.ts";

/** A multirecord of a FRU inventory, for people: what kind it is, and its fields with their units. */
export function multirecordArea(record: MultiRecord): InventoryArea {
  if (record.kind === "raw") {
    const typeId = record.typeId.toString(16).toUpperCase().padStart(2, "0");
    const text = Buffer.from(record.data).toString("hex");
    return { type: "oem", name: `record-type-${typeId}h`, fields: [{ type: "custom", text }] };
  }
  const fields: readonly InventoryField[] = standardFields(record) ?? genericFields(record);
  return { type: "oem", name: record.kind, fields };
}
