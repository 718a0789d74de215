import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Behaviour } from "../../../simulators/behaviour/behaviour.ts";
import type { Orders } from "../../../simulators/behaviour/hardware.ts";
import { Cause } from "../../../simulators/behaviour/hot-swap.ts";
import { MachineState } from "../../../simulators/control/state.ts";
import { loadMachine } from "../../../simulators/index.ts";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { CompletionError } from "../../../src/ipmi/completion-error.ts";
import { decodeSystemEvent } from "./events.ts";

/** A shelf without ipmi_sim, whose events are kept. */
async function shelf(options: { readonly shelfManagerActs?: boolean } = {}) {
  const machine = await loadMachine("atca-14");
  const clock = new ManualClock();
  const events: ReturnType<typeof decodeSystemEvent>[] = [];
  const commands: string[] = [];
  const orders: Orders = {
    event: (_log, _type, record) => void events.push(decodeSystemEvent(record)),
    command: (line) => void commands.push(line),
    unavailable() {},
    mute() {},
    operate() {},
    attention() {},
    endSessions() {},
    ipmi() {},
  };
  const state = new MachineState(machine);
  const bmc = machine.controllers.find(({ address }) => address === 0x20)!;
  const timing = { reaction: 100, powerUp: 200, powerDown: 300 };
  const behaviour = new Behaviour({ state, bmc, clock, logger: silentLogger, timing, ...options }, orders);
  const { hotSwap } = behaviour;
  const fru = (name: string) => hotSwap.frus.find((each) => each.name === name)!;
  return { behaviour, hotSwap, clock, events, commands, fru };
}

describe("a FRU", () => {
  it("takes the time it is given from state to state", async () => {
    const { hotSwap, clock, fru } = await shelf();
    const board = fru("slot-5");
    const states: (readonly [number, number])[] = [];
    hotSwap.onChange((changed) => {
      if (changed === board) states.push([clock.monotonic(), changed.state]);
    });
    hotSwap.operateHandle(board, "open");
    await clock.advance(10_000);
    hotSwap.operateHandle(board, "closed");
    await clock.advance(10_000);
    expect(states).toEqual([
      [0, 5],
      [100, 6],
      [400, 1],
      [10_000, 2],
      [10_100, 3],
      [10_400, 4],
    ]);
  });

  it("stays where the handle took it when nobody answers", async () => {
    const { hotSwap, clock, fru } = await shelf({ shelfManagerActs: false });
    const board = fru("slot-5");
    hotSwap.operateHandle(board, "open");
    await clock.advance(100_000);
    expect(board.state).toBe(5);
    hotSwap.operateHandle(board, "closed");
    expect(board.state).toBe(4);
    hotSwap.operateHandle(board, "open");
    hotSwap.setActivation(board, false);
    await clock.advance(100_000);
    expect(board.state).toBe(1);
    hotSwap.operateHandle(board, "closed");
    expect(board.state).toBe(2);
    hotSwap.operateHandle(board, "open");
    expect(board.state).toBe(1);
    hotSwap.operateHandle(board, "closed");
    hotSwap.setActivation(board, true);
    await clock.advance(100_000);
    expect(board.state).toBe(4);
  });

  it("goes back when its handle opens while it is being activated", async () => {
    const { hotSwap, clock, fru, events } = await shelf();
    const board = fru("slot-5");
    hotSwap.operateHandle(board, "open");
    await clock.advance(10_000);
    hotSwap.operateHandle(board, "closed");
    await clock.advance(150);
    expect(board.state).toBe(3);
    events.length = 0;
    hotSwap.operateHandle(board, "open");
    await clock.advance(10_000);
    expect(board.state).toBe(1);
    expect(events.map(({ data }) => data)).toEqual([
      [0xa6, (Cause.handle << 4) | 3, 0],
      [0xa1, 6, 0],
    ]);
  });

  it("is not activated without power left, and does not get more than is left", async () => {
    const { behaviour, hotSwap, clock, fru } = await shelf();
    const { budget } = behaviour.shelfManager;
    const board = fru("slot-5");
    hotSwap.operateHandle(board, "open");
    await clock.advance(10_000);
    // Everything but 170 W is promised to another.
    const greedy = fru("slot-7");
    const others = behaviour.shelfManager.allocated - greedy.powerLevels[greedy.powerLevel - 1]!;
    Object.assign(greedy, { powerLevels: [budget - others - 170], powerLevel: 1 });
    hotSwap.operateHandle(board, "closed");
    await clock.advance(10_000);
    expect(board).toMatchObject({ state: 4, powerLevel: 2 });
    hotSwap.operateHandle(board, "open");
    await clock.advance(10_000);
    Object.assign(greedy, { powerLevels: [budget - others] });
    hotSwap.operateHandle(board, "closed");
    await clock.advance(10_000);
    expect(board).toMatchObject({ state: 1, powerLevel: 0 });
    expect(behaviour.shelfManager.allocated).toBeLessThanOrEqual(budget);
  });

  it("tells a chain of states without gaps, whatever is done to it", async () => {
    const shown = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom("open", "closed", "activate", "deactivate", "lock", "unlock", "lost", "regained"),
            fc.integer({ min: 0, max: 500 }),
          ),
          { minLength: 1, maxLength: 25 },
        ),
        fc.constantFrom("slot-3", "slot-3/RTM"),
        async (actions, name) => {
          const { hotSwap, clock, events, fru } = await shelf();
          const one = fru(name);
          for (const action of actions) {
            try {
              if (typeof action === "number") await clock.advance(action);
              else if (action === "open" || action === "closed") hotSwap.operateHandle(one, action);
              else if (action === "activate" || action === "deactivate")
                hotSwap.setActivation(one, action === "activate");
              else if (action === "lock" || action === "unlock") hotSwap.setPolicy(one, { locked: action === "lock" });
              else if (action === "lost") hotSwap.loseCommunication(one.controller);
              else hotSwap.regainCommunication(one.controller);
            } catch (error) {
              if (!(error instanceof CompletionError)) throw error;
              shown.add("refused");
            }
          }
          await clock.advance(10_000);
          for (const id of [0, 1]) {
            const own = events.filter((event) => event.generator === 0x86 && event.data[2] === id);
            let state = 4;
            for (const { data } of own) {
              expect(data[1]! & 0x0f).toBe(state);
              state = data[0]! & 0x0f;
              expect(data[0]! & 0xf0).toBe(0xa0);
              shown.add(`M${state}`);
            }
            expect(hotSwap.frus.find((each) => each.controller === one.controller && each.id === id)?.state).toBe(
              state,
            );
          }
          // In the end nothing is under way, but what waits for its handle or its lock.
          expect([1, 4, 7]).toContain(one.state);
        },
      ),
      { numRuns: 150 },
    );
    expect([...shown].toSorted()).toEqual(["M1", "M2", "M3", "M4", "M5", "M6", "M7", "refused"]);
  });
});
