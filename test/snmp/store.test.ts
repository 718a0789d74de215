import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatOid, parseOid } from "../../src/snmp/oid.ts";
import { ObjectStore } from "../../src/snmp/store.ts";
import type { Table } from "../../src/snmp/table.ts";

const entry = [1, 3, 6, 1, 4, 1, 99, 1];

function tableOf(store = new ObjectStore()): Table {
  return store.table(entry, [
    { number: 1, syntax: "Integer32" },
    { number: 2, syntax: "OctetString" },
  ]);
}

/** What a column shows, row by row: the index and the encoded cell. */
function shown(table: Table, column: number): [string, string | undefined][] {
  const out = Buffer.alloc(70_000);
  const { rows } = table;
  return Array.from({ length: rows.count }, (_, row) => {
    const slot = rows.slots[row]!;
    const end = table.columns[column]!.emit(slot, table.indexOf, out, 0, out.length);
    return [table.indexOf(slot).join("."), end < 0 ? undefined : out.toString("hex", 0, end)];
  });
}

const index = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 });
const command = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), index, number: fc.integer(), text: fc.string({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant("set" as const), index, number: fc.integer(), text: fc.string({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant("delete" as const), index }),
);

describe("a table", () => {
  it("shows after any changes, batched or not, the same as a new one filled at once", () => {
    let inserted = 0;
    let deleted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.array(command, { maxLength: 30 })), { maxLength: 8 }),
        (batches) => {
          const table = tableOf();
          const model = new Map<string, { index: number[]; number: number; text: string }>();
          for (const [batched, commands] of batches) {
            const run = (): void => {
              for (const c of commands) {
                const key = c.index.join(".");
                const handle = table.find(c.index);
                expect(handle !== undefined).toBe(model.has(key));
                if (c.kind === "insert" && handle === undefined) {
                  table.insert(c.index, { 1: c.number, 2: c.text });
                  model.set(key, c);
                  inserted++;
                } else if (c.kind === "set" && handle !== undefined) {
                  table.set(handle, 1, c.number);
                  table.set(handle, 2, c.text);
                  model.set(key, c);
                } else if (c.kind === "delete" && handle !== undefined) {
                  table.delete(handle);
                  model.delete(key);
                  deleted++;
                }
              }
            };
            if (batched) table.batch(run);
            else run();
          }
          const fresh = tableOf();
          for (const row of model.values()) fresh.insert(row.index, { 1: row.number, 2: row.text });
          for (const column of [0, 1]) expect(shown(table, column)).toEqual(shown(fresh, column));
          expect(table.rows.count).toBe(model.size);
        },
      ),
      { numRuns: 300 },
    );
    expect(inserted).toBeGreaterThan(100);
    expect(deleted).toBeGreaterThan(10);
  });

  it("shows the rows of a batch only when it is complete", () => {
    const table = tableOf();
    const kept = table.insert([1], { 1: 1, 2: "a" });
    const before = table.rows;
    table.batch(() => {
      table.insert([2], { 1: 2, 2: "b" });
      table.delete(kept);
      expect(table.rows).toBe(before);
      expect(shown(table, 0).map(([i]) => i)).toEqual(["1"]);
    });
    expect(shown(table, 0).map(([i]) => i)).toEqual(["2"]);
    expect(before.count).toBe(1);
  });

  it("lets a replaced row keep its index within one batch", () => {
    const table = tableOf();
    const old = table.insert([7], { 1: 1, 2: "old" });
    table.batch(() => {
      table.delete(old);
      expect(table.find([7])).toBeUndefined();
      table.insert([7], { 1: 2, 2: "new" });
    });
    expect(table.rows.count).toBe(1);
    expect(shown(table, 1)[0]![1]).toContain(Buffer.from("new").toString("hex"));
  });

  it("does not grow by cells that change their length for ever", () => {
    const table = tableOf();
    const row = table.insert([1], { 1: 1, 2: "a" });
    for (let i = 0; i < 5000; i++) table.set(row, 2, "x".repeat(i % 100));
    expect(table.columns[1]!.slab.bytes.length).toBeLessThan(2000);
  });

  it("refuses unknown columns and rows", () => {
    const table = tableOf();
    expect(() => table.set(0, 1, 1)).toThrow(expect.objectContaining({ code: "E_SNMP_ROW" }));
    table.insert([1], { 1: 1 });
    expect(() => table.set(0, 3, 1)).toThrow(expect.objectContaining({ code: "E_SNMP_COLUMN" }));
  });
});

describe("an object store", () => {
  it("refuses a column twice or below another", () => {
    const store = new ObjectStore();
    tableOf(store);
    expect(() => tableOf(store)).toThrow(expect.objectContaining({ code: "E_SNMP_COLUMN" }));
  });
});

describe("object identifiers", () => {
  it("read and write dotted text", () => {
    expect(parseOid(".1.3.6.1")).toEqual([1, 3, 6, 1]);
    expect(formatOid(parseOid("1.3.4294967295"))).toBe("1.3.4294967295");
    for (const text of ["", "1", "1.x", "1.3.-1", "1.3.4294967296", "1..3"]) {
      expect(() => parseOid(text), text).toThrow(expect.objectContaining({ code: "E_OID" }));
    }
  });
});
