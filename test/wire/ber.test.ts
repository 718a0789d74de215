import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../src/base/errors.ts";
import { BerReader, BerTag, BerWriter, MAX_ARCS } from "../../src/wire/ber.ts";

function written(write: (writer: BerWriter) => void, room = 2000): Buffer {
  const writer = new BerWriter(Buffer.alloc(room));
  write(writer);
  return writer.bytes.subarray(writer.position);
}

const reading = (hex: string): BerReader => new BerReader().reset(Buffer.from(hex, "hex"));
const arcs = new Uint32Array(MAX_ARCS);
const oidOf = (hex: string): number[] => Array.from(arcs.subarray(0, reading(hex).objectIdentifier(arcs)));

describe("BER", () => {
  // Octets as net-snmp 5.9.3 sends them (snmptrap -d).
  it("writes what net-snmp writes", () => {
    expect(written((w) => w.integer(-129)).toString("hex")).toBe("0202ff7f");
    expect(written((w) => w.integer(128)).toString("hex")).toBe("02020080");
    expect(written((w) => w.integer(-0x80000000)).toString("hex")).toBe("020480000000");
    expect(written((w) => w.unsigned(0xffffffff, BerTag.counter32)).toString("hex")).toBe("410500ffffffff");
    expect(written((w) => w.unsigned64(0xffffffffffffffffn, BerTag.counter64)).toString("hex")).toBe(
      "460900ffffffffffffffff",
    );
    expect(written((w) => w.objectIdentifier([1, 3, 6, 1, 4, 1, 8072])).toString("hex")).toBe("06072b06010401bf08");
    expect(written((w) => w.objectIdentifier([1, 3, 4294967295])).toString("hex")).toBe("06062b8fffffff7f");
    expect(written((w) => w.objectIdentifier([0, 0])).toString("hex")).toBe("060100");
  });

  it("gives back every value it wrote", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 0xffffffff }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (i, u, b) => {
        expect(new BerReader().reset(written((w) => w.integer(i))).integer()).toBe(i);
        expect(new BerReader().reset(written((w) => w.unsigned(u, BerTag.timeTicks))).unsigned(BerTag.timeTicks)).toBe(
          u,
        );
        expect(
          new BerReader().reset(written((w) => w.unsigned64(b, BerTag.counter64))).unsigned64(BerTag.counter64),
        ).toBe(b);
      }),
    );
  });

  it("gives back every object identifier it wrote", () => {
    const first = fc.oneof(
      fc.tuple(fc.constantFrom(0, 1), fc.nat({ max: 39 })),
      fc.tuple(fc.constant(2), fc.nat({ max: 0xffffff00 })),
    );
    const rest = fc.array(fc.nat({ max: 0xffffffff }), { maxLength: MAX_ARCS - 2 });
    fc.assert(
      fc.property(first, rest, (head, tail) => {
        const oid = [...head, ...tail];
        const count = new BerReader().reset(written((w) => w.objectIdentifier(oid))).objectIdentifier(arcs);
        expect(Array.from(arcs.subarray(0, count))).toEqual(oid);
      }),
    );
  });

  it.each([1, 127, 128, 255, 256, 65535, 65536])("writes and reads a string of %i octets", (length) => {
    const bytes = written((w) => w.octets(Buffer.alloc(length, 7)), length + 10);
    const reader = new BerReader().reset(bytes);
    expect(reader.octets()).toBe(bytes.length);
    expect(bytes.length - reader.start).toBe(length);
    expect(reader.done).toBe(true);
  });

  it("takes lengths in a longer form than needed, up to four octets", () => {
    expect(reading("0284000000012a").integer()).toBe(42);
    expect(reading("02810100").integer()).toBe(0);
  });

  it.each([
    ["nothing", ""],
    ["a tag alone", "02"],
    ["an indefinite length", "02802a0000"],
    ["a length of five octets", "028500000000012a"],
    ["a length cut short", "0282"],
    ["content cut short", "02022a"],
    ["an integer of no octets", "0200"],
    ["an integer of five octets", "02050000000001"],
    ["another tag", "04012a"],
    ["a length of nearly 2^32", "0284ffffffff2a"],
  ])("refuses %s as an integer", (_what, hex) => {
    expect(() => reading(hex).integer()).toThrow(WireError);
  });

  it.each([
    ["an empty one", "0600"],
    ["a padded sub-identifier", "06032b8001"],
    ["a sub-identifier cut short", "06022b81"],
    ["a sub-identifier of 2^32", "06062b9080808000"],
    ["a sub-identifier without end", `0614${"ff".repeat(20)}`],
    ["129 arcs", `068180${"01".repeat(128)}`],
  ])("refuses %s as an object identifier", (_what, hex) => {
    expect(() => oidOf(hex)).toThrow(WireError);
  });

  it("reads the longest and the largest object identifier allowed", () => {
    expect(oidOf(`067f${"01".repeat(127)}`)).toHaveLength(128);
    expect(oidOf("06062b8fffffff7f")).toEqual([1, 3, 0xffffffff]);
    expect(oidOf("060150")).toEqual([2, 0]);
  });

  it("refuses negative and oversized unsigned values", () => {
    expect(() => reading("410180").unsigned(BerTag.counter32)).toThrow(WireError);
    expect(() => reading("41050100000000").unsigned(BerTag.counter32)).toThrow(WireError);
    expect(reading("4104ffffffff").unsigned(BerTag.counter32)).toBe(0xffffffff);
  });

  it("never reads outside its bounds, whatever the octets", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        const reader = new BerReader().reset(octets);
        try {
          while (!reader.done) {
            if (reader.peek() === BerTag.objectIdentifier) reader.objectIdentifier(arcs);
            else if (reader.peek() === BerTag.integer) reader.integer();
            else reader.skip();
            expect(reader.position).toBeLessThanOrEqual(octets.length);
          }
          accepted++;
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  it("says so when the buffer is full", () => {
    expect(() => written((w) => w.octets(Buffer.alloc(9)), 10)).toThrow(
      expect.objectContaining({ code: "E_BER_ROOM" }),
    );
  });
});
