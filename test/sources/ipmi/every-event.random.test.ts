import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoggedEvent } from "../../../src/hpi/event.ts";
import { eventKey } from "../../../src/sources/ipmi/hints.ts";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered } from "./start-source.ts";

/** What happens to a SEL and to who reads it, and how long until the next thing does. */
const step = fc.record({
  what: fc.constantFrom(
    "logged",
    "logged",
    "logged",
    "quiet",
    "late",
    "deleted",
    "renumbered",
    "cleared",
    "restarted",
    "link" as const,
  ),
  ms: fc.constantFrom(0, 10, 500, 3000, 40_000),
});

/** A path on which an event was once told again. */
const examples: [(typeof step extends fc.Arbitrary<infer T> ? T : never)[]][] = [
  [
    [
      { what: "late", ms: 0 },
      { what: "logged", ms: 0 },
      { what: "deleted", ms: 10 },
      { what: "restarted", ms: 0 },
      { what: "logged", ms: 0 },
    ],
  ],
];

describe("every record of a SEL", () => {
  it.each([true, false])("becomes an event once, whatever happens meanwhile (pushed: %s)", async (events) => {
    let restarts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const hardware = new FakeHardware({ capabilities: { events } });
        hardware.board(1);
        let source = await discovered(hardware);
        const { journal, ids, clock } = source;
        const logged: string[] = [];
        try {
          for (const { what, ms } of steps) {
            if (what === "logged" || what === "quiet" || what === "late") {
              const data = [0x57, 85, logged.length] as const;
              const event = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data } as const;
              if (what === "late") {
                // Its message is an event by then, where there are messages.
                hardware.log(event, { sel: false });
                await source.pass(5000);
              }
              logged.push(eventKey(hardware.log(event, { buffer: what === "logged" })));
            } else if (what === "deleted" && hardware.sel.length > 1) {
              // What was not read yet would be lost by right.
              await source.pass(60_000);
              hardware.sel.splice(ms % 3 === 0 ? 0 : hardware.sel.length - 1, 1);
              // By the standard the erase time is that of a deletion as well, but not everybody keeps to it.
              if (ms >= 500) hardware.selErased++;
            } else if (what === "renumbered") {
              await source.pass(60_000);
              hardware.sel = hardware.sel.map(({ raw }, i) => ({
                id: i + 1,
                raw: Uint8Array.of(i + 1, 0, ...raw.subarray(2)),
              }));
              hardware.nextSelId = hardware.sel.length + 1;
            } else if (what === "cleared") {
              await source.pass(60_000);
              hardware.sel = [];
              hardware.selErased++;
            } else if (what === "restarted") {
              restarts++;
              await source.stop();
              source = await discovered(hardware, { journal, ids, clock });
            } else if (what === "link") {
              hardware.connection.setState("down");
              await source.pass(3000);
              hardware.connection.setState("up");
            }
            await source.pass(ms);
          }
          await source.pass(120_000);
          const told = journal.entries.flatMap(({ body }) => (JSON.parse(body) as LoggedEvent).raw ?? []);
          expect(told.map((raw) => eventKey(Buffer.from(raw, "hex")))).toEqual(logged);
        } finally {
          await source.stop();
        }
      }),
      { numRuns: 60, seed: 20261120, examples },
    );
    expect(restarts).toBeGreaterThan(20);
  });
});
