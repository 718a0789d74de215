import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { storeIn } from "./open-store.ts";

test("a key keeps its number, a new key gets the next never used one", async () => {
  const map = await (await storeIn(await temporaryDirectory())).openIndexMap("indexes");
  expect(await map.allocate("sensor", ["a", "b"])).toEqual([1, 2]);
  expect(await map.allocate("sensor", ["b", "c", "a", "c"])).toEqual([2, 3, 1, 3]);
  expect(await map.allocate("resource", ["a"])).toEqual([1]);
  expect([...map.entries("sensor")]).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
  expect([...map.entries("unknown")]).toEqual([]);
});

test("numbers outlive a restart, also for keys that look like numbers or property names", async () => {
  const directory = await temporaryDirectory();
  const keys = ["9", "1", "__proto__", "constructor", "", "é"];
  const first = await storeIn(directory);
  const before = await first.openIndexMap("indexes");
  expect(before.opening.kind).toBe("created");
  const given = await before.allocate("__proto__", keys);
  await first.close();
  const after = await (await storeIn(directory)).openIndexMap("indexes");
  expect(after.opening.kind).toBe("existing");
  expect(after.epoch).toBe(before.epoch);
  expect(await after.allocate("__proto__", keys)).toEqual(given);
  expect(await after.allocate("__proto__", ["new"])).toEqual([keys.length + 1]);
});

test("concurrent allocations never share a number and all are on disk when they resolve", async () => {
  const directory = await temporaryDirectory();
  const store = await storeIn(directory);
  const map = await store.openIndexMap("indexes");
  const given = await Promise.all(
    Array.from({ length: 100 }, (_, index) => map.allocate("sensor", [`k${index % 60}`, `own${index}`])),
  );
  expect(new Set(given.flat()).size).toBe(160);
  // Opened a second time without closing the first: what is on disk already must be complete.
  const onDisk = await store.openIndexMap("indexes");
  expect(onDisk.entries("sensor")).toEqual(map.entries("sensor"));
});

test("numbers that are on disk need no disk, others are not given without one", async () => {
  const directory = await temporaryDirectory();
  const map = await (await storeIn(directory)).openIndexMap("indexes");
  await map.allocate("sensor", ["a", "b"]);
  // A directory in the way of the temporary file stands for a disk that takes nothing.
  await mkdir(join(directory, "indexes.json.tmp"));
  await expect(map.allocate("sensor", ["a", "c"])).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  expect(await map.allocate("sensor", ["b", "a"])).toEqual([2, 1]);
  expect([...map.known("sensor", ["a", "c", "x"])]).toEqual([["a", 1]]);
  await expect(map.allocate("sensor", ["c"])).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  await rmdir(join(directory, "indexes.json.tmp"));
  expect(await map.allocate("sensor", ["c"])).toEqual([3]);
  expect([...map.known("sensor", ["c"])]).toEqual([["c", 3]]);
});

test("damage to the file costs nothing, the loss of both copies is a new epoch", async () => {
  const directory = await temporaryDirectory();
  const store = await storeIn(directory);
  const map = await store.openIndexMap("indexes");
  await map.allocate("sensor", ["a", "b"]);
  await writeFile(join(directory, "indexes.json"), "rubbish");
  const recovered = await store.openIndexMap("indexes");
  expect(recovered.epoch).toBe(map.epoch);
  expect(await recovered.allocate("sensor", ["c"])).toEqual([3]);

  await writeFile(join(directory, "indexes.json"), "rubbish");
  await writeFile(join(directory, "indexes.json.copy"), "rubbish");
  const lost = await store.openIndexMap("indexes");
  expect(lost.opening.kind).toBe("replaced");
  expect(lost.epoch).not.toBe(map.epoch);
  expect(await lost.allocate("sensor", ["z"])).toEqual([1]);
});

test("a number is not told to anybody before it is on disk, and survives a failed write", async () => {
  const directory = await temporaryDirectory();
  const map = await (await storeIn(directory)).openIndexMap("indexes");
  const obstacle = join(directory, "indexes.json.tmp");
  const { mkdir } = await import("node:fs/promises");
  await mkdir(obstacle);
  await expect(map.allocate("sensor", ["a"])).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  await expect(map.allocate("sensor", ["a"])).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  await rm(obstacle, { recursive: true });
  expect(await map.allocate("sensor", ["a"])).toEqual([1]);
  expect(await map.allocate("sensor", ["b"])).toEqual([2]);
});

test("keys without end are refused, known ones still served", async () => {
  const map = await (await storeIn(await temporaryDirectory())).openIndexMap("indexes");
  await map.allocate("sensor", ["a"]);
  const many = Array.from({ length: 65_536 }, (_, index) => `k${index}`);
  await expect(map.allocate("sensor", many)).rejects.toMatchObject({ code: "E_INDEX_FULL" });
  await expect(map.allocate("sensor", ["x".repeat(5000)])).rejects.toMatchObject({ code: "E_INDEX_FULL" });
  expect(await map.allocate("sensor", ["a", "b"])).toEqual([1, 2]);
});
