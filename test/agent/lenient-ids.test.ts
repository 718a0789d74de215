import { expect, it } from "vitest";
import { FIRST_VOLATILE_ID, LenientIds } from "../../src/agent/lenient-ids.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { StoreError } from "../../src/store/errors.ts";
import { MemoryIds } from "../support/memory-domain.ts";

/** Ids on a disk that can be full. */
function onDisk() {
  const disk = new MemoryIds();
  const clock = new ManualClock();
  const told: (string | null)[] = [];
  const state = { full: false, writes: 0 };
  const known = new Map<string, number>();
  const ids = new LenientIds({
    clock,
    random: () => 0.5,
    onTrouble: (reason) => told.push(reason),
    ids: {
      async allocate(space, keys) {
        state.writes++;
        if (state.full && keys.some((key) => !known.has(key))) throw new StoreError("E_STATE_WRITE", "no space left");
        const given = await disk.allocate(space, keys);
        for (const [i, key] of keys.entries()) known.set(key, given[i]!);
        return given;
      },
      known: (_space, keys) => new Map(keys.flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : []))),
    },
  });
  return { ids, clock, told, state };
}

it("gives ids of this run while the disk is full, says so once, and keeps what was known", async () => {
  const { ids, told, state } = onDisk();
  expect(await ids.allocate("object", ["a", "b"])).toEqual([1, 2]);
  state.full = true;
  const [known, fresh] = await ids.allocate("object", ["b", "c"]);
  expect(known).toBe(2);
  expect(fresh).toBeGreaterThanOrEqual(FIRST_VOLATILE_ID);
  expect(fresh).toBeLessThan(2 ** 31);
  const [other, same] = await ids.allocate("object", ["d", "c"]);
  expect(same).toBe(fresh);
  expect(other).not.toBe(fresh);
  // The same key in another space is another thing.
  expect((await ids.allocate("instrument", ["c"]))[0]).not.toBe(fresh);
  expect(told).toEqual(["no space left"]);
  ids.close();
});

it("goes on trying, tells when ids are kept again, and leaves what it gave as it is", async () => {
  const { ids, clock, told, state } = onDisk();
  state.full = true;
  const [volatile] = await ids.allocate("object", ["a"]);
  const before = state.writes;
  await clock.advance(20_000);
  expect(state.writes).toBeGreaterThan(before);
  expect(told).toEqual(["no space left"]);
  state.full = false;
  await clock.advance(6000);
  expect(told).toEqual(["no space left", null]);
  expect(await ids.allocate("object", ["a"])).toEqual([volatile]);
  expect((await ids.allocate("object", ["new"]))[0]).toBeLessThan(FIRST_VOLATILE_ID);
  const settled = state.writes;
  await clock.advance(60_000);
  expect(state.writes).toBe(settled);
});
