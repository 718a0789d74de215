import { describe, expect, it } from "vitest";
import type { FullSensor } from "../../../src/ipmi/sdr/index.ts";
import type { ThresholdName } from "../../../src/ipmi/thresholds.ts";
import { limitsOf } from "../../../src/sources/ipmi/limits.ts";
import { pointsOf } from "../../../src/sources/ipmi/points.ts";
import { sensorRdr } from "../../../src/sources/ipmi/sensor-rdr.ts";
import { readingOf } from "../../../src/sources/ipmi/sensor-reading.ts";
import { fullSensor } from "./fake-hardware.ts";

const periods = { analog: 10_000, discrete: 30_000, hotSwap: 5000 };

/** A sensor with upper thresholds 80 and 90 and a hysteresis of 2, as its record differs; reads a raw count. */
function sensorOf(
  differs: Partial<Extract<FullSensor["masks"], { kind: "threshold" }>>,
  readable: ThresholdName[],
  hysteresis = 2,
) {
  const plain = fullSensor(0x20, 1, { entity: [7, 1], name: "Temp" });
  const masks = { ...(plain.masks as Extract<FullSensor["masks"], { kind: "threshold" }>), ...differs };
  const record = { ...plain, masks, recordId: 1, recordType: 1, version: 0x51 };
  const [point] = pointsOf([record], (address) => address);
  const rdr = sensorRdr(point!, { key: "key", number: 1, entityPath: [], periods } as never);
  const raw = new Map(readable.map((name) => [name, record[name]]));
  const limits = limitsOf(record, raw, { positive: hysteresis, negative: hysteresis }, () => record);
  return (reading: number, states: number[], before: string[] = []) => {
    const response = { reading, unavailable: false, scanning: true, events: true, states, furtherStates: [] };
    return readingOf(point!, rdr, response, record, limits, before);
  };
}

const both: ThresholdName[] = ["upperNonCritical", "upperCritical"];

describe("the controller's own comparison", () => {
  it("may count the hysteresis in, or not", () => {
    const read = sensorOf({}, both);
    for (const states of [[3], []]) {
      const reading = read(79, states, ["upperMinor"]);
      expect(reading).toMatchObject({ states: ["upperMinor"] });
      expect(reading.remark).toBeUndefined();
    }
  });

  it("is said to disagree where neither would give it", () => {
    const read = sensorOf({}, both);
    expect(read(85, []).remark).toBe("the controller itself reports no threshold crossed");
    expect(read(85, [3, 4]).remark).toBe("the controller itself reports upperMinor, upperMajor");
    expect(read(70, [3], ["upperMinor"]).remark).toBe("the controller itself reports upperMinor");
  });

  it("is not missed for thresholds it does not compare", () => {
    const read = sensorOf({ upperComparisons: ["upperCritical"] }, both);
    expect(read(85, [])).toMatchObject({ states: ["upperMinor"] });
    expect(read(85, []).remark).toBeUndefined();
    expect(read(95, []).remark).toBe("the controller itself reports no threshold crossed");
  });

  it("counts where its record forgot to say so", () => {
    const read = sensorOf({ upperComparisons: [] }, both);
    expect(read(85, []).remark).toBe("the controller itself reports no threshold crossed");
  });

  it("alone tells of a threshold that cannot be read", () => {
    const read = sensorOf({}, ["upperNonCritical"]);
    const reading = read(95, [3, 4]);
    expect(reading).toMatchObject({ states: ["upperMinor", "upperMajor"] });
    expect(reading.remark).toBeUndefined();
    expect(read(85, [3])).toMatchObject({ states: ["upperMinor"] });
  });
});

describe("a threshold whose hysteresis reaches past the end of the range", () => {
  const remark = "no reading ends upperMinor: its hysteresis reaches past the end of the range";

  it("ends when the controller says so, and the value is back", () => {
    const read = sensorOf({}, both, 85);
    expect(read(79, [], ["upperMinor"])).toEqual({ quality: "good", reason: "none", value: 79, states: [] });
    expect(read(80, [], ["upperMinor"])).toMatchObject({ states: ["upperMinor"] });
    // The other one's ends at a count of 4.
    expect(read(5, [], ["upperMajor"])).toMatchObject({ states: ["upperMajor"] });
  });

  it("holds, and is said to be so, while the controller says nothing else", () => {
    const read = sensorOf({}, both, 85);
    expect(read(0, [3], ["upperMinor"])).toMatchObject({ states: ["upperMinor"], remark });
    const unwatched = sensorOf({ upperComparisons: ["upperCritical"] }, both, 85);
    expect(unwatched(0, [], ["upperMinor"])).toMatchObject({ states: ["upperMinor"], remark });
    expect(read(80, [3], ["upperMinor"]).remark).toBeUndefined();
  });
});

