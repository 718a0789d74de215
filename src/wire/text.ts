/** Character sets of IPMI text fields: IPMI 2.0 section 43.15, FRU Information Storage Definition section 13. */
import { UsageError } from "../base/errors.ts";

const bcdPlusCharacters = "0123456789 -.:,_";

/** 8-bit ASCII with Latin 1, one character per byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Throws UsageError `E_ENCODE` for characters above U+00FF. */
export function encodeLatin1(text: string): Uint8Array {
  return Uint8Array.from([...text], (character) => {
    const code = character.codePointAt(0)!;
    if (code > 0xff) throw notIn("Latin 1", character);
    return code;
  });
}

/** Two characters per byte, the first in the high nibble. */
export function decodeBcdPlus(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += bcdPlusCharacters[byte >> 4]! + bcdPlusCharacters[byte & 0xf]!;
  return text;
}

/** An odd last character is followed by a space. Throws UsageError `E_ENCODE` for characters outside the set. */
export function encodeBcdPlus(text: string): Uint8Array {
  const padded = text.length % 2 === 0 ? text : `${text} `;
  const nibble = (index: number) => {
    const code = bcdPlusCharacters.indexOf(padded[index]!);
    if (code < 0) throw notIn("BCD plus", padded[index]!);
    return code;
  };
  return Uint8Array.from({ length: padded.length / 2 }, (_, i) => (nibble(2 * i) << 4) | nibble(2 * i + 1));
}

/** Four characters 20h-5Fh in three bytes, the first in the low six bits. Left-over bits that make no character are dropped. */
export function decodeSixBit(bytes: Uint8Array): string {
  let text = "";
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending |= byte << bits;
    bits += 8;
    while (bits >= 6) {
      text += String.fromCharCode(0x20 + (pending & 0x3f));
      pending >>= 6;
      bits -= 6;
    }
  }
  return text;
}

/** Throws UsageError `E_ENCODE` for characters outside 20h-5Fh. */
export function encodeSixBit(text: string): Uint8Array {
  const bytes: number[] = [];
  let pending = 0;
  let bits = 0;
  for (const character of text) {
    const code = character.codePointAt(0)! - 0x20;
    if (code < 0 || code > 0x3f) throw notIn("6-bit ASCII", character);
    pending |= code << bits;
    bits += 6;
    if (bits >= 8) {
      bytes.push(pending & 0xff);
      pending >>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes.push(pending);
  return Uint8Array.from(bytes);
}

/** UTF-16, least significant byte first. An odd last byte is dropped. */
export function decodeUtf16(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8));
  return text;
}

export function encodeUtf16(text: string): Uint8Array {
  return Uint8Array.from({ length: 2 * text.length }, (_, i) => (text.charCodeAt(i >> 1) >> (8 * (i & 1))) & 0xff);
}

function notIn(set: string, character: string): UsageError {
  return new UsageError("E_ENCODE", `${JSON.stringify(character)} is not in ${set}`);
}
