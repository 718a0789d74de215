import { spawn } from "node:child_process";
import { chmod, chown, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { UsageError } from "../../src/base/errors.ts";
import type { StoreError } from "../../src/store/errors.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { storeIn } from "./open-store.ts";

test("a second agent on the same directory is refused with the first one's process id", async () => {
  const directory = await temporaryDirectory();
  await storeIn(directory, { pid: 4242 });
  const refused = storeIn(directory, { pid: 4243 });
  await expect(refused).rejects.toBeInstanceOf(UsageError);
  await expect(refused).rejects.toMatchObject({ code: "E_STATE_DIRECTORY_IN_USE", context: { pid: 4242 } });
  await expect(refused).rejects.toThrow(/process 4242/);
});

test("the directory is free again after close", async () => {
  const directory = await temporaryDirectory();
  const first = await storeIn(directory);
  await first.close();
  expect(await readdir(directory)).not.toContain("agent.pid");
  await expect(storeIn(directory)).resolves.toBeDefined();
});

test("a directory of another user is refused: whoever owns it would read what is in it", async () => {
  const directory = await temporaryDirectory();
  const { uid } = await stat(directory);
  if (uid === 0) await chown(directory, 4711, 0);
  const owner = uid === 0 ? 4711 : uid;
  const refused = storeIn(directory, { uid: owner + 1 });
  await expect(refused).rejects.toMatchObject({ code: "E_STATE_DIRECTORY", context: { uid: owner } });
  expect(await readdir(directory)).toEqual([]);
  await expect(storeIn(directory, { uid: owner })).resolves.toBeDefined();
});

test("another process holds the directory until it is killed, and not a moment longer", async () => {
  const directory = await temporaryDirectory();
  const script = fileURLToPath(new URL("./fixtures/append-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve) => lines.once("line", resolve));
  await expect(storeIn(directory)).rejects.toMatchObject({ context: { pid: child.pid } });
  child.kill("SIGKILL");
  await ended;
  await expect(storeIn(directory)).resolves.toBeDefined();
});

test("the state directory is created for its owner only, and closed to others when it was open", async () => {
  const directory = join(await temporaryDirectory(), "deep", "state");
  const store = await storeIn(directory);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  await store.close();
  await chmod(directory, 0o755);
  await storeIn(directory);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test("a state directory that cannot be one is the user's mistake and says why", async () => {
  const file = join(await temporaryDirectory(), "file");
  await writeFile(file, "");
  await expect(storeIn(join(file, "state"))).rejects.toMatchObject({ code: "E_STATE_DIRECTORY" });
});

test("so is one in which nothing can be created", async () => {
  const directory = await temporaryDirectory();
  // Nobody, root included, may create what is a directory already.
  await mkdir(join(directory, "agent.lock"));
  await expect(storeIn(directory)).rejects.toMatchObject({
    code: "E_STATE_DIRECTORY",
    message: expect.stringContaining(directory),
  });
});

test("a crash of the worker rejects what is under way and what follows, and is reported once", async () => {
  const workerEntry = new URL("./fixtures/dying-worker.ts", import.meta.url);
  const store = await storeIn(await temporaryDirectory(), { workerEntry });
  const failures: StoreError[] = [];
  store.onFailure((error) => failures.push(error));
  await expect(store.openJournal("events")).rejects.toThrow(/the worker fell over/);
  await expect(store.openJournal("events")).rejects.toMatchObject({ code: "E_STORE_GONE" });
  expect(failures).toHaveLength(1);
  await store.close();
});

test("a worker that dies is replaced: the directory stays taken and the journal goes on", async () => {
  const directory = await temporaryDirectory();
  const clock = new ManualClock();
  const workerEntry = new URL("./fixtures/mortal-worker.ts", import.meta.url);
  const store = await storeIn(directory, { workerEntry, clock });
  const journal = await store.openJournal("events");
  await journal.append([{ sequence: 1, body: "{}" }]);
  const failed = new Promise((resolve) => store.onFailure(resolve));
  await expect(journal.read(0, 666)).rejects.toMatchObject({ code: "E_STORE_GONE" });
  await failed;
  await expect(journal.append([{ sequence: 2, body: "{}" }])).rejects.toMatchObject({ code: "E_STORE_GONE" });
  await clock.advance(1000);
  await expect
    .poll(() =>
      journal.append([{ sequence: 2, body: "{}" }]).then(
        () => "written",
        () => "gone",
      ),
    )
    .toBe("written");
  expect((await journal.read(0, 10)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  await expect(storeIn(directory)).rejects.toMatchObject({ code: "E_STATE_DIRECTORY_IN_USE" });
});

test("a database that cannot be created is an error, not a hang", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "events.db"));
  const store = await storeIn(directory);
  // A directory in the way counts as damage: it is moved aside like a file.
  const journal = await store.openJournal("events");
  expect(journal.opening.kind).toBe("replaced");
});

test("a state file opened twice is read and written at the same time without loss", async () => {
  const store = await storeIn(await temporaryDirectory());
  const opened = () =>
    store.openStateFile<number>({ name: "sdr-bmc-20-main", version: 1, decode: (raw) => Number(raw) });
  await opened().write(0);
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      if (i % 2 === 1) return opened().read();
      await opened().write(i);
      return undefined;
    }),
  );
  expect(results.filter((result) => result !== undefined && result.kind !== "value")).toEqual([]);
  expect(await opened().read()).toEqual({ kind: "value", value: 38 });
});
