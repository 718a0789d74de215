/** Text with its encoding in a type/length byte: IPMI 2.0 section 43.15, FRU Information Storage Definition section 13. */
import {
  decodeBcdPlus,
  decodeLatin1,
  decodeSixBit,
  decodeUtf16,
  encodeBcdPlus,
  encodeLatin1,
  encodeSixBit,
  encodeUtf16,
} from "../wire/text.ts";
import type { Type } from "../wire/type.ts";

export type TextEncoding = "latin1" | "sixBit" | "bcdPlus" | "utf16" | "binary";

/** A text field. `bytes` is what was sent; `text` is the same for people: ends cleaned, control characters replaced. */
export interface TypedText {
  readonly encoding: TextEncoding;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Reserved bit of the type/length byte, when set. */
  readonly reserved5?: 1;
  /** Length by the type/length byte where the record ends before; `bytes` is what is there. */
  readonly claimed?: number;
}

const decoders: Readonly<Record<TextEncoding, (bytes: Uint8Array) => string>> = {
  latin1: decodeLatin1,
  sixBit: decodeSixBit,
  bcdPlus: decodeBcdPlus,
  // An odd number of bytes is none: mostly ASCII with the wrong type.
  utf16: (bytes) => (bytes.length % 2 === 1 ? decodeLatin1(bytes) : decodeUtf16(bytes)),
  binary: (bytes) => Buffer.from(bytes).toString("hex").toUpperCase(),
};

const encoders: Readonly<Record<TextEncoding, (text: string) => Uint8Array>> = {
  latin1: encodeLatin1,
  sixBit: encodeSixBit,
  bcdPlus: encodeBcdPlus,
  utf16: encodeUtf16,
  binary: (text) => new Uint8Array(Buffer.from(text, "hex")),
};

/** Text to encode. Throws UsageError `E_ENCODE` for characters the encoding lacks. */
export function typedText(text: string, encoding: TextEncoding = "latin1"): TypedText {
  return typedBytes(encoding, encoders[encoding](text));
}

/** Bytes received in an encoding. */
export function typedBytes(encoding: TextEncoding, bytes: Uint8Array): TypedText {
  return { encoding, text: clean(decoders[encoding](bytes)), bytes };
}

function clean(text: string): string {
  const end = text.indexOf("\0");
  const content = end < 0 ? text : text.slice(0, end);
  return content.replace(/\p{Cc}|\p{Cf}|\p{Cs}/gu, "\uFFFD").trim();
}

const sdrEncodings = ["utf16", "bcdPlus", "sixBit", "latin1"] as const;

/**
 * The ID string of an SDR, 0 to 31 bytes: IPMI 2.0 section 43.15. Type 00b is Unicode here, unlike in a FRU. A string that
 * claims more bytes than its record has is read as far as it goes: controllers get this wrong, and the sensor works.
 */
export const sdrText: Type<TypedText> = {
  layout: { kind: "leaf", name: "sdrText" },
  read(reader) {
    const typeLength = reader.unsigned(1);
    const claimed = typeLength & 0x1f;
    const bytes = reader.bytes(Math.min(claimed, reader.remaining));
    return {
      ...typedBytes(sdrEncodings[typeLength >> 6]!, bytes),
      ...(typeLength & 0x20 ? { reserved5: 1 } : {}),
      ...(bytes.length < claimed ? { claimed } : {}),
    };
  },
  write(writer, { encoding, bytes, reserved5 = 0, claimed = bytes.length }) {
    const type = sdrEncodings.indexOf(encoding as (typeof sdrEncodings)[number]);
    if (type < 0 || claimed > 0x1f) throw writer.invalid(`${bytes.length} bytes of ${encoding} make no SDR text`);
    writer.unsigned(1, (type << 6) | (reserved5 << 5) | claimed);
    writer.bytes(bytes);
  },
};
