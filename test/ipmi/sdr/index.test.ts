import { describe, expect, test } from "vitest";
import { UsageError, WireError } from "../../../src/base/errors.ts";
import { decodeSdr, encodeSdr, sdrBodies } from "../../../src/ipmi/sdr/index.ts";
import { typedBytes, typedText } from "../../../src/ipmi/typed-text.ts";
import { encodeLatin1 } from "../../../src/wire/text.ts";
import { fromHex, readCapture, toHex } from "../capture.ts";
import { samples } from "./samples.ts";

const compiled = [...readCapture("sdr/sdrcomp.txt").matchAll(/^sdr type (\d+)$[\s\S]*?^bytes: (.*)$/gm)].map(
  ([, type, bytes]) => [Number(type), fromHex(bytes!)] as const,
);

describe("records compiled by sdrcomp", () => {
  test("are one of each type it knows", () => {
    expect(compiled.map(([type]) => type)).toEqual([1, 2, 3, 8, 9, 16, 17, 18]);
  });

  test.each(compiled)("type %d: decode to what their source says", (type, bytes) => {
    expect(decodeSdr(bytes)).toEqual({ recordId: 1, recordType: type, version: 0x51, ...samples[type] });
  });

  test.each(compiled)("type %d: are what we encode", (type, bytes) => {
    expect(toHex(encodeSdr({ ...samples[type]!, recordId: 1 }))).toBe(toHex(bytes));
  });
});

describe("a record", () => {
  test("of unknown type is kept raw and written back", () => {
    const bytes = fromHex("0700 51 7f 03 010203");
    const record = decodeSdr(bytes);
    expect(record).toMatchObject({ kind: "unknown", recordId: 7, recordType: 0x7f, data: Uint8Array.of(1, 2, 3) });
    expect(encodeSdr(record)).toEqual(bytes);
    expect(() => encodeSdr({ kind: "unknown", data: Uint8Array.of(1) })).toThrow(UsageError);
  });

  test("ends where its header says, not where the bytes do", () => {
    expect(decodeSdr(fromHex("0100 51 c0 05 a1b200 0102 ffff"))).toMatchObject({
      kind: "oem",
      manufacturerId: 0xb2a1,
      data: Uint8Array.of(1, 2),
    });
  });

  test("shorter than its type asks is a WireError naming the field", () => {
    const mc = compiled.find(([type]) => type === 18)![1];
    const short = mc.slice(0, 12);
    short[4] = 7;
    expect(() => decodeSdr(short)).toThrow(WireError);
    expect(() => decodeSdr(short)).toThrow(/Management Controller Device Locator Record, entityId/);
  });

  test("has each kind once", () => {
    const types = Object.values(sdrBodies).map(({ recordType }) => recordType);
    expect(new Set(types).size).toBe(types.length);
    for (const [kind, { body }] of Object.entries(sdrBodies)) {
      expect(body.layout).toMatchObject({
        members: expect.arrayContaining([
          expect.objectContaining({ name: "kind", type: { kind: "tag", value: kind } }),
        ]),
      });
    }
  });
});

describe("an id string", () => {
  test("is read in each of its encodings", () => {
    const withId = (id: ReturnType<typeof typedText>) => decodeSdr(encodeSdr({ ...samples[18]!, id } as never));
    for (const [text, encoding] of [
      ["CPU", "sixBit"],
      ["12-34", "bcdPlus"],
      ["Lüfter", "latin1"],
      ["温度", "utf16"],
    ] as const) {
      expect(withId(typedText(text, encoding))).toMatchObject({ id: { encoding, text } });
    }
  });

  test("that claims more bytes than its record has is read as far as it goes, and written back as it came", () => {
    const bytes = encodeSdr(samples[18]!);
    const claiming = bytes.with(bytes.length - 7, 0xc0 | 10);
    const record = decodeSdr(claiming);
    expect(record).toMatchObject({ id: { text: "IPMC 2", claimed: 10 } });
    expect(encodeSdr(record)).toEqual(claiming);
  });

  test("of an odd number of bytes is no Unicode, whatever it says", () => {
    const bytes = encodeSdr({ ...samples[18]!, id: typedBytes("utf16", encodeLatin1("Fan 1")) } as never);
    const record = decodeSdr(bytes);
    expect(record).toMatchObject({ id: { encoding: "utf16", text: "Fan 1" } });
    expect(encodeSdr(record)).toEqual(bytes);
  });

  test("shows no control characters and ends at the first NUL", () => {
    const record = decodeSdr(encodeSdr({ ...samples[18]!, id: typedText("a\u001b[2Jb\u0000c") } as never));
    expect(record).toMatchObject({ id: { text: "a\uFFFD[2Jb" } });
  });
});
