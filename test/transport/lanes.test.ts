import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lane } from "../../src/ipmi/connection.ts";
import { defaultAgeingMs, LaneQueue } from "../../src/transport/lanes.ts";

interface Item {
  readonly lane: Lane;
  readonly since: number;
  readonly name: string;
}

const any = () => true;
const item = (lane: Lane, since: number, name = `${lane}@${since}`): Item => ({ lane, since, name });
const anyLane = fc.constantFrom(...Object.values(Lane));

describe("LaneQueue", () => {
  it("serves lower lanes first and each lane in order", () => {
    fc.assert(
      fc.property(fc.array(anyLane, { minLength: 2, maxLength: 50 }), (lanes) => {
        const queue = new LaneQueue<Item>();
        const items = lanes.map((lane, i) => item(lane, 0, String(i)));
        for (const one of items) queue.push(one);
        const taken = lanes.map(() => queue.take(0, any)!);
        // At time 0 only the safety lane counts as aged, so urgency alone decides. Sorting is stable.
        expect(taken).toEqual(items.toSorted((a, b) => a.lane - b.lane));
        expect(queue.size).toBe(0);
      }),
    );
  });

  it("lets no lane starve while more urgent requests keep coming", () => {
    for (const lane of [Lane.operation, Lane.event, Lane.demand, Lane.polling, Lane.discovery]) {
      const queue = new LaneQueue<Item>();
      const waiting = item(lane, 0, "waiting");
      queue.push(waiting);
      let now = 0;
      for (let served: Item | undefined; served !== waiting; now += 10) {
        queue.push(item(Lane.safety, now));
        served = queue.take(now, any);
        // Four turns after its age came at the latest.
        expect(now).toBeLessThanOrEqual(defaultAgeingMs[lane]! + 4 * 10);
      }
      expect(now).toBeGreaterThan(defaultAgeingMs[lane]!);
    }
  });

  it("lets the safety lane wait for one aged request at most", () => {
    const queue = new LaneQueue<Item>();
    for (let i = 0; i < 100; i++) queue.push(item(Lane.discovery, 0, `discovery ${i}`));
    for (let i = 0; i < 20; i++) {
      const urgent = item(Lane.safety, 60_000);
      queue.push(urgent);
      const turns = [queue.take(60_000, any), queue.take(60_000, any)];
      expect(turns).toContain(urgent);
      if (turns[0] === urgent) continue;
      expect(turns[0]!.lane).toBe(Lane.discovery);
    }
  });

  it("passes over what may not run now", () => {
    const queue = new LaneQueue<Item>();
    queue.push(item(Lane.safety, 0, "blocked"));
    queue.push(item(Lane.polling, 0, "blocked"));
    queue.push(item(Lane.polling, 0, "free"));
    expect(queue.take(0, ({ name }) => name === "free")?.name).toBe("free");
    expect(queue.take(0, ({ name }) => name === "free")).toBeUndefined();
    expect(queue.size).toBe(2);
  });

  it("puts a repeated request back before the younger ones", () => {
    const queue = new LaneQueue<Item>();
    queue.push(item(Lane.polling, 1));
    queue.push(item(Lane.polling, 3));
    queue.putBack(item(Lane.polling, 2));
    queue.putBack(item(Lane.polling, 4));
    expect([1, 2, 3, 4].map(() => queue.take(0, any)?.since)).toEqual([1, 2, 3, 4]);
  });

  it("forgets what was removed", () => {
    const queue = new LaneQueue<Item>();
    const gone = item(Lane.event, 0);
    queue.push(gone);
    queue.push(item(Lane.polling, 0));
    expect(queue.remove(gone)).toBe(true);
    expect(queue.remove(gone)).toBe(false);
    expect(queue.removeAll(any)).toHaveLength(1);
    expect(queue.size).toBe(0);
  });
});
