import { describe, expect, test } from "vitest";
import { decodeSelRecord, encodeSelRecord } from "../../../src/ipmi/sel/index.ts";
import { selTime } from "../../../src/ipmi/sel/sel-time.ts";
import { thresholdEventOf } from "../../../src/ipmi/sel/threshold-event.ts";
import { fromHex } from "../capture.ts";

describe("a SEL record", () => {
  test("from an analog sensor carries trigger reading and threshold", () => {
    // Logged by ipmi_sim 2.0.33 for a value of 85 with the upper non-critical threshold at 80.
    const record = decodeSelRecord(fromHex("0100 02 10000000 2000 04 01 01 01 57 55 50"));
    expect(record).toMatchObject({
      kind: "system-event",
      recordId: 1,
      generatorId: 0x20,
      sensorType: 1,
      sensorNumber: 1,
      deassertion: false,
      offset: 7,
    });
    expect(record.kind === "system-event" && thresholdEventOf(record)).toEqual({
      event: "upperNonCriticalGoingHigh",
      triggerReading: 0x55,
      triggerThreshold: 0x50,
    });
  });

  test.each([
    ["c0", "oem-timestamped", { timestamp: 0x04030201, manufacturerId: 0x070605 }],
    ["df", "oem-timestamped", {}],
    ["e0", "oem", {}],
    ["ff", "oem", {}],
    ["03", "unknown", {}],
  ])("of type %sh is %s and is written back as it came", (type, kind, fields) => {
    const bytes = fromHex(`0a00 ${type} 0102030405060708090a0b0c0d`);
    const record = decodeSelRecord(bytes);
    expect(record).toMatchObject({ kind, recordId: 10, ...fields });
    expect(encodeSelRecord(record)).toEqual(bytes);
  });
});

describe("a SEL time stamp", () => {
  test("is wall clock, time since start, or nothing", () => {
    expect(selTime(0xffffffff)).toEqual({ kind: "unspecified" });
    expect(selTime(0)).toEqual({ kind: "since-start", seconds: 0 });
    expect(selTime(0x20000000)).toEqual({ kind: "since-start", seconds: 0x20000000 });
    expect(selTime(0x20000001)).toEqual({ kind: "wall", wall: 0x20000001 * 1000 });
    expect(selTime(0xfffffffe)).toEqual({ kind: "wall", wall: 0xfffffffe * 1000 });
    expect(selTime(0x60000000)).toEqual({ kind: "wall", wall: 0x60000000 * 1000 });
  });
});
