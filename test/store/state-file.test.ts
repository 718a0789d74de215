import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { openStateFile } from "../../src/store/state-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

interface Names {
  readonly names: readonly string[];
}

function namesIn(directory: string, version = 2) {
  return openStateFile<Names>({
    directory,
    name: "names",
    version,
    logger: silentLogger,
    decode(raw, found) {
      const { names } = raw as Names;
      if (!Array.isArray(names)) throw new TypeError("names must be an array");
      return { names: found === 1 ? names.map((name) => name.toUpperCase()) : names };
    },
  });
}

test("a value comes back as written, in a file for its owner only", async () => {
  const directory = await temporaryDirectory();
  expect(await namesIn(directory).read()).toEqual({ kind: "missing" });
  await namesIn(directory).write({ names: ["é\n", "b"] });
  expect(await namesIn(directory).read()).toEqual({ kind: "value", value: { names: ["é\n", "b"] } });
  expect((await readdir(directory)).sort()).toEqual(["names.json", "names.json.copy"]);
  for (const name of await readdir(directory)) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
});

test("a file that others could read is closed to them, with a warning", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory).write({ names: ["a"] });
  const path = join(directory, "names.json");
  await chmod(path, 0o644);
  const warnings: object[] = [];
  const logger = { ...silentLogger, warn: (facts: object) => void warnings.push(facts) };
  const file = openStateFile<Names>({ directory, name: "names", version: 2, logger, decode: (raw) => raw as Names });
  expect(await file.read()).toMatchObject({ kind: "value" });
  expect(warnings).toEqual([{ file: path, mode: "644" }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a disk that has no room for the copy leaves both files as they were", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory).write({ names: ["before"] });
  await mkdir(join(directory, "names.json.copy.tmp"));
  await expect(namesIn(directory).write({ names: ["after"] })).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  await rm(join(directory, "names.json.copy.tmp"), { recursive: true });
  expect(await namesIn(directory).read()).toEqual({ kind: "value", value: { names: ["before"] } });
});

test("of writes made together the last one stays and all resolve", async () => {
  const directory = await temporaryDirectory();
  const file = namesIn(directory);
  await Promise.all(Array.from({ length: 50 }, (_, index) => file.write({ names: [String(index)] })));
  expect(await file.read()).toMatchObject({ value: { names: ["49"] } });
});

test("every single damaged byte is noticed and repaired from the copy", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "names.json");
  await namesIn(directory).write({ names: ["alpha"] });
  const good = await readFile(path);
  for (let offset = 0; offset < good.length; offset++) {
    const bad = Buffer.from(good);
    bad[offset] = (bad[offset] ?? 0) ^ 0x01;
    await writeFile(path, bad);
    const result = await namesIn(directory).read();
    expect(result, `offset ${offset}`).toMatchObject({ kind: "damaged-recovered", value: { names: ["alpha"] } });
    expect(await readFile(path)).toEqual(good);
  }
  expect(good.length).toBeGreaterThan(100);
});

test("a truncated, emptied or removed file is repaired from the copy", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "names.json");
  await namesIn(directory).write({ names: ["alpha"] });
  const good = await readFile(path);
  for (let length = 0; length < good.length; length++) {
    await writeFile(path, good.subarray(0, length));
    expect((await namesIn(directory).read()).kind, `length ${length}`).toBe("damaged-recovered");
  }
  await rm(path);
  expect((await namesIn(directory).read()).kind).toBe("damaged-recovered");
  expect((await namesIn(directory).read()).kind).toBe("value");
});

test("a damaged or missing copy is made again", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory).write({ names: ["alpha"] });
  await writeFile(join(directory, "names.json.copy"), "rubbish");
  expect((await namesIn(directory).read()).kind).toBe("value");
  expect(await readFile(join(directory, "names.json.copy"))).toEqual(await readFile(join(directory, "names.json")));
});

test("when both are damaged the state is lost, says so, and the bad file is kept aside", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory).write({ names: ["alpha"] });
  await writeFile(join(directory, "names.json"), "rubbish");
  await writeFile(join(directory, "names.json.copy"), "more rubbish");
  expect(await namesIn(directory).read()).toMatchObject({ kind: "damaged-lost", problem: expect.any(String) });
  expect(await readdir(directory)).toEqual(["names.json.damaged"]);
  expect(await namesIn(directory).read()).toEqual({ kind: "missing" });
});

test("directories in the place of the files are damage like any other", async () => {
  const directory = await temporaryDirectory();
  const [file, copy] = [join(directory, "names.json"), join(directory, "names.json.copy")];
  await mkdir(file);
  await mkdir(copy);
  await writeFile(`${file}.damaged`, "of an earlier time");
  expect((await namesIn(directory).read()).kind).toBe("damaged-lost");
  await namesIn(directory).write({ names: ["a"] });
  await rm(copy);
  await mkdir(copy);
  expect((await namesIn(directory).read()).kind).toBe("value");
  await rm(file);
  await mkdir(file);
  expect((await namesIn(directory).read()).kind).toBe("damaged-recovered");
  expect(await namesIn(directory).read()).toEqual({ kind: "value", value: { names: ["a"] } });
});

test("an older version is handed to the decoder, a newer one is not understood", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory, 1).write({ names: ["a"] });
  expect(await namesIn(directory, 2).read()).toEqual({ kind: "value", value: { names: ["A"] } });
  await namesIn(directory, 3).write({ names: ["a"] });
  expect(await namesIn(directory, 2).read()).toMatchObject({ kind: "damaged-lost", problem: /newer/ });
});

test("what a crash in the middle of a write left is cleared away", async () => {
  const directory = await temporaryDirectory();
  await namesIn(directory).write({ names: ["alpha"] });
  await writeFile(join(directory, "names.json.tmp"), "half");
  await writeFile(join(directory, "names.json.copy.tmp"), "half");
  expect((await namesIn(directory).read()).kind).toBe("value");
  expect((await readdir(directory)).sort()).toEqual(["names.json", "names.json.copy"]);
});

test("a write that cannot be made rejects, and the next one can succeed", async () => {
  const parent = await temporaryDirectory();
  const directory = join(parent, "later");
  const file = namesIn(directory);
  await expect(file.write({ names: [] })).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  const { mkdir } = await import("node:fs/promises");
  await mkdir(directory);
  await file.write({ names: ["now"] });
  expect(await file.read()).toMatchObject({ kind: "value" });
});

test("what would be too large to be read again is not written", async () => {
  const directory = await temporaryDirectory();
  const file = namesIn(directory);
  await file.write({ names: ["a"] });
  await expect(file.write({ names: ["x".repeat(33 * 1024 * 1024)] })).rejects.toMatchObject({ code: "E_STATE_WRITE" });
  expect(await namesIn(directory).read()).toEqual({ kind: "value", value: { names: ["a"] } });
});

test("a name that would leave the directory is refused", () => {
  const options = { directory: "/", version: 1, logger: silentLogger, decode: (raw: unknown) => raw };
  for (const name of ["../a", "a/b", "", ".hidden"]) {
    expect(() => openStateFile({ ...options, name })).toThrow(/not a name/);
  }
});
