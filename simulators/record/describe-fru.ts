/** From an inventory to its words in a machine description. */
import { type FruInventory, manufacturedAt } from "../../src/ipmi/fru/index.ts";
import type { TypedText } from "../../src/ipmi/typed-text.ts";
import type { FruEntry } from "../machine/schema.ts";
import { chassisTypes } from "../machine/words.ts";

const longest = 62;

/** Undefined for an inventory without areas. Fields that cannot be written as Latin 1 are left out. */
export function describeFru({ chassis, board, product }: FruInventory): FruEntry | undefined {
  const entry: FruEntry = {
    ...(chassis && {
      chassis: {
        type: Object.keys(chassisTypes).find((word) => typeCode(word) === chassis.type) as keyof typeof chassisTypes,
        partNumber: text(chassis.partNumber),
        serial: text(chassis.serialNumber),
      },
    }),
    ...(board && {
      board: {
        manufactured: dateOf(board.manufactured),
        manufacturer: text(board.manufacturer),
        product: text(board.productName),
        serial: text(board.serialNumber),
        partNumber: text(board.partNumber),
      },
    }),
    ...(product && {
      product: {
        manufacturer: text(product.manufacturer),
        name: text(product.productName),
        partNumber: text(product.partNumber),
        version: text(product.version),
        serial: text(product.serialNumber),
        assetTag: text(product.assetTag),
      },
    }),
  };
  return Object.keys(entry).length === 0 ? undefined : entry;
}

function typeCode(word: string): number {
  return chassisTypes[word as keyof typeof chassisTypes];
}

function text(field: TypedText | undefined): string | undefined {
  const plain = field?.text.slice(0, longest);
  return plain === undefined || plain === "" || /[^\x20-\x7e\xa0-\xff]/.test(plain) ? undefined : plain;
}

function dateOf(minutes: number): string | undefined {
  const at = manufacturedAt(minutes);
  return at === undefined ? undefined : new Date(at).toISOString().replace(".000Z", "Z");
}
