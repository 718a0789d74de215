import { describe, expect, it } from "vitest";
import type { EventBuilder } from "../../../src/sources/ipmi/event-builder.ts";
import { SelLog } from "../../../src/sources/ipmi/sel-log.ts";
import type { SelEntry } from "../../../src/sources/ipmi/sel-reader.ts";

function entry(id: number): SelEntry {
  const raw = Uint8Array.of(id, 0, 0xc0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
  return { id, raw, hex: Buffer.from(raw).toString("hex") };
}

describe("the records of a SEL", () => {
  it("are decoded once, and again when names have changed", () => {
    let decoded = 0;
    let name = "sensor 4";
    const builder = {
      meaning: (raw: Uint8Array) => {
        decoded++;
        return { kind: "event", at: null, event: { text: `${name}: ${raw[0]}` } } as ReturnType<
          EventBuilder["meaning"]
        >;
      },
      timeOf: () => 0,
    };
    const log = new SelLog("bmc", builder);
    for (let id = 1; id <= 100; id++) log.add(entry(id));
    const first = log.records();
    expect(first[99]).toMatchObject({ controller: "bmc", id: 100, text: "sensor 4: 100" });
    log.add(entry(101));
    const second = log.records();
    expect(decoded).toBe(101);
    expect(second.slice(0, 100).every((record, i) => record === first[i])).toBe(true);
    name = "Inlet Temp";
    log.renamed();
    expect(log.records()[0]!.text).toBe("Inlet Temp: 1");
  });
});
