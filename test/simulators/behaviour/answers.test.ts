import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Behaviour } from "../../../simulators/behaviour/behaviour.ts";
import type { Orders } from "../../../simulators/behaviour/hardware.ts";
import { MachineState } from "../../../simulators/control/state.ts";
import { loadMachine } from "../../../simulators/index.ts";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";

const unspecified = 0xff;
/** What ipmi_sim has room for in a direct answer. */
const room = 36;

describe("a command handed over", () => {
  it.each(["atca-14", "rack", "bladecenter", "cpci", "farm-64"])(
    "is answered whatever it holds, on %s",
    async (name) => {
      const machine = await loadMachine(name);
      const logged: unknown[] = [];
      const logger = { ...silentLogger, error: (...args: unknown[]) => void logged.push(args) };
      let orders = 0;
      const sent: Orders = {
        event(_log, _type, record) {
          orders++;
          expect(record).toHaveLength(13);
        },
        command(line) {
          orders++;
          expect(line).toMatch(/^\w+( [\w-]+)+ ?$/);
        },
        unavailable: () => void orders++,
        mute: () => void orders++,
        operate: () => void orders++,
        attention: () => void orders++,
        endSessions: () => void orders++,
        ipmi: () => void orders++,
      };
      const bmc = machine.controllers.find(({ address }) => address === 0x20)!;
      const clock = new ManualClock();
      const behaviour = new Behaviour({ state: new MachineState(machine), bmc, clock, logger }, sent);
      const commands = [...behaviour.commands];
      const addresses = machine.controllers.filter((c) => c.bmc === bmc.name).map(({ address }) => address);
      const kinds = new Map<string, number>();
      const codes = new Set<number>();
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...commands),
          fc.constantFrom(...addresses),
          fc.constantFrom(0, 1, 15),
          fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }),
          fc.integer({ min: 0, max: 300 }),
          async ({ netFn, group, cmd }, address, channel, bytes, later) => {
            const data = Uint8Array.from(group === undefined ? bytes : [group, ...bytes]);
            const answer = behaviour.answer({ id: 0, address, channel, netFn, lun: 0, cmd, data });
            kinds.set(answer.kind, (kinds.get(answer.kind) ?? 0) + 1);
            if (answer.kind === "answer" || answer.kind === "answer-after-original") {
              const [code = unspecified, body] = answer.bytes;
              codes.add(code);
              expect(code).not.toBe(unspecified);
              expect(answer.bytes.length).toBeLessThanOrEqual(room);
              if (group !== undefined) expect(body).toBe(group);
            }
            await clock.advance(later);
          },
        ),
        { numRuns: 1500 },
      );
      behaviour.close();
      expect(logged).toEqual([]);
      expect(kinds.get("answer")).toBeGreaterThan(500);
      expect(codes.has(0)).toBe(true);
      expect(codes.size).toBeGreaterThan(2);
      expect(orders).toBeGreaterThan(10);
    },
  );

  it("is left to ipmi_sim when nobody here knows it", async () => {
    const machine = await loadMachine("rack");
    const none = () => {};
    const sent: Orders = {
      event: none,
      command: none,
      unavailable: none,
      mute: none,
      operate: none,
      attention: none,
      endSessions: none,
      ipmi: none,
    };
    const bmc = machine.controllers[0]!;
    const behaviour = new Behaviour(
      { state: new MachineState(machine), bmc, clock: new ManualClock(), logger: silentLogger },
      sent,
    );
    const request = { id: 0, address: 0x20, channel: 1, netFn: 0x06, lun: 0, cmd: 0x04, data: new Uint8Array() };
    expect(behaviour.answer(request).kind).toBe("answer");
    expect(behaviour.answer({ ...request, address: 0x42 }).kind).toBe("original");
    expect(behaviour.answer({ ...request, cmd: 0x99 }).kind).toBe("original");
    // PICMG commands are for shelves.
    const picmg = { ...request, netFn: 0x2c, cmd: 0x00, data: Uint8Array.of(0) };
    expect(behaviour.answer(picmg).kind).toBe("original");
  });
});
