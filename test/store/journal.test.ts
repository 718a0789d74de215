import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, readlink, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Journal, JournalEntry } from "../../src/store/journal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { storeIn } from "./open-store.ts";

const entry = (sequence: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  sequence,
  body: JSON.stringify({ sequence }),
  ...more,
});

const numbers = (entries: readonly JournalEntry[]) => entries.map(({ sequence }) => sequence);

async function fill(journal: Journal, count: number): Promise<void> {
  const start = journal.lastSequence;
  await journal.append(Array.from({ length: count }, (_, index) => entry(start + index + 1)));
}

test("entries and cursors come back after a restart under the same epoch", async () => {
  const directory = await temporaryDirectory();
  const first = await storeIn(directory);
  const journal = await first.openJournal("events");
  expect(journal.opening).toEqual({ kind: "created" });
  expect(journal.lastSequence).toBe(0);
  await journal.append([entry(1), entry(2, { cursor: { source: "sel", value: "two" } })]);
  await journal.append([entry(5, { cursor: { source: "sel", value: "five" } })], { durability: "full" });
  await first.close();

  const second = await storeIn(directory);
  const reopened = await second.openJournal("events");
  expect(reopened.opening).toEqual({ kind: "existing" });
  expect(reopened.epoch).toBe(journal.epoch);
  expect(reopened.lastSequence).toBe(5);
  expect([journal.count, reopened.count]).toEqual([3, 3]);
  expect(numbers(await reopened.read(0, 10, 1))).toEqual([2, 5]);
  expect(numbers(await reopened.read(1, 1, 1))).toEqual([5]);
  expect(await reopened.read(0, 10, 4)).toEqual([]);
  expect(await reopened.read(0, 10)).toEqual([entry(1), entry(2), entry(5)]);
  expect(numbers(await reopened.read(1, 1))).toEqual([2]);
  expect(numbers(await reopened.latest(2))).toEqual([2, 5]);
  expect(await reopened.cursors()).toEqual(new Map([["sel", "five"]]));
});

test("appends made in one turn are committed in order, and a refused one does not take the others with it", async () => {
  const store = await storeIn(await temporaryDirectory());
  const journal = await store.openJournal("events");
  const outcomes = await Promise.allSettled([
    journal.append([entry(1)]),
    journal.append([entry(2), entry(2)]),
    journal.append([entry(3, { body: "x".repeat(70_000) })]),
    journal.append([entry(4)]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: { code: "E_JOURNAL_SEQUENCE" } });
  expect(outcomes[2]).toMatchObject({ reason: { code: "E_JOURNAL_ENTRY" } });
  expect(numbers(await journal.read(0, 10))).toEqual([1, 4]);
  expect(journal.lastSequence).toBe(4);
});

test("the ring keeps the newest entries and at most one batch more", async () => {
  const store = await storeIn(await temporaryDirectory());
  const journal = await store.openJournal("events", { capacity: 1000 });
  for (let round = 0; round < 30; round++) await fill(journal, 97);
  const kept = numbers(await journal.read(0, 10_000));
  expect(kept.length).toBeGreaterThanOrEqual(1000);
  expect(kept.length).toBeLessThan(1010);
  expect(journal.count).toBe(kept.length);
  expect(kept.at(-1)).toBe(30 * 97);
  expect(kept[0]).toBe(30 * 97 - kept.length + 1);
});

test("entries that grow push out the oldest once all together are too large, also those of an earlier run", async () => {
  const directory = await temporaryDirectory();
  const limits = { capacity: 1000, maximumBytes: 1_000_000 };
  const body = "ä".repeat(5000);
  const write = async (journal: Journal, count: number) => {
    const start = journal.lastSequence;
    for (let n = 1; n <= count; n++) await journal.append([entry(start + n, { body })]);
  };
  const first = await storeIn(directory);
  await write(await first.openJournal("events", limits), 80);
  await first.close();
  const second = await storeIn(directory);
  const journal = await second.openJournal("events", limits);
  await write(journal, 60);
  const kept = numbers(await journal.read(0, 10_000));
  expect(kept.at(-1)).toBe(140);
  expect(kept[0]).toBe(140 - kept.length + 1);
  expect(kept.length).toBeGreaterThan(85);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(journal.count).toBe(kept.length);
  await journal.append([entry(141)]);
  expect(numbers(await journal.latest(1))).toEqual([141]);
});

test("files of the store are readable by their owner only", async () => {
  const directory = await temporaryDirectory();
  const store = await storeIn(directory);
  await fill(await store.openJournal("events"), 3);
  const files = await readdir(directory);
  expect(files).toContain("events.db-wal");
  for (const file of files) expect((await stat(join(directory, file))).mode & 0o077, file).toBe(0);
});

const damages: readonly [string, (file: string) => Promise<void>][] = [
  [
    "a file that is something else",
    (file) => writeFile(file, "not a database at all, but long enough to look at".repeat(50)),
  ],
  ["a file cut short", async (file) => truncate(file, Math.floor((await stat(file)).size / 2))],
  [
    "pages overwritten with garbage",
    async (file) => {
      const bytes = await readFile(file);
      bytes.fill(0xa5, 4096, 4096 * 6);
      await writeFile(file, bytes);
    },
  ],
];

test.each(damages)("%s begins a new epoch and is kept aside", async (_name, damage) => {
  const directory = await temporaryDirectory();
  const file = join(directory, "events.db");
  const first = await storeIn(directory);
  const journal = await first.openJournal("events");
  await fill(journal, 500);
  await first.close();
  await damage(file);

  const second = await storeIn(directory);
  const replaced = await second.openJournal("events");
  expect(replaced.opening).toMatchObject({ kind: "replaced", keptAs: `${file}.damaged-1` });
  expect(existsSync(`${file}.damaged-1`)).toBe(true);
  expect(replaced.epoch).not.toBe(journal.epoch);
  expect(replaced.lastSequence).toBe(0);
  await fill(replaced, 1);
  expect(numbers(await replaced.latest(5))).toEqual([1]);
});

test("what was set aside is closed, so that it cannot take its successor's files along", async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, "events.db");
  const first = await storeIn(directory);
  await fill(await first.openJournal("events"), 1);
  await first.close();
  const database = new DatabaseSync(file);
  database.exec("DROP TABLE entries");
  database.close();

  const second = await storeIn(directory);
  expect((await second.openJournal("events")).opening.kind).toBe("replaced");
  const open = await Promise.all(
    (await readdir("/proc/self/fd")).map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => "")),
  );
  expect(open).toContain(file);
  expect(open.filter((path) => path.startsWith(`${file}.damaged`))).toEqual([]);
});

