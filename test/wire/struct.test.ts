import { describe, expect, expectTypeOf, test } from "vitest";
import { InternalError, UsageError, WireError } from "../../src/base/errors.ts";
import {
  bits,
  countedList,
  flag,
  list,
  named,
  optional,
  optionalBits,
  reserved,
  rest,
  signed,
  span,
  struct,
  switchOn,
  u8,
  u16,
  unsigned,
  type ValueOf,
} from "../../src/wire/declare.ts";

const of = (...values: number[]) => Uint8Array.of(...values);

describe("a declared struct", () => {
  test("decodes and encodes its fields in order, little-endian unless told otherwise", () => {
    const record = struct("record", { first: u8, second: u16 });
    expect(record.decode(of(1, 2, 3))).toEqual({ first: 1, second: 0x0302 });
    expect(record.decode(of(1, 2, 3), "big")).toEqual({ first: 1, second: 0x0203 });
    expect(record.encode({ first: 1, second: 0x0203 }, "big")).toEqual(of(1, 2, 3));
  });

  test("infers a readonly type with optional tails and reserved bits optional", () => {
    const members = {
      ...bits(1, { low: span(3, 0), kind: named(span(6, 4), { odd: 1 }), reserved7: reserved(7, 7) }),
      tail: optional(u16),
    };
    expectTypeOf<ValueOf<typeof members>>().toEqualTypeOf<{
      readonly low: number;
      readonly kind: number | "odd";
      readonly reserved7?: number | undefined;
      readonly tail?: number | undefined;
    }>();
  });

  test("reads a split field as one signed number", () => {
    const record = struct("record", bits(2, { tolerance: span(13, 8), m: signed([15, 14], [7, 0]) }));
    expect(record.decode(of(0xff, 0xc1))).toEqual({ tolerance: 1, m: -1 });
    expect(record.decode(of(0xff, 0x41))).toEqual({ tolerance: 1, m: 511 });
    expect(record.encode({ tolerance: 1, m: -512 })).toEqual(of(0x00, 0x81));
  });

  test("keeps reserved bits exactly and shows them only when set", () => {
    const record = struct("record", bits(1, { low: span(3, 0), reserved4: reserved(7, 4) }));
    expect(record.decode(of(0x05))).toEqual({ low: 5 });
    expect(record.decode(of(0xa5))).toEqual({ low: 5, reserved4: 0xa });
    expect(record.encode(record.decode(of(0xa5)))).toEqual(of(0xa5));
  });

  test("keeps an unlisted value of a named field as a number", () => {
    const record = struct("record", {
      ...bits(1, { on: flag(7), kind: named(span(6, 0), { one: 1 }) }),
      b: named(u8, { two: 2 }),
    });
    expect(record.decode(of(0x81, 2))).toEqual({ on: true, kind: "one", b: "two" });
    expect(record.decode(of(0x05, 9))).toEqual({ on: false, kind: 5, b: 9 });
    expect(record.encode({ on: false, kind: 5, b: 9 })).toEqual(of(0x05, 9));
  });

  test("leaves out the optional tail of a short record and refuses half of one", () => {
    const record = struct("record", { a: u8, b: optional(u16), ...optionalBits(1, { c: flag(0), d: span(7, 1) }) });
    expect(record.decode(of(1))).toEqual({ a: 1 });
    expect(record.decode(of(1, 2, 0, 3))).toEqual({ a: 1, b: 2, c: true, d: 1 });
    expect(() => record.decode(of(1, 2))).toThrow(WireError);
    expect(record.encode({ a: 1 })).toEqual(of(1));
    expect(() => record.encode({ a: 1, c: true, d: 0 })).toThrow(UsageError);
  });

  test("accepts bytes after its last field", () => {
    expect(struct("record", { a: u8 }).decode(of(1, 2, 3))).toEqual({ a: 1 });
  });

  test("says record, field, offset, wanted and have of a short read, also for byte arrays", () => {
    const record = struct("record", { a: u8, items: countedList(u16) });
    let thrown: unknown;
    try {
      record.decode(of(1, 2, 0, 0, 7));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WireError);
    expect(thrown).toMatchObject({
      code: "E_SHORT_READ",
      context: { record: "record", field: "items", offset: 4, wanted: 2, have: 1 },
    });
  });

  test("chooses a layout by an earlier field", () => {
    const record = struct("record", { kind: u8, body: switchOn("kind", { 1: u16, 2: list(2, u8) }, rest) });
    expect(record.decode(of(1, 2, 3))).toEqual({ kind: 1, body: 0x0302 });
    expect(record.decode(of(2, 2, 3))).toEqual({ kind: 2, body: [2, 3] });
    expect(record.decode(of(3, 2, 3))).toEqual({ kind: 3, body: of(2, 3) });
    expect(record.encode({ kind: 2, body: [2, 3] })).toEqual(of(2, 2, 3));
  });

  test.each([
    ["too large", { a: 256, b: 0, c: false }],
    ["negative", { a: -1, b: 0, c: false }],
    ["a fraction", { a: 0.5, b: 0, c: false }],
    ["too wide for its bits", { a: 0, b: 128, c: false }],
  ])("refuses to encode a value that is %s", (_, value) => {
    const record = struct("record", { a: u8, ...bits(1, { b: span(6, 0), c: flag(7) }) });
    expect(() => record.encode(value)).toThrow(UsageError);
  });
});

describe("a wrong declaration throws when it is made", () => {
  test.each([
    ["bits without a field", () => bits(1, { a: span(3, 0), b: span(7, 5) })],
    ["overlapping bits", () => bits(1, { a: span(4, 0), b: span(7, 4) })],
    ["bits outside the bytes", () => bits(1, { a: span(8, 0) })],
    ["a span written backwards", () => span(0, 3)],
    ["overlap inside a split field", () => bits(1, { a: unsigned([7, 4], [4, 0]) })],
    ["two names for one value", () => named(u8, { a: 1, b: 1 })],
    ["a required field after an optional one", () => struct("record", { a: optional(u8), b: u8 })],
    ["a field after one that takes everything", () => struct("record", { a: rest, b: u8 })],
    ["a switch on a later field", () => struct("record", { body: switchOn("kind", {}, rest) })],
    ["a field lost from its byte", () => struct("record", { a: bits(1, { a: span(3, 0), b: span(7, 4) }).a })],
  ])("%s", (_, declare) => {
    expect(declare).toThrow(InternalError);
  });

  test("ends a list whose elements have no bytes instead of reading for ever", () => {
    const record = struct("record", { elements: list("rest", struct("empty", {})) });
    expect(() => record.decode(of(1))).toThrow(WireError);
    expect(record.decode(of())).toEqual({ elements: [] });
  });
});
