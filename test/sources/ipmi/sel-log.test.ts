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
    for (let id = 1; id <= 100; id++) log.take("cursor", [entry(id)]);
    const first = log.records();
    expect(first[99]).toMatchObject({ controller: "bmc", id: 100, text: "sensor 4: 100" });
    log.take("cursor", [entry(101)]);
    const second = log.records();
    expect(decoded).toBe(101);
    expect(second.slice(0, 100).every((record, i) => record === first[i])).toBe(true);
    name = "Inlet Temp";
    log.renamed();
    expect(log.records()[0]!.text).toBe("Inlet Temp: 1");
  });

  it("keep the time since the start of a controller whose clock was not set", () => {
    const builder = {
      meaning: () => ({ kind: "event", at: null, event: { text: "" } }) as ReturnType<EventBuilder["meaning"]>,
      timeOf: () => null,
    };
    const log = new SelLog("bmc", builder);
    const stamped = (id: number, ...stamp: number[]): SelEntry => {
      const raw = Uint8Array.of(id, 0, 2, ...stamp, 0x20, 0, 4, 1, 1, 1, 0x57, 0x55, 0x50);
      return { id, raw, hex: Buffer.from(raw).toString("hex") };
    };
    log.take("cursor", [stamped(1, 0x23, 0x34, 0, 0)]);
    log.take("cursor", [stamped(2, 0xff, 0xff, 0xff, 0xff)]);
    log.take("cursor", [stamped(3, 0, 0, 0, 0x60)]);
    expect(log.records().map(({ sinceStart }) => sinceStart)).toEqual([0x3423, undefined, undefined]);
  });
});
