import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeHardware, inventory } from "./fake-hardware.ts";
import { discovered, type Started } from "./start-source.ts";

const slots = [1, 2] as const;

/** What happens to a board, and how long it stays so. */
const mishap = fc.record({
  slot: fc.constantFrom(...slots),
  what: fc.constantFrom(
    "mute",
    "pulled",
    "swapped",
    "refuses",
    "lost",
    "told",
    "untold",
    "rediscovered",
    "link" as const,
  ),
  event: fc.boolean(),
  ms: fc.constantFrom(50, 700, 3000, 20_000, 70_000),
});
type Mishap = typeof mishap extends fc.Arbitrary<infer T> ? T : never;

/** Paths that once ended in a state that stayed. */
const examples: [Mishap[], boolean][] = [
  [[{ slot: 1, what: "lost", event: true, ms: 3000 }], false],
  [
    [
      { slot: 2, what: "mute", event: false, ms: 70_000 },
      { slot: 2, what: "pulled", event: false, ms: 20_000 },
    ],
    false,
  ],
  [
    [
      { slot: 1, what: "pulled", event: false, ms: 50 },
      { slot: 1, what: "rediscovered", event: false, ms: 3000 },
    ],
    false,
  ],
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;

/** Like a shelf: the sensor shows the state, and perhaps an event tells it. */
function enter(hardware: FakeHardware, slot: number, state: number, event: boolean): void {
  if (event) hardware.hotSwap(slot, state);
  else hardware.controllers.get(0x80 + 2 * slot)!.sensors.get(0)!.states = [state];
}

function befall({ hardware, domain, resource }: Started, { slot, what, event }: Mishap): void {
  const board = hardware.controllers.get(0x80 + 2 * slot)!;
  if (what === "mute") board.mute = true;
  else if (what === "pulled") {
    if (event) hardware.hotSwap(slot, 0);
    board.absent = true;
  } else if (what === "swapped") {
    board.absent = true;
    board.frus.delete(0);
    hardware.hotSwap(slot, 0);
  } else if (what === "refuses") for (const sensor of board.sensors.values()) sensor.refusal = 0xd5;
  else if (what === "lost") enter(hardware, slot, 7, event);
  else if (what === "told" || what === "untold") enter(hardware, slot, 1, what === "told");
  else if (what === "link") hardware.connection.setState("down");
  else {
    const request = { kind: "rediscover", resourceId: resource(`Board ${slot}`).id, desired: "now" } as const;
    domain.perform(request, operator);
  }
}

function heal({ hardware }: Started, event: boolean): void {
  if (hardware.connection.state !== "up") hardware.connection.setState("up");
  for (const slot of slots) {
    const board = hardware.controllers.get(0x80 + 2 * slot)!;
    const wasAway = board.absent;
    if (!board.frus.has(0)) board.frus.set(0, inventory(`Other-${slot}`));
    board.mute = false;
    board.absent = false;
    for (const sensor of board.sensors.values()) delete sensor.refusal;
    if (wasAway || board.sensors.get(0)!.states[0] !== 4) enter(hardware, slot, 4, event);
  }
}

describe("a shelf whatever happened to its boards", () => {
  it("is shown as it is soon after all is well again", async () => {
    let away = 0;
    let swapped = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { minLength: 1, maxLength: 6 }), fc.boolean(), async (mishaps, event) => {
        const hardware = new FakeHardware();
        for (const slot of slots) hardware.board(slot);
        const source = await discovered(hardware);
        try {
          for (const one of mishaps) {
            befall(source, one);
            await source.pass(one.ms);
          }
          away += slots.filter((slot) => !source.resource(`Board ${slot}`).present).length;
          heal(source, event);
          await source.pass(400_000);
          for (const slot of slots) {
            const { id, info, present, silent, hotSwap } = source.resource(`Board ${slot}`);
            const readings = source.domain.sensorsOf(id).map((sensor) => source.domain.reading(sensor.id).quality);
            const board = hardware.controllers.get(0x80 + 2 * slot)!;
            const product = hex(board.frus.get(0)!) === hex(inventory(`Board-${slot}`)) ? "Board" : "Other";
            expect(info.serialNumber).toBe(`SN-${product}-${slot}`);
            swapped += product === "Other" ? 1 : 0;
            expect({ present, silent, state: hotSwap?.state, native: hotSwap?.native ?? "M4", readings }).toEqual({
              ...{ present: true, silent: false, state: "Active", native: "M4" },
              readings: ["good", "good"],
            });
          }
          expect(source.domain.discovery()).toMatchObject([{ state: "complete" }]);
        } finally {
          await source.stop();
        }
      }),
      { numRuns: 60, seed: 20261120, examples },
    );
    expect(away).toBeGreaterThan(5);
    expect(swapped).toBeGreaterThan(5);
  });
});
