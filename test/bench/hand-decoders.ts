/** Decoders with offsets, as one writes them without declarations: the fields that a listing of sensors needs. */
import { decodeLatin1 } from "../../src/wire/text.ts";

function signed(value: number, bits: number): number {
  return value >= 1 << (bits - 1) ? value - (1 << bits) : value;
}

/** IPMI 2.0 section 43.1. */
export function handFullSensor(bytes: Uint8Array): object {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    recordId: view.getUint16(0, true),
    ownerId: bytes[5]!,
    sensorNumber: bytes[7]!,
    entityId: bytes[8]!,
    entityInstance: bytes[9]! & 0x7f,
    sensorType: bytes[12]!,
    m: signed(bytes[24]! | ((bytes[25]! & 0xc0) << 2), 10),
    b: signed(bytes[26]! | ((bytes[27]! & 0xc0) << 2), 10),
    rExponent: signed(bytes[29]! >> 4, 4),
    bExponent: signed(bytes[29]! & 0x0f, 4),
    upperCritical: bytes[37]!,
    lowerCritical: bytes[40]!,
    name: decodeLatin1(bytes.subarray(48, 48 + (bytes[47]! & 0x1f))),
  };
}

/** IPMI 2.0 section 32.1. */
export function handSelRecord(bytes: Uint8Array): object {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    recordId: view.getUint16(0, true),
    timestamp: view.getUint32(3, true),
    generatorId: bytes[7]!,
    sensorType: bytes[10]!,
    sensorNumber: bytes[11]!,
    eventReadingType: bytes[12]! & 0x7f,
    deassertion: bytes[12]! > 0x7f,
    offset: bytes[13]! & 0x0f,
    data2: bytes[14]!,
    data3: bytes[15]!,
  };
}

/** FRU Information Storage Definition sections 8, 11, 12 and 16; checksums checked, of texts Latin 1 alone. */
export function handFru(bytes: Uint8Array): object {
  const sum = (from: number, to: number) => {
    let total = 0;
    for (let i = from; i < to; i++) total += bytes[i]!;
    return total & 0xff;
  };
  const texts = (area: number, at: number) => {
    if (sum(area, area + bytes[area + 1]! * 8) !== 0) return [];
    const found: string[] = [];
    while (bytes[at] !== 0xc1) {
      const length = bytes[at]! & 0x3f;
      found.push(decodeLatin1(bytes.subarray(at + 1, at + 1 + length)));
      at += 1 + length;
    }
    return found;
  };
  const boardArea = bytes[3]! * 8;
  const productArea = bytes[4]! * 8;
  const board = texts(boardArea, boardArea + 6);
  const product = texts(productArea, productArea + 3);
  let records = 0;
  for (let at = bytes[5]! * 8, last = false; !last; ) {
    last = bytes[at + 1]! > 0x7f;
    const end = at + 5 + bytes[at + 2]!;
    if (sum(at, at + 5) === 0 && ((sum(at + 5, end) + bytes[at + 3]!) & 0xff) === 0) records++;
    at = end;
  }
  return { board: board[1], serial: board[2], product: product[1], records };
}
