import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { forEachOf, Jobs } from "../../../src/sources/ipmi/jobs.ts";

function jobs() {
  const clock = new ManualClock();
  return { clock, jobs: new Jobs(clock, silentLogger) };
}

describe("jobs", () => {
  it("of one name run one after the other, and once more when asked meanwhile", async () => {
    const { jobs: all } = jobs();
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const work = async () => {
      runs++;
      if (runs === 1) await gate.promise;
    };
    const first = all.once("a", work);
    void all.once("a", work);
    const third = all.once("a", work);
    gate.resolve();
    await Promise.all([first, third]);
    expect(runs).toBe(2);
    await all.once("a", work);
    expect(runs).toBe(3);
  });

  it("are all over when stop resolves", async () => {
    const { jobs: all } = jobs();
    let over = 0;
    for (let i = 0; i < 3; i++) {
      void all.run("waits", async () => {
        await all.pause(1_000_000);
        over++;
      });
    }
    all.loop(
      "loops",
      () => 1000,
      async () => {},
    );
    await all.stop();
    expect(over).toBe(3);
    let started = false;
    await all.run("late", async () => {
      started = true;
    });
    expect(started).toBe(false);
  });

  it("that loop go on after a failure", async () => {
    const { clock, jobs: all } = jobs();
    let turns = 0;
    all.loop(
      "fails",
      () => 1000,
      async () => {
        turns++;
        throw new RangeError("no");
      },
    );
    await clock.advance(3500);
    expect(turns).toBe(4);
    await all.stop();
  });

  it.each([
    [new RangeError("no"), 1],
    [new DeviceSilentError("E_TIMEOUT", "no answer"), 0],
  ])("that loop tell of a defect once, and of what devices do every day not at all: %s", async (error, told) => {
    const clock = new ManualClock();
    const warned: unknown[] = [];
    const all = new Jobs(clock, { ...silentLogger, warn: (facts: object) => void warned.push(facts) });
    let turns = 0;
    all.loop(
      "fails",
      () => 1000,
      async () => {
        turns++;
        throw error;
      },
    );
    await clock.advance(3500);
    await all.stop();
    expect(turns).toBe(4);
    expect(warned).toHaveLength(told);
  });

  it("over many items begin none after a failure", async () => {
    const begun: number[] = [];
    const failing = forEachOf([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 2) throw new RangeError("no");
    });
    await expect(failing).rejects.toThrow("no");
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.length).toBeLessThan(5);
  });

  it("over many items keep to their width", async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await forEachOf([1, 2, 3, 4, 5], 2, async (item) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      done.push(item);
    });
    expect(most).toBe(2);
    expect(done).toHaveLength(5);
  });
});
