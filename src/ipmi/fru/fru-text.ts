import { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";
import { type TextEncoding, type TypedText, typedBytes, typedText } from "../typed-text.ts";

/** Type/length byte that ends the fields of an area. It is also one byte of Latin 1, which therefore cannot be stored. */
export const endOfFields = 0xc1;

/** Text for a FRU field. A single Latin 1 character gets a space, because its type/length byte would end the area. */
export function fruText(text: string, encoding: TextEncoding = "latin1"): TypedText {
  return typedText(encoding === "latin1" && text.length === 1 ? `${text} ` : text, encoding);
}

/** English by the language codes of FRU Information Storage Definition section 15: type 11b is Latin 1, else UTF-16. */
export function isEnglish(language: number): boolean {
  return language === 0 || language === 25;
}

/** The field after its type/length byte. Throws WireError when it is cut off. */
export function readFruText(reader: Reader, typeLength: number, english: boolean): TypedText {
  const bytes = reader.bytes(typeLength & 0x3f);
  return typedBytes(encodingOf(typeLength >> 6, english || bytes.length % 2 === 1), bytes);
}

export function writeFruText(writer: Writer, { encoding, bytes }: TypedText): void {
  const type = { binary: 0, bcdPlus: 1, sixBit: 2, latin1: 3, utf16: 3 }[encoding];
  const typeLength = (type << 6) | bytes.length;
  if (bytes.length > 0x3f || typeLength === endOfFields) {
    throw writer.invalid(`${bytes.length} bytes of ${encoding} make no FRU field`);
  }
  writer.unsigned(1, typeLength);
  writer.bytes(bytes);
}

/** Text whose type/length byte and bytes are stored apart, as in PICMG's shelf address. */
export function splitFruText(typeLength: number, bytes: Uint8Array): TypedText {
  const length = Math.min(typeLength & 0x3f, bytes.length);
  return readFruText(new Reader(bytes), (typeLength & 0xc0) | length, true);
}

function encodingOf(type: number, english: boolean): TextEncoding {
  if (type === 0) return "binary";
  if (type === 1) return "bcdPlus";
  if (type === 2) return "sixBit";
  return english ? "latin1" : "utf16";
}
