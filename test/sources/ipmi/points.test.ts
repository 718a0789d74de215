import { describe, expect, it } from "vitest";
import { busAddress } from "../../../src/ipmi/bus-address.ts";
import { decodeSdr } from "../../../src/ipmi/sdr/index.ts";
import { pointsOf as pointsIn, uniquePoints } from "../../../src/sources/ipmi/points.ts";
import { compactRecord, fullRecord, mcLocator } from "./fake-hardware.ts";

const pointsOf = (records: Parameters<typeof pointsIn>[0]) => pointsIn(records, busAddress);

function shared(count: number, options: { alphabetic?: boolean; offset?: number; increments?: boolean }) {
  const record = decodeSdr(compactRecord(1, 0x20, 10, { entity: [10, 1], name: "PSU " }));
  if (record.kind !== "compact-sensor") throw new TypeError("not a compact record");
  return {
    ...record,
    shareCount: count,
    instanceModifier: options.alphabetic ? ("alphabetic" as const) : ("numeric" as const),
    instanceModifierOffset: options.offset ?? 0,
    entityInstanceIncrements: options.increments ?? false,
  };
}

describe("sensor points", () => {
  it("take a shared record apart: numbers, names and entities count up", () => {
    const points = pointsOf([shared(3, { offset: 1, increments: true })]);
    expect(points.map((p) => [p.number, p.name, p.entity.instance])).toEqual([
      [10, "PSU 1", 1],
      [11, "PSU 2", 2],
      [12, "PSU 3", 3],
    ]);
  });

  it("letter names as spreadsheets do", () => {
    const points = pointsOf([shared(3, { alphabetic: true, offset: 24 })]);
    expect(points.map((p) => p.name)).toEqual(["PSU Y", "PSU Z", "PSU AA"]);
    expect(points.map((p) => p.entity.instance)).toEqual([1, 1, 1]);
  });

  it("take a share count of 0 for one sensor", () => {
    expect(pointsOf([shared(0, {})]).map((p) => p.name)).toEqual(["PSU"]);
  });

  it("end at the last sensor number there is, whatever the share count says", () => {
    const record = { ...shared(15, {}), sensorNumber: 0xfc };
    expect(pointsOf([record]).map((p) => p.number)).toEqual([0xfc, 0xfd, 0xfe]);
  });

  it("leave records of other things out", () => {
    expect(pointsOf([decodeSdr(mcLocator(1, 0x20, 7, 1, "BMC"))])).toEqual([]);
  });

  it("are one where two repositories describe the same sensor", () => {
    const records = [1, 2].map((id) => decodeSdr(fullRecord(id, 0x82, 4, { entity: [7, 1], name: `from ${id}` })));
    expect(uniquePoints(pointsOf(records)).map((p) => p.name)).toEqual(["from 1"]);
  });
});
