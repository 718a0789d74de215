import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type ConnectionDetails, ConnectionFile } from "../../src/agent/connection-file.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const degraded: ConnectionDetails = {
  state: "degraded",
  pid: 1,
  boot: "b",
  rest: null,
  snmp: null,
  simulator: null,
};

async function opened(directory: string) {
  const error = vi.fn();
  let end: () => unknown = () => {};
  const file = new ConnectionFile(directory, { ...silentLogger, error }, (_what, stop) => {
    end = stop;
  });
  return { file, error, stop: async () => end() };
}

describe("connection.json", () => {
  it("says the state last told, and is gone once the agent stopped, whatever is told then", async () => {
    const directory = await temporaryDirectory();
    const { file, stop } = await opened(directory);
    const state = async () => JSON.parse(await readFile(join(directory, "connection.json"), "utf8")).state;
    await file.write(degraded);
    expect(await state()).toBe("degraded");
    await file.write({ ...degraded, state: "ready" });
    expect(await state()).toBe("ready");
    void file.write(degraded);
    await stop();
    await file.write(degraded);
    expect(existsSync(join(directory, "connection.json"))).toBe(false);
  });

  it("costs nothing but an entry in the log where it cannot be written", async () => {
    const directory = join(await temporaryDirectory(), "taken");
    await writeFile(directory, "");
    const { file, error } = await opened(directory);
    await file.write(degraded);
    expect(error).toHaveBeenCalledOnce();
  });
});