describe("a hysteresis of FFh", () => {
  const unwritten = { positive: 0xff, negative: 0xff };
  const limits = (differs: Partial<FullSensor> = {}) => {
    const record = { ...fullSensor(0x20, 1, { entity: [7, 1], name: "Temp" }), ...differs };
    const raw = new Map(both.map((name) => [name, record[name]]));
    return limitsOf(record, raw, unwritten, () => record);
  };

  it("is none: with it nothing that was crossed would ever end", () => {
    const { thresholds, rearm, hysteresis } = limits();
    expect(rearm).toEqual({ upperMinor: 80, upperMajor: 90 });
    expect(thresholds).toEqual({ upperMinor: 80, upperMajor: 90 });
    // One side can be set without touching the other.
    expect(hysteresis).toEqual(unwritten);
  });

  it("is none of a sensor that is not linear, either", () => {
    expect(limits({ linearization: "square" }).thresholds).toEqual({ upperMinor: 6400, upperMajor: 8100 });
  });
});

describe("a discrete sensor with a full record", () => {
  const read = (differs: Partial<FullSensor>) => {
    const masks = { kind: "discrete", assertionEvents: [0, 1], deassertionEvents: [], readableStates: [0, 1] } as const;
    const plain = fullSensor(0x20, 1, { entity: [7, 1], name: "Intrusion", sensorType: 0x05 });
    const none = { baseUnit: 0, m: 0, tolerance: 0, thresholdAccess: "none", hysteresisSupport: "none" } as const;
    const discrete = { ...plain, ...none, eventReadingType: 0x6f, masks, ...differs };
    const [point] = pointsOf([{ ...discrete, recordId: 1, recordType: 1, version: 0x51 }], (address) => address);
    return sensorRdr(point!, { key: "key", number: 1, entityPath: [], periods } as never);
  };

  it("has no number where its record names no unit, although zero stands for unsigned", () => {
    expect(read({}).numeric).toBeNull();
    // A template's factors say nothing either.
    expect(read({ m: 1 }).numeric).toBeNull();
    expect(read({ eventReadingType: 0x03, m: 1 }).numeric).toBeNull();
    expect(read({ eventReadingType: 0x70, m: 1 }).numeric).toBeNull();
  });

  it("has one where it does", () => {
    expect(read({ m: 1, baseUnit: 18 }).numeric?.unit.base).toBe("rpm");
    expect(read({ m: 1, percentage: true }).numeric?.unit.percentage).toBe(true);
  });
});

describe("the range of a sensor", () => {
  const rangeOf = (differs: Partial<FullSensor>) => {
    const record = { ...fullSensor(0x20, 1, { entity: [7, 1], name: "Temp" }), ...differs };
    const [point] = pointsOf([{ ...record, recordId: 1, recordType: 1, version: 0x51 }], (address) => address);
    const { numeric } = sensorRdr(point!, { key: "key", number: 1, entityPath: [], periods } as never);
    const { minimum, maximum, normalMinimum, normalMaximum } = numeric!;
    return differs.normalMaximumSpecified ? [normalMinimum, normalMaximum] : [minimum, maximum];
  };

  it("is in its unit, however its counts run", () => {
    expect(rangeOf({ sensorMinimum: 10, sensorMaximum: 200 })).toEqual([10, 200]);
    expect(rangeOf({ m: -1, sensorMinimum: 10, sensorMaximum: 200 })).toEqual([-200, -10]);
    expect(rangeOf({ analogFormat: "twosComplement", sensorMinimum: 0x80, sensorMaximum: 0x7f })).toEqual([-128, 127]);
  });

  it("in normal use is so too", () => {
    const normal = { normalMinimumSpecified: true, normalMaximumSpecified: true, normalMinimum: 20, normalMaximum: 50 };
    expect(rangeOf(normal)).toEqual([20, 50]);
    expect(rangeOf({ ...normal, m: -1 })).toEqual([-50, -20]);
    expect(rangeOf({ ...normal, linearization: "reciprocal" })).toEqual([0.02, 0.05]);
    expect(rangeOf({ ...normal, m: -1, normalMinimumSpecified: false })).toEqual([-50, undefined]);
  });

  it("is not told where its ends are the same: the record forgot it", () => {
    expect(rangeOf({ sensorMinimum: 0, sensorMaximum: 0 })).toEqual([undefined, undefined]);
  });
});
