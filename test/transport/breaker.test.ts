import { describe, expect, it, vi } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { Breaker, defaultBreakerLimits } from "../../src/transport/breaker.ts";

// The middle of the jitter: waits are exactly as configured.
const random = () => 0.5;

function probed(answers: () => boolean) {
  const clock = new ManualClock();
  const probes: number[] = [];
  const onChange = vi.fn();
  const probe = async () => {
    probes.push(clock.monotonic());
    return answers();
  };
  const breaker = new Breaker({ clock, random, limits: defaultBreakerLimits, probe, onChange });
  return { clock, probes, onChange, breaker };
}

describe("Breaker", () => {
  it("opens after three silences in a row, not before", () => {
    const { breaker, onChange } = probed(() => false);
    breaker.failure();
    breaker.failure();
    breaker.success();
    breaker.failure();
    breaker.failure();
    expect(breaker.open).toBe(false);
    expect(breaker.admits()).toBe(true);
    breaker.failure();
    expect(breaker.open).toBe(true);
    expect(breaker.admits()).toBe(false);
    expect(onChange.mock.calls).toEqual([[true]]);
  });

  it("probes after 1 s, then with waits from 5 s doubling to 60 s", async () => {
    const { breaker, clock, probes } = probed(() => false);
    for (let i = 0; i < 5; i++) breaker.failure();
    await clock.advance(300_000);
    const waits = probes.map((at, i) => at - (probes[i - 1] ?? 0));
    expect(waits).toEqual([1000, 5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it("closes by itself when a probe is answered, and starts afresh", async () => {
    let alive = false;
    const { breaker, clock, probes, onChange } = probed(() => alive);
    for (let i = 0; i < 3; i++) breaker.failure();
    await clock.advance(1000);
    alive = true;
    await clock.advance(5000);
    expect(breaker.open).toBe(false);
    await clock.advance(600_000);
    expect(probes).toEqual([1000, 6000]);
    expect(onChange.mock.calls).toEqual([[true], [false]]);
    breaker.failure();
    breaker.failure();
    expect(breaker.open).toBe(false);
  });

  it("closes at once when a late answer comes", async () => {
    const { breaker, clock, probes } = probed(() => false);
    for (let i = 0; i < 3; i++) breaker.failure();
    breaker.success();
    await clock.advance(600_000);
    expect(breaker.open).toBe(false);
    expect(probes).toEqual([]);
  });

  it("stops probing for good", async () => {
    const { breaker, clock, probes } = probed(() => false);
    for (let i = 0; i < 3; i++) breaker.failure();
    breaker.stop();
    await clock.advance(600_000);
    expect(probes).toEqual([]);
  });

  it("spreads its waits", async () => {
    const waits = await Promise.all(
      [0, 0.999].map(async (chance) => {
        const clock = new ManualClock();
        const probes: number[] = [];
        const probe = async () => {
          probes.push(clock.monotonic());
          return false;
        };
        const breaker = new Breaker({ clock, random: () => chance, limits: defaultBreakerLimits, probe });
        for (let i = 0; i < 3; i++) breaker.failure();
        await clock.advance(10_000);
        return probes[1]! - probes[0]!;
      }),
    );
    expect(waits[0]).toBe(3750);
    expect(waits[1]).toBeCloseTo(6250, -1);
  });

  it("without a probe lets one request through per wait", async () => {
    const clock = new ManualClock();
    const breaker = new Breaker({ clock, random, limits: defaultBreakerLimits });
    for (let i = 0; i < 3; i++) breaker.failure();
    const admitted: number[] = [];
    for (let second = 0; second < 60; second++) {
      if (breaker.admits()) admitted.push(second);
      breaker.failure();
      await clock.advance(1000);
    }
    expect(admitted).toEqual([1, 6, 16, 36]);
    breaker.success();
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
  });
});
