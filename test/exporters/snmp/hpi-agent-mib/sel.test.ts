import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../../../src/base/clock.ts";
import { type SelRecord, SelTables } from "../../../../src/exporters/snmp/hpi-agent-mib/sel.ts";
import { ObjectStore } from "../../../../src/snmp/store.ts";

describe("the tables of controllers' event logs", () => {
  let clock: ManualClock;
  let store: ObjectStore;
  let records: SelRecord[];
  let encoded: number;
  let tables: SelTables;
  beforeEach(() => {
    clock = new ManualClock();
    store = new ObjectStore();
    encoded = 0;
    records = Array.from({ length: 500 }, (_, i) => record(i + 1));
    tables = new SelTables(store, clock, () => [...records]);
  });
  afterEach(() => tables.close());

  /** A record that counts how often its text is looked at. */
  function record(id: number, text = `record ${id}`, controller = "bmc"): SelRecord {
    return {
      ...{ controller, id, time: 1000 * id, raw: "0102" },
      get text() {
        encoded++;
        return text;
      },
    };
  }
  const rows = (entry: number) => store.columns.find(({ table }) => table.entry.at(-2) === entry)!.table.rows.count;

  it("encode what is new or different only", async () => {
    expect(encoded).toBe(500);
    expect(rows(12)).toBe(500);
    await clock.advance(60_000);
    expect(encoded).toBe(500);
    records.push(record(501));
    tables.changed();
    await clock.advance(1000);
    expect(encoded).toBe(501);
    expect(rows(12)).toBe(501);
    records[3] = record(4, "has a name now");
    await clock.advance(60_000);
    expect(encoded).toBe(502);
  });

  it("lose what is gone, and a controller that has none left", async () => {
    records.push(record(1, "another", "other"));
    await clock.advance(60_000);
    expect([rows(11), rows(12)]).toEqual([2, 501]);
    records = records.filter(({ controller, id }) => controller === "bmc" && id > 10);
    await clock.advance(60_000);
    expect([rows(11), rows(12)]).toEqual([1, 490]);
    records = [];
    await clock.advance(60_000);
    expect([rows(11), rows(12)]).toEqual([0, 0]);
  });
});
