import { describe, expect, it } from "vitest";
import { oddEvents } from "../../ipmi/odd/machine.ts";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

describe("event records of every kind", () => {
  it("become events, each with its device time only where it has one, nothing dropped", async () => {
    const hardware = new FakeHardware({ picmg: false });
    const source = await discovered(hardware);
    stopAfterTest(source);
    hardware.sel = oddEvents.map(([type, body], i) => ({ id: i + 1, raw: Uint8Array.of(i + 1, 0, type, ...body) }));
    await source.pass(35_000);
    const device = 0x5f000000 * 1000;
    expect(source.events.map(({ type, time }) => [type, time.device])).toEqual([
      // Unspecified, and counted from the start of the controller.
      ["sensor", null],
      ["sensor", null],
      ["sensor", device],
      ["sensor", device],
      ["oem", null],
      ["oem", device],
      ["oem", null],
      ["oem", null],
      // A reserved record type: where a time stamp would be is not known.
      ["oem", null],
    ]);
    for (const [index, { raw }] of source.events.entries()) {
      expect(raw).toBe(Buffer.from(hardware.sel[index]!.raw).toString("hex"));
    }
  });
});
