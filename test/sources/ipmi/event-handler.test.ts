import { describe, expect, it } from "vitest";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

describe("an event of a sensor", () => {
  it("makes the sensor be read long before it is its turn, so that its value fits", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const source = await discovered(hardware, { options: { periods: { analog: 3_600_000 } } });
    stopAfterTest(source);
    const { id } = source.domain.sensorsOf(source.resource("Board 1").id)[1]!;
    board.sensors.get(1)!.raw = 85;
    await source.pass(60_000);
    expect(source.domain.reading(id).value).toBe(40);
    hardware.log({ address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] });
    await source.until(() => source.domain.reading(id).value === 85, "the value that the event tells of");
    expect(source.domain.reading(id).states).toEqual(["upperMinor"]);
  });
});
