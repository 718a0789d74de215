import { describe, expect, it } from "vitest";
import { GetSensorReadingFactors } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading-factors.ts";
import { encodeSdr } from "../../../src/ipmi/sdr/index.ts";
import { FakeHardware, fullSensor } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

const nonLinear = 0x70;
const number = 9;
/** A BMC with one non-linear sensor: raw counts from 100 on are worth ten times as much. */
async function startedWith(tells: boolean) {
  const hardware = new FakeHardware({ picmg: false });
  const record = { ...fullSensor(0x20, number, { entity: [7, 1], name: "Flow" }), linearization: nonLinear, m: 99 };
  hardware.mainSdrs.push(encodeSdr({ ...record, recordId: 1 }));
  const sensor = { number, raw: 40, states: [] as number[] };
  hardware.primary.sensors.set(number, sensor);
  hardware.primary.thresholds.set(number, { upperNonCritical: 80, upperCritical: 110 });
  const asked: number[] = [];
  hardware.connection.answer(GetSensorReadingFactors, ({ reading }) => {
    asked.push(reading);
    if (!tells) return 0xc1;
    const m = reading < 100 ? 1 : 10;
    return { nextReading: 100, m, tolerance: 0, b: 0, accuracy: 0, accuracyExponent: 0, bExponent: 0, rExponent: 0 };
  });
  const source = await discovered(hardware);
  stopAfterTest(source);
  const found = source.domain.resources().flatMap(({ id }) => source.domain.sensorsOf(id));
  return { ...source, sensor, asked, rdr: found.find(({ name }) => name === "Flow")! };
}

describe("a non-linear sensor", () => {
  it("is converted by the factors of each reading, asked for once, and so are its thresholds", async () => {
    const { domain, pass, sensor, asked, rdr } = await startedWith(true);
    expect(domain.reading(rdr.id)).toMatchObject({ quality: "good", value: 40, states: [] });
    expect(domain.thresholds(rdr.id)).toEqual({ upperMinor: 80, upperMajor: 1100 });
    sensor.raw = 105;
    await pass(11_000);
    expect(domain.reading(rdr.id)).toMatchObject({ quality: "good", value: 1050, states: ["upperMinor"] });
    await pass(30_000);
    // 78 and 108 are where the hysteresis ends.
    expect([...asked].sort((a, b) => a - b)).toEqual([40, 78, 80, 105, 108, 110]);
  });

  it("holds a threshold for as many counts as the hysteresis has, whatever they are worth there", async () => {
    const { domain, pass, sensor, rdr } = await startedWith(true);
    const states = async (raw: number) => {
      sensor.raw = raw;
      await pass(11_000);
      return domain.reading(rdr.id).states;
    };
    expect(await states(110)).toEqual(["upperMinor", "upperMajor"]);
    expect(await states(108)).toEqual(["upperMinor", "upperMajor"]);
    expect(await states(107)).toEqual(["upperMinor"]);
    expect(await states(78)).toEqual(["upperMinor"]);
    expect(await states(77)).toEqual([]);
    expect(domain.thresholds(rdr.id)).not.toHaveProperty("positiveHysteresis");
  });

  it("has no value where the controller does not tell its factors", async () => {
    const { domain, rdr } = await startedWith(false);
    expect(domain.reading(rdr.id)).toMatchObject({ quality: "unavailable", reason: "error", value: null });
    expect(domain.thresholds(rdr.id)).toEqual({});
  });
});
