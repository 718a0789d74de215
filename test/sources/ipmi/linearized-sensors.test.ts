import { describe, expect, it } from "vitest";
import type { OperationRequest } from "../../../src/hpi/operation.ts";
import type { Thresholds } from "../../../src/hpi/rdr/sensor.ts";
import { GetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { SetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/set-sensor-hysteresis.ts";
import { encodeSdr, type FullSensor } from "../../../src/ipmi/sdr/index.ts";
import { FakeHardware, fullSensor } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

const number = 9;
/** A BMC with one sensor whose upper thresholds are 80 and 100 raw counts, its hysteresis 2. */
async function startedWith(differs: Partial<FullSensor>) {
  const hardware = new FakeHardware({ picmg: false });
  const record = { ...fullSensor(0x20, number, { entity: [7, 1], name: "Fan", sensorType: 4 }), ...differs };
  hardware.mainSdrs.push(encodeSdr({ ...record, recordId: 1 }));
  const sensor = { number, raw: 50, states: [] as number[] };
  hardware.primary.sensors.set(number, sensor);
  hardware.primary.thresholds.set(number, { upperNonCritical: 80, upperCritical: 100 });
  const counts: object[] = [];
  hardware.connection.answer(SetSensorHysteresis, ({ positive, negative }) => {
    counts.push({ positive, negative });
    hardware.connection.answer(GetSensorHysteresis, () => ({ positive, negative }));
    return {};
  });
  const source = await discovered(hardware);
  stopAfterTest(source);
  const found = source.domain.resources().flatMap(({ id }) => source.domain.sensorsOf(id));
  const rdr = found.find(({ name }) => name === "Fan")!;
  const read = async (raw: number) => {
    sensor.raw = raw;
    sensor.states = [raw >= 80 ? [3] : [], raw >= 100 ? [4] : []].flat();
    await source.pass(11_000);
    return source.domain.reading(rdr.id);
  };
  const set = async (desired: Thresholds) => {
    const request: OperationRequest = {
      kind: "set-thresholds",
      resourceId: rdr.resourceId,
      sensorId: rdr.id,
      desired,
    };
    const principal = { id: "test", door: "test", source: "test", role: "Operator" } as const;
    const { finished } = source.domain.perform(request, principal);
    let done: Awaited<typeof finished> | undefined;
    void finished.then((operation) => {
      done = operation;
    });
    await source.until(() => done !== undefined, "the operation");
    return done!;
  };
  return { ...source, rdr, read, set, counts };
}

/** A fan that counts the time of a turn: more counts are fewer turns. */
const period = { linearization: "reciprocal", rExponent: -4 } as const;

describe("a sensor whose counts run against its unit", () => {
  it("has lower thresholds where the controller has upper ones", async () => {
    const { domain, rdr, read } = await startedWith(period);
    expect(rdr.readableThresholds).toEqual(["lowerMinor", "lowerMajor"]);
    expect(rdr.states.map(({ name, severity }) => [name, severity])).toEqual([
      ["lowerMinor", "minor"],
      ["lowerMajor", "major"],
    ]);
    expect(domain.thresholds(rdr.id)).toMatchObject({ lowerMinor: 125, lowerMajor: 100 });
    expect(await read(50)).toMatchObject({ value: 200, states: [] });
    // No remark: the controller's own bits agree.
    expect(await read(90)).toMatchObject({ states: ["lowerMinor"] });
    expect(domain.reading(rdr.id).remark).toBeUndefined();
    expect((await read(78)).states).toEqual(["lowerMinor"]);
    expect((await read(77)).states).toEqual([]);
  });

  it("is told of its events by the same names", async () => {
    const { hardware, events, pass } = await startedWith(period);
    hardware.primary.sensors.get(number)!.raw = 85;
    const raw = Uint8Array.of(1, 0, 2, 0, 0, 0, 0x60, 0x20, 0, 4, 4, number, 0x01, 0x57, 85, 80);
    hardware.sel.push({ id: 1, raw });
    await pass(35_000);
    const text = expect.stringContaining("is past its lower minor threshold: reading 117.647 °C, limit 125 °C");
    const told = { type: "sensor", state: "lowerMinor", assertion: true, threshold: 125, text };
    expect(events.filter(({ origin }) => origin === "sel")).toMatchObject([told]);
  });

  it("takes thresholds in its unit", async () => {
    const { hardware, set } = await startedWith(period);
    expect(await set({ lowerMinor: 200 })).toMatchObject({ state: "done" });
    expect(hardware.primary.thresholds.get(number)).toEqual({ upperNonCritical: 50, upperCritical: 100 });
    expect(await set({ lowerMinor: 50 })).toMatchObject({ state: "failed", error: { code: "E_THRESHOLDS" } });
  });

  it("with a negative factor has its hysteresis on the other side too", async () => {
    const { domain, rdr, set, counts } = await startedWith({ m: -1, b: 300 });
    expect(domain.thresholds(rdr.id)).toEqual({
      lowerMinor: 220,
      lowerMajor: 200,
      positiveHysteresis: 2,
      negativeHysteresis: 2,
    });
    await set({ negativeHysteresis: 5 });
    expect(counts).toEqual([{ positive: 5, negative: 2 }]);
  });
});

describe("the hysteresis of a linearized sensor", () => {
  it("is not told as a width where it has another one at every threshold, and cannot be set as one", async () => {
    const { domain, rdr, set } = await startedWith({ linearization: "square" });
    expect(domain.thresholds(rdr.id)).toEqual({ upperMinor: 6400, upperMajor: 10_000 });
    const done = await set({ positiveHysteresis: 10 });
    expect(done).toMatchObject({ state: "failed", error: { code: "E_NOT_SUPPORTED" } });
  });

  it("stays what it is on one side when the other is set", async () => {
    const { set, counts } = await startedWith({ linearization: "square" });
    expect(await set({ negativeHysteresis: 0 })).toMatchObject({ state: "done" });
    expect(counts).toEqual([{ positive: 2, negative: 0 }]);
  });

  it("counts from each threshold", async () => {
    const { read } = await startedWith({ linearization: "square" });
    expect((await read(100)).states).toEqual(["upperMinor", "upperMajor"]);
    expect((await read(98)).states).toEqual(["upperMinor", "upperMajor"]);
    expect((await read(97)).states).toEqual(["upperMinor"]);
    expect((await read(78)).states).toEqual(["upperMinor"]);
    expect((await read(77)).states).toEqual([]);
  });
});

describe("a reading where the function has no value", () => {
  it("has none, and says why; the controller's own comparison still counts", async () => {
    const { read } = await startedWith(period);
    const reading = await read(0);
    expect(reading).toMatchObject({ quality: "good", value: null, states: [] });
    expect(reading.remark).toBe("its conversion has no value for the raw count 0");
  });
});

describe("a sensor without hysteresis", () => {
  it("has none even if its record holds numbers there", async () => {
    const { domain, rdr, read } = await startedWith({ hysteresisSupport: "none" });
    expect(domain.thresholds(rdr.id)).toEqual({ upperMinor: 80, upperMajor: 100 });
    expect((await read(80)).states).toEqual(["upperMinor"]);
    expect((await read(79)).states).toEqual([]);
  });
});
