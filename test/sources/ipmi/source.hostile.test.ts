import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered } from "./start-source.ts";

/** Where a byte is changed, as fractions of what is there, and what to. */
const damage = fc.record({
  what: fc.constantFrom("sdr", "main", "fru", "sel", "shelf" as const),
  at: fc.nat(999).map((n) => n / 1000),
  value: fc.nat(255),
});

function damaged(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[Math.floor(copy.length * at)] = value;
  return copy;
}

function shelf(damages: readonly { what: string; at: number; value: number }[]): FakeHardware {
  const hardware = new FakeHardware();
  for (const slot of [1, 2]) hardware.board(slot);
  hardware.primary.frus.set(254, hardware.controllers.get(0x82)!.frus.get(0)!);
  for (let i = 0; i < 4; i++) {
    hardware.log({ address: 0x82, sensorType: 1, number: i, eventType: 1, data: [0x57, 85, 80] });
  }
  const board = hardware.controllers.get(0x82)!;
  for (const { what, at, value } of damages) {
    const i = Math.floor(at * 16);
    if (what === "sdr") board.deviceSdrs = board.deviceSdrs.map((r, j) => (j === i % 2 ? damaged(r, at, value) : r));
    if (what === "main") hardware.mainSdrs = hardware.mainSdrs.map((r, j) => (j === i % 2 ? damaged(r, at, value) : r));
    if (what === "fru") board.frus.set(0, damaged(board.frus.get(0)!, at, value));
    if (what === "shelf") hardware.primary.frus.set(254, damaged(hardware.primary.frus.get(254)!, at, value));
    if (what === "sel")
      hardware.sel = hardware.sel.map((e, j) => ({ ...e, raw: j === i % 4 ? damaged(e.raw, at, value) : e.raw }));
  }
  return hardware;
}

describe("a shelf that lies", () => {
  it("never ends discovery, polling or the events of those that do not", async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 12 }), async (damages) => {
        const source = await discovered(shelf(damages));
        try {
          await source.pass(12_000);
          const board = source.resource("Board 2");
          const values = source.domain.sensorsOf(board.id).map((s) => source.domain.reading(s.id).quality);
          if (!damages.some((d) => d.what === "main")) expect(values).toEqual(["good", "good"]);
          expect(source.events.filter((e) => e.origin === "sel")).toHaveLength(4);
          if (source.domain.sensorsOf(source.resource("Board 1").id).length !== 2) changed++;
        } finally {
          await source.stop();
        }
      }),
      { numRuns: 150, seed: 20260101 },
    );
    expect(changed).toBeGreaterThan(3);
  });
});
