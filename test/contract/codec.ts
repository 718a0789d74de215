/** What every declared record must keep. Run over each of them by the test file of the folder that holds them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../src/base/errors.ts";
import type { Struct } from "../../src/wire/struct.ts";
import type { Layout } from "../../src/wire/type.ts";
import { arbitraryOf, byteArray } from "./arbitrary.ts";

const runs = { numRuns: 60 };

export function codecSuite(title: string, record: Struct<unknown>): void {
  describe(title, () => {
    const values = arbitraryOf(record.layout);
    const damaged = fc
      .tuple(values, fc.nat(), byteArray(1, 1))
      .map(([value, at, byte]) => overwrite(record.encode(value), at, byte));

    test("gives back every value it has written", () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(record.decode(record.encode(value))).toEqual(value);
        }),
        runs,
      );
    });

    if (isClosed(record.layout))
      test("ignores bytes after its last field", () => {
        fc.assert(
          fc.property(values, byteArray(1, 8), (value, more) => {
            expect(record.decode(Uint8Array.of(...record.encode(value), ...more))).toEqual(value);
          }),
          { numRuns: 10 },
        );
      });

    test("writes back every byte it has read", () => {
      let reached = 0;
      const noise = values.map((value) => record.encode(value).length).chain((length) => byteArray(length, length));
      fc.assert(
        fc.property(fc.oneof(noise, damaged), (bytes) => {
          const value = decodeOr(record, bytes);
          if (value instanceof WireError) return;
          reached++;
          const written = record.encode(value);
          expect(written).toEqual(bytes.subarray(0, written.length));
        }),
        runs,
      );
      expect(reached).toBeGreaterThan(0);
    });

    test("decodes or refuses every truncation with a WireError", () => {
      let refused = 0;
      fc.assert(
        fc.property(values, (value) => {
          const bytes = record.encode(value);
          for (let length = 0; length < bytes.length; length++) {
            if (decodeOr(record, bytes.subarray(0, length)) instanceof WireError) refused++;
          }
        }),
        { numRuns: 10 },
      );
      if (leastLength(record.layout) > 0) expect(refused).toBeGreaterThan(0);
    });

    test("makes a value or a WireError of any bytes", () => {
      let decoded = 0;
      let refused = 0;
      const any = fc.oneof(byteArray(0, 8), byteArray(0, 80), byteArray(60, 255), damaged);
      fc.assert(
        fc.property(any, (bytes) => {
          if (decodeOr(record, bytes) instanceof WireError) refused++;
          else decoded++;
        }),
        { ...runs, examples: [[new Uint8Array()]] },
      );
      expect(decoded).toBeGreaterThan(0);
      if (leastLength(record.layout) > 0) expect(refused).toBeGreaterThan(0);
    });
  });
}

function overwrite(bytes: Uint8Array, at: number, replacement: Uint8Array): Uint8Array {
  if (bytes.length > 0) bytes.set(replacement, at % bytes.length);
  return bytes;
}

function decodeOr(record: Struct<unknown>, bytes: Uint8Array): unknown {
  try {
    return record.decode(bytes);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

/** True when the layout itself says where the record ends. */
function isClosed(layout: Layout): boolean {
  switch (layout.kind) {
    case "rest":
      return false;
    case "list":
      return layout.count !== "rest" && isClosed(layout.of);
    case "switch":
      return Object.values(layout.cases).every(isClosed) && isClosed(layout.otherwise);
    case "struct":
      return layout.members.every((member) => !member.optional && (member.kind === "bits" || isClosed(member.type)));
    default:
      return true;
  }
}

/** Fewest bytes that can make a value. */
function leastLength(layout: Layout): number {
  switch (layout.kind) {
    case "integer":
    case "bytes":
      return layout.length;
    case "countedBytes":
    case "countedList":
      return layout.countLength;
    case "named":
      return leastLength(layout.of);
    case "list":
      return layout.count === "rest" ? 0 : layout.count * leastLength(layout.of);
    case "switch":
      return Math.min(...Object.values(layout.cases).map(leastLength), leastLength(layout.otherwise));
    case "struct":
      return layout.members
        .filter((member) => !member.optional)
        .reduce((sum, member) => sum + (member.kind === "bits" ? member.length : leastLength(member.type)), 0);
    case "leaf":
      return 1;
    case "rest":
    case "tag":
      return 0;
  }
}
