import { describe, expect, it } from "vitest";
import { Hints } from "../../../src/sources/ipmi/hints.ts";
import { selRecord } from "./fake-hardware.ts";

const event = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] } as const;
const message = selRecord(0, 0, event);
const record = selRecord(17, 1_800_000_000, event);
const other = selRecord(18, 1_800_000_000, { ...event, number: 2 });

describe("event messages", () => {
  it("are found in the SEL whatever record id and time they got there", () => {
    const hints = new Hints();
    hints.add(message, 0);
    expect(hints.match(other, 1)).toBe(false);
    expect(hints.match(record, 1)).toBe(true);
    expect(hints.waiting).toBe(0);
  });

  it("stand for one record each", () => {
    const hints = new Hints();
    hints.add(message, 0);
    hints.add(message, 1);
    expect([record, record, record].map((r) => hints.match(r, 2))).toEqual([true, true, false]);
  });

  it("are nothing new when their record was read just before", () => {
    const hints = new Hints();
    expect(hints.match(record, 1000)).toBe(false);
    hints.add(message, 1100);
    expect(hints.waiting).toBe(0);
    // The next one is another event, and so is one that comes long after.
    hints.add(message, 1200);
    expect(hints.waiting).toBe(1);
    expect(hints.match(other, 2000)).toBe(false);
    hints.add(selRecord(0, 0, { ...event, number: 2 }), 9000);
    expect(hints.waiting).toBe(2);
  });

  it("become events when they waited too long", () => {
    const hints = new Hints();
    hints.add(message, 100);
    hints.add(other, 2000);
    expect(hints.takeOlderThan(100).map((h) => h.raw)).toEqual([message]);
    expect(hints.waiting).toBe(1);
    expect(hints.takeOlderThan(100)).toEqual([]);
  });

  it("are bounded in number", () => {
    const hints = new Hints();
    for (let i = 0; i < 10_000; i++) hints.add(message, i);
    expect(hints.waiting).toBeLessThanOrEqual(256);
  });
});
