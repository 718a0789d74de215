/** Inventory data of a machine. */
import { encodeFru, type FruContent, fruText } from "../../src/ipmi/fru/index.ts";
import { bmcAddress, type Controller, type Inventory, type Machine } from "../machine/machine.ts";
import type { FruEntry } from "../machine/schema.ts";
import { chassisTypes } from "../machine/words.ts";
import { boardRecords, shelfRecords } from "./picmg-records.ts";

const english = 25;
const minutesFrom = Date.UTC(1996, 0, 1);

/** Inventory of a controller's own FRU, device 0. */
export function controllerFru(c: Controller): Uint8Array {
  const content = contentOf(c.fru ?? {});
  return encodeFru(c.channels.length > 0 ? { ...content, multirecords: boardRecords(c) } : content);
}

/** Inventory of a further FRU device. */
export function inventoryFru({ fru }: Inventory): Uint8Array {
  return encodeFru(contentOf(fru));
}

/** Inventory of the shelf: the areas of the description and the records PICMG 3.0 asks for. */
export function shelfFru(machine: Machine): Uint8Array {
  return encodeFru({ ...contentOf(machine.shelf?.fru ?? {}), multirecords: shelfRecords(machine) });
}

function contentOf({ chassis, board, product }: FruEntry): FruContent {
  const text = (value: string | undefined) => (value === undefined ? undefined : fruText(value));
  return {
    chassis: chassis && {
      type: chassisTypes[chassis.type ?? "other"],
      partNumber: text(chassis.partNumber),
      serialNumber: text(chassis.serial),
      custom: [],
    },
    board: board && {
      language: english,
      manufactured: board.manufactured === undefined ? 0 : (Date.parse(board.manufactured) - minutesFrom) / 60_000,
      manufacturer: text(board.manufacturer),
      productName: text(board.product),
      serialNumber: text(board.serial),
      partNumber: text(board.partNumber),
      custom: [],
    },
    product: product && {
      language: english,
      manufacturer: text(product.manufacturer),
      productName: text(product.name),
      partNumber: text(product.partNumber),
      version: text(product.version),
      serialNumber: text(product.serial),
      assetTag: text(product.assetTag),
      custom: [],
    },
  };
}

/** The controller that carries the shelf's inventory, as device 254 (PICMG 3.0 section 3.6.4). */
export const shelfFruPlace = { address: bmcAddress, id: 254 } as const;
