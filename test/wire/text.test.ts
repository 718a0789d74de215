import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeBcdPlus,
  decodeLatin1,
  decodeSixBit,
  decodeUtf16,
  encodeBcdPlus,
  encodeLatin1,
  encodeSixBit,
  encodeUtf16,
} from "../../src/wire/text.ts";

describe("6-bit ASCII", () => {
  test("packs IPMI as in the example of IPMI 2.0 section 43.15", () => {
    expect(encodeSixBit("IPMI")).toEqual(Uint8Array.of(0x29, 0xdc, 0xa6));
    expect(decodeSixBit(Uint8Array.of(0x29, 0xdc, 0xa6))).toBe("IPMI");
  });

  test("refuses lower case", () => {
    expect(() => encodeSixBit("a")).toThrow(expect.objectContaining({ code: "E_ENCODE" }));
  });
});

describe("each encoding gives back its own text", () => {
  const texts = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), size: "max", maxLength: 63 });
  test.each([
    ["Latin 1", encodeLatin1, decodeLatin1, "aZ09éÿ"],
    ["BCD plus", encodeBcdPlus, decodeBcdPlus, "0123456789-.:,_"],
    ["6-bit ASCII", encodeSixBit, decodeSixBit, "AZ09-_/[]^"],
    ["UTF-16", encodeUtf16, decodeUtf16, "aé漢字"],
  ] as const)("%s", (_, encode, decode, characters) => {
    let nonEmpty = 0;
    fc.assert(
      fc.property(texts(characters), (text) => {
        if (text.length > 0) nonEmpty++;
        expect(decode(encode(text)).trimEnd()).toBe(text);
      }),
    );
    expect(nonEmpty).toBeGreaterThan(50);
  });
});
