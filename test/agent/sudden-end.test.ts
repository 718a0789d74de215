import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { removeSigns } from "../../src/agent/sudden-end.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const signs = ["agent.pid", "agent.sock", "connection.json"];

async function heldBy(pid: string): Promise<string> {
  const directory = await temporaryDirectory();
  for (const name of [...signs, "events.db"]) await writeFile(join(directory, name), "");
  await writeFile(join(directory, "agent.pid"), pid);
  return directory;
}

describe("the signs of a running agent", () => {
  it("are gone at once, and nothing else is", async () => {
    const directory = await heldBy("42\n");
    removeSigns(directory, 42, silentLogger);
    expect(await readdir(directory)).toEqual(["events.db"]);
  });

  it.each(["43\n", "", "no number"])("stay where they are another's: agent.pid holds %j", async (pid) => {
    const directory = await heldBy(pid);
    removeSigns(directory, 42, silentLogger);
    expect((await readdir(directory)).toSorted()).toEqual([...signs, "events.db"].toSorted());
  });

  it("may be gone already", async () => {
    const directory = await temporaryDirectory();
    removeSigns(directory, 42, silentLogger);
    expect(await readdir(directory)).toEqual([]);
  });

  it("may not be there to be removed: that keeps nothing from ending", async () => {
    const directory = await heldBy("42\n");
    await rm(join(directory, "agent.sock"));
    await mkdir(join(directory, "agent.sock", "in the way"), { recursive: true });
    const warn = vi.fn();
    removeSigns(directory, 42, { ...silentLogger, warn });
    expect(warn).toHaveBeenCalledOnce();
  });
});
