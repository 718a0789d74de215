/** Inventory data of a machine (FRU Information Storage Definition; PICMG 3.0 section 3.6 for the shelf). */
import type { Controller, Machine } from "../machine/machine.ts";
import type { FruEntry } from "../machine/schema.ts";

/** FRU device id of the shelf's own inventory. */
export const shelfFruId = 254;

export function controllerFru(c: Controller): Uint8Array {
  return encode(c.fru ?? {});
}

export function shelfFru(machine: Machine): Uint8Array {
  return encode(machine.shelf?.fru ?? {});
}

function encode(fru: FruEntry): Uint8Array {
  const areas: (number[] | undefined)[] = [
    fru.chassis && area([0x17], [fru.chassis.partNumber, fru.chassis.serial]),
    fru.board &&
      area(
        [25, ...minutes(fru.board.manufactured)],
        [fru.board.manufacturer, fru.board.product, fru.board.serial, fru.board.partNumber, undefined],
      ),
    fru.product &&
      area(
        [25],
        [
          fru.product.manufacturer,
          fru.product.name,
          fru.product.partNumber,
          fru.product.version,
          fru.product.serial,
          fru.product.assetTag,
          undefined,
        ],
      ),
  ];
  const header = [1, 0, 0, 0, 0, 0, 0];
  const body: number[] = [];
  for (const [i, bytes] of areas.entries()) {
    if (bytes === undefined) continue;
    header[2 + i] = 1 + body.length / 8;
    body.push(...bytes);
  }
  return Uint8Array.from([...header, checksum(header), ...body]);
}

function minutes(when: string | undefined): number[] {
  const n = when === undefined ? 0 : Math.floor((Date.parse(when) - Date.UTC(1996, 0, 1)) / 60_000);
  return [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff];
}

function area(fixed: number[], fields: (string | undefined)[]): number[] {
  const bytes = [1, 0, ...fixed];
  for (const field of fields) {
    const text = [...Buffer.from(field ?? "", "latin1")];
    bytes.push(0xc0 | text.length, ...text);
  }
  bytes.push(0xc1);
  while ((bytes.length + 1) % 8 !== 0) bytes.push(0);
  bytes[1] = (bytes.length + 1) / 8;
  bytes.push(checksum(bytes));
  return bytes;
}

function checksum(bytes: number[]): number {
  return -bytes.reduce((a, b) => a + b, 0) & 0xff;
}
