import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAttachFile, removeAttachFile, writeAttachFile } from "../../simulators/attach-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const endpoint = { host: "127.0.0.1", port: 1 };
const file = (pid: number) => ({
  ...{ machine: "rack", pid, bmcs: [], managementModules: [] },
  ...{ vm: endpoint, lan: { ...endpoint, user: "u", password: "p" }, console: endpoint },
});

describe("an attach file", () => {
  it("takes the place of one that a killed simulator left", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    await writeAttachFile(path, file(11));
    await writeAttachFile(path, file(12));
    expect((await readAttachFile(path)).pid).toBe(12);
  });

  it("never takes the place of another file", async () => {
    const path = join(await temporaryDirectory(), "notes.txt");
    await writeFile(path, "keep me");
    await expect(writeAttachFile(path, file(11))).rejects.toMatchObject({ code: "E_ATTACH_FILE" });
    await removeAttachFile(path, 11);
    expect(await readFile(path, "utf8")).toBe("keep me");
  });

  it("is not removed by a simulator that another one followed", async () => {
    const path = join(await temporaryDirectory(), "a.json");
    await writeAttachFile(path, file(12));
    await removeAttachFile(path, 11);
    expect((await readAttachFile(path)).pid).toBe(12);
    await removeAttachFile(path, 12);
    await expect(readAttachFile(path)).rejects.toMatchObject({ code: "E_NO_ATTACH_FILE" });
    await removeAttachFile(path, 12);
  });

  it("that cannot be written is named, and nothing is left beside it", async () => {
    const directory = await temporaryDirectory();
    const inNone = join(directory, "none", "a.json");
    await expect(writeAttachFile(inNone, file(11))).rejects.toThrow(`cannot write ${inNone}: ENOENT`);
    const folder = join(directory, "folder");
    await mkdir(folder);
    await expect(writeAttachFile(folder, file(11))).rejects.toMatchObject({ code: "E_ATTACH_FILE" });
    await removeAttachFile(folder, 11);
    expect(await readdir(directory)).toEqual(["folder"]);
  });
});