test("only the newest three damaged files are kept", async () => {
  const directory = await temporaryDirectory();
  for (let round = 1; round <= 5; round++) {
    await writeFile(join(directory, "events.db"), `damage number ${round} `.repeat(100));
    const store = await storeIn(directory);
    await store.openJournal("events");
    await store.close();
  }
  const kept = (await readdir(directory)).filter((name) => name.includes("damaged")).sort();
  expect(kept).toEqual(["events.db.damaged-1", "events.db.damaged-2", "events.db.damaged-3"]);
  expect(await readFile(join(directory, "events.db.damaged-1"), "utf8")).toContain("damage number 5");
});

test("a missing log is a new epoch", async () => {
  const directory = await temporaryDirectory();
  const first = await storeIn(directory);
  const { epoch } = await first.openJournal("events");
  await first.close();
  await rm(join(directory, "events.db"));
  const second = await storeIn(directory);
  const created = await second.openJournal("events");
  expect(created.opening).toEqual({ kind: "created" });
  expect(created.epoch).not.toBe(epoch);
});

async function appendUntilKilled(directory: string, acknowledgements: number): Promise<number> {
  const script = fileURLToPath(new URL("./fixtures/append-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let last = 0;
  let left = acknowledgements;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Math.max(last, Number(line));
    if (--left === 0) child.kill("SIGKILL");
  }
  await ended;
  return last;
}

test.each([1, 7, 40, 133, 300])("kill -9 after %i acknowledged entries loses none of them", async (count) => {
  const directory = await temporaryDirectory();
  const acknowledged = await appendUntilKilled(directory, count);
  expect(acknowledged).toBeGreaterThanOrEqual(count);
  const store = await storeIn(directory);
  const journal = await store.openJournal("events");
  expect(journal.opening).toEqual({ kind: "existing" });
  expect(journal.lastSequence).toBeGreaterThanOrEqual(acknowledged);
  const kept = numbers(await journal.read(0, 10_000));
  expect(kept).toEqual(Array.from({ length: journal.lastSequence }, (_, index) => index + 1));
  expect(await journal.cursors()).toEqual(new Map([["sel", `at-${journal.lastSequence}`]]));
});

test("sequence numbers skip ahead after an unclean end in another boot, and only then", async () => {
  const directory = await temporaryDirectory();
  const acknowledged = await appendUntilKilled(directory, 3);
  const store = await storeIn(directory, { bootId: "another boot" });
  const journal = await store.openJournal("events");
  const after = journal.lastSequence;
  expect(after).toBeGreaterThanOrEqual(acknowledged + 1000);
  await store.close();
  const again = await storeIn(directory, { bootId: "a third boot" });
  expect((await again.openJournal("events")).lastSequence).toBe(after);
});

test("a disk that takes no more refuses appends, loses nothing, and is not mistaken for damage", async () => {
  const directory = await temporaryDirectory();
  const script = fileURLToPath(new URL("./fixtures/append-on-small-disk.ts", import.meta.url));
  const run = () => {
    const command = `ulimit -f 1000; exec "${process.execPath}" "${script}" "${directory}"`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as { opening: string; before: number; appended: number; code: string; readable: number };
  };
  const first = run();
  expect(first).toMatchObject({ opening: "created", code: "E_STORE_FAILED" });
  expect(first.appended).toBeGreaterThan(50);
  expect(first.readable).toBe(first.appended);
  // Started again on the same full disk: what is there can be read.
  const second = run();
  expect(second).toMatchObject({ opening: "existing", before: first.appended });
  const store = await storeIn(directory);
  const journal = await store.openJournal("events");
  expect(journal.opening).toEqual({ kind: "existing" });
  expect(journal.lastSequence).toBe(second.appended);
  await fill(journal, 1);
});

test("a journal that is open already is not mistaken for damage", async () => {
  const store = await storeIn(await temporaryDirectory());
  await store.openJournal("events");
  await expect(store.openJournal("events")).rejects.toMatchObject({ code: "E_STORE_FAILED" });
});

test("a closed journal refuses to append", async () => {
  const store = await storeIn(await temporaryDirectory());
  const journal = await store.openJournal("events");
  const last = journal.append([entry(1)]);
  await journal.close();
  await expect(last).resolves.toBeUndefined();
  await expect(journal.append([entry(2)])).rejects.toMatchObject({ code: "E_STORE_GONE" });
});
