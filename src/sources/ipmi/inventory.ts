import { messageOf, WireError } from "../../base/errors.ts";
import type { Inventory, InventoryArea, InventoryField } from "../../hpi/rdr/inventory.ts";
import { type ResourceInfo, unknownInfo } from "../../hpi/resource.ts";
import type { DeviceId } from "../../ipmi/commands/app/get-device-id.ts";
import { decodeFru, type FruInventory, manufacturedAt } from "../../ipmi/fru/index.ts";
import type { TypedText } from "../../ipmi/typed-text.ts";
import type { FruBytes } from "./fru-reader.ts";
import { multirecordArea } from "./multirecord-area.ts";

/** The inventory in HPI's words, and the decoded form for those who need more; bad bytes become findings. */
export function inventoryOf(read: FruBytes): { inventory: Inventory; content: FruInventory | null } {
  try {
    const content = decodeFru(read.bytes);
    const findings = [
      ...read.findings,
      ...content.findings.map((f) => `${f.part} area: ${f.problem} at byte ${f.offset}`),
    ];
    return { content, inventory: { areas: areasOf(content), findings, raw: read.bytes } };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const findings = [...read.findings, messageOf(error)];
    return { content: null, inventory: { areas: [], findings, raw: read.bytes } };
  }
}

function areasOf({ chassis, board, product, internalUse, multirecords }: FruInventory): readonly InventoryArea[] {
  const areas: InventoryArea[] = [];
  if (internalUse !== undefined) areas.push({ type: "internal-use", fields: [hex("custom", internalUse)] });
  if (chassis !== undefined) {
    areas.push({
      type: "chassis-info",
      fields: [
        { type: "chassis-type", text: String(chassis.type) },
        ...text("part-number", chassis.partNumber),
        ...text("serial-number", chassis.serialNumber),
        ...custom(chassis.custom),
      ],
    });
  }
  if (board !== undefined) {
    const made = manufacturedAt(board.manufactured);
    areas.push({
      type: "board-info",
      fields: [
        ...(made === undefined ? [] : [{ type: "manufacture-date", text: new Date(made).toISOString() }]),
        ...text("manufacturer", board.manufacturer),
        ...text("product-name", board.productName),
        ...text("serial-number", board.serialNumber),
        ...text("part-number", board.partNumber),
        ...text("file-id", board.fruFileId),
        ...custom(board.custom),
      ],
    });
  }
  if (product !== undefined) {
    areas.push({
      type: "product-info",
      fields: [
        ...text("manufacturer", product.manufacturer),
        ...text("product-name", product.productName),
        ...text("part-number", product.partNumber),
        ...text("version", product.version),
        ...text("serial-number", product.serialNumber),
        ...text("asset-tag", product.assetTag),
        ...text("file-id", product.fruFileId),
        ...custom(product.custom),
      ],
    });
  }
  return [...areas, ...multirecords.map(multirecordArea)];
}

function text(type: string, value: TypedText | undefined): readonly InventoryField[] {
  return value === undefined ? [] : [{ type, text: value.text }];
}

function custom(values: readonly TypedText[]): readonly InventoryField[] {
  return values.filter((value) => value.text !== "").map((value) => ({ type: "custom", text: value.text }));
}

function hex(type: string, bytes: Uint8Array): InventoryField {
  return { type, text: Buffer.from(bytes).toString("hex") };
}

/** Who made a FRU and which one it is; the product area speaks first, the board area where it is silent. */
export function infoOf(content: FruInventory | null, device: DeviceId | null, guid: string | null): ResourceInfo {
  const { product, board, chassis } = content ?? {};
  return {
    ...unknownInfo,
    manufacturer: first(product?.manufacturer, board?.manufacturer),
    product: first(product?.productName, board?.productName),
    partNumber: first(product?.partNumber, board?.partNumber, chassis?.partNumber),
    serialNumber: first(product?.serialNumber, board?.serialNumber, chassis?.serialNumber),
    hardwareRevision: first(product?.version),
    firmwareRevision: device === null ? "" : firmwareOf(device),
    assetTag: first(product?.assetTag),
    manufactured: board === undefined ? null : (manufacturedAt(board.manufactured) ?? null),
    manufacturerId: device?.manufacturerId ?? 0,
    productId: device?.productId ?? 0,
    guid,
  };
}

function first(...texts: readonly (TypedText | undefined)[]): string {
  return texts.find((t) => t !== undefined && t.text !== "")?.text ?? "";
}

/** Major and minor firmware revision; the minor one is BCD: IPMI 2.0 section 20.1. */
export function firmwareOf(device: DeviceId): string {
  return `${device.firmwareMajor}.${device.firmwareMinor.toString(16).padStart(2, "0")}`;
}
