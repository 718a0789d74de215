import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { BOOTS_LATCHED, type EngineState, SnmpEngine, startEngine } from "../../src/snmp/engine.ts";

const random = (octets: number): Buffer => Buffer.alloc(octets, 0xab);

function port(state?: EngineState) {
  const stored: EngineState[] = [];
  return { stored, load: () => stored.at(-1) ?? state, store: (s: EngineState) => void stored.push(s) };
}

describe("an engine's state", () => {
  it("begins with a new id of format 5 and boots 1, stored before the engine exists", async () => {
    const doors = port();
    const engine = await startEngine(doors, new ManualClock(), random, 8072);
    expect(engine.id.toString("hex")).toBe(`80001f8805${"ab".repeat(12)}`);
    expect(engine.boots).toBe(1);
    expect(doors.stored).toEqual([{ engineId: engine.id, boots: 1 }]);
  });

  it("keeps the id and counts every start", async () => {
    const doors = port();
    const first = await startEngine(doors, new ManualClock(), random, 8072);
    const second = await startEngine(doors, new ManualClock(), () => Buffer.alloc(12), 8072);
    expect(second.id).toEqual(first.id);
    expect([first.boots, second.boots]).toEqual([1, 2]);
    expect(doors.stored.at(-1)!.boots).toBe(2);
  });

  it("does not start when the boots cannot be stored", async () => {
    const doors = { load: () => undefined, store: () => Promise.reject(new TypeError("disk")) };
    await expect(startEngine(doors, new ManualClock(), random, 8072)).rejects.toThrow("disk");
  });

  it("latches boots at the largest value", async () => {
    const doors = port({ engineId: random(12), boots: BOOTS_LATCHED - 1 });
    expect((await startEngine(doors, new ManualClock(), random, 8072)).boots).toBe(BOOTS_LATCHED);
    expect((await startEngine(doors, new ManualClock(), random, 8072)).boots).toBe(BOOTS_LATCHED);
  });

  it("counts seconds on the monotonic clock, whatever the wall clock does", async () => {
    const clock = new ManualClock();
    const engine = new SnmpEngine({ engineId: random(12), boots: 1 }, clock);
    await clock.advance(12_345);
    clock.jumpWall(-1e9);
    expect(engine.time).toBe(12);
    expect(engine.upTime()).toBe(1234);
  });

  it("refuses an id no engine may have", () => {
    expect(() => new SnmpEngine({ engineId: random(4), boots: 1 }, new ManualClock())).toThrow(
      expect.objectContaining({ code: "E_SNMP_ENGINE_ID" }),
    );
  });
});
