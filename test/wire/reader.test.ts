import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../src/base/errors.ts";
import { Reader } from "../../src/wire/reader.ts";
import { Writer } from "../../src/wire/writer.ts";

describe("a reader", () => {
  test("belongs to one byte order", () => {
    expect(new Reader(Uint8Array.of(1, 2, 3), "little").unsigned(3)).toBe(0x030201);
    expect(new Reader(Uint8Array.of(1, 2, 3), "big").unsigned(3)).toBe(0x010203);
  });

  test("refuses every read past the end, with what was wanted and what there was", () => {
    const reads = [
      (reader: Reader) => reader.unsigned(2),
      (reader: Reader) => reader.signed(2),
      (reader: Reader) => reader.bytes(2),
      (reader: Reader) => reader.skip(2),
    ];
    for (const read of reads) {
      const reader = new Reader(Uint8Array.of(7, 8), "little", "record");
      reader.skip(1);
      reader.locate("record", "field");
      expect(() => read(reader)).toThrow(
        expect.objectContaining({
          code: "E_SHORT_READ",
          context: { record: "record", field: "field", offset: 1, wanted: 2, have: 1 },
        }) as WireError,
      );
      expect(reader.remaining).toBe(1);
    }
  });

  test("gives copies: what it read does not change with the buffer", () => {
    const buffer = Buffer.from([1, 2, 3]);
    const read = new Reader(buffer).rest();
    buffer.fill(0);
    expect(read).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("names the field whose bytes make no sense", () => {
    const reader = new Reader(Uint8Array.of(1), "little", "record");
    reader.locate("record", "field");
    expect(reader.invalid("no such thing")).toMatchObject({
      code: "E_WIRE_VALUE",
      message: "record, field: no such thing",
    });
    expect(reader.invalid("")).toBeInstanceOf(WireError);
  });
});

describe("a writer", () => {
  test("writes what a reader of the same order reads", () => {
    let reached = 0;
    const integers = fc.record({
      order: fc.constantFrom("little" as const, "big" as const),
      length: fc.integer({ min: 1, max: 6 }),
      share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    });
    fc.assert(
      fc.property(fc.array(integers, { minLength: 1, maxLength: 40, size: "max" }), (fields) => {
        for (const order of ["little", "big"] as const) {
          const writer = new Writer(order);
          const values = fields.map(({ length, share }) => Math.floor(share * 2 ** (8 * length)));
          const shifted = fields.map(({ length }, i) => values[i]! - 2 ** (8 * length - 1));
          for (const [i, { length }] of fields.entries()) {
            writer.unsigned(length, values[i]!);
            writer.signed(length, shifted[i]!);
          }
          const reader = new Reader(writer.finish(), order);
          for (const [i, { length }] of fields.entries()) {
            expect(reader.unsigned(length)).toBe(values[i]);
            expect(reader.signed(length)).toBe(shifted[i]);
            reached++;
          }
          expect(reader.remaining).toBe(0);
        }
      }),
    );
    expect(reached).toBeGreaterThan(1000);
  });

  test.each([
    ["unsigned", 1, 256],
    ["unsigned", 1, -1],
    ["unsigned", 2, 1.5],
    ["unsigned", 2, Number.NaN],
    ["signed", 1, 128],
    ["signed", 1, -129],
  ] as const)("refuses %s of %d bytes: %d", (kind, length, value) => {
    const writer = new Writer("little", "record");
    expect(() => writer[kind](length, value)).toThrow(expect.objectContaining({ code: "E_ENCODE" }) as Error);
    expect(writer.length).toBe(0);
  });
});
