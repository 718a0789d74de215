import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { attachSimulator, readAttachFile, runSimulator } from "../../simulators/index.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { isAlive, until } from "./lifetime.ts";
import { ipmitool } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

describe("a simulator of its own", () => {
  it("is found by its attach file, controlled through it, and takes the file with it", async () => {
    const directory = await temporaryDirectory();
    const attachFile = join(directory, "attach.json");
    const lines: string[] = [];
    const end = new AbortController();
    const status = runSimulator({
      machine: "atca-14",
      attachFile,
      print: (line) => lines.push(line),
      signal: end.signal,
    });
    await until(() => lines.length >= 4);

    expect((await stat(attachFile)).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(await readFile(attachFile, "utf8"))).sort()).toEqual([
      "console",
      "lan",
      "machine",
      "pid",
      "vm",
    ]);
    const attached = await attachSimulator(attachFile);
    await attached.control.setSensor("slot-3/CPU0 Temp", 71);
    expect(await ipmitool(attached, "-t", "0x86", "sdr", "get", "CPU0 Temp")).toMatch(/Sensor Reading +: 71 /);
    await attached.detach();
    const again = await attachSimulator(attachFile);
    await again.detach();
    expect(isAlive(attached.pid)).toBe(true);

    end.abort();
    await expect(status).resolves.toBe(0);
    expect(isAlive(attached.pid)).toBe(false);
    expect(await exists(attachFile)).toBe(false);
  });

  it("ends with status 1 when the simulator ends by itself", async () => {
    const directory = await temporaryDirectory();
    const attachFile = join(directory, "attach.json");
    const lines: string[] = [];
    const status = runSimulator({
      machine: "atca-14",
      attachFile,
      print: (line) => lines.push(line),
      signal: new AbortController().signal,
    });
    await until(() => lines.length >= 4);
    process.kill((await readAttachFile(attachFile)).pid, "SIGKILL");
    await expect(status).resolves.toBe(1);
    expect(await exists(attachFile)).toBe(false);
  });

  it("names what is wrong with an attach file", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "attach.json");
    await expect(readAttachFile(path)).rejects.toMatchObject({ code: "E_NO_ATTACH_FILE" });
    await writeFile(path, "{");
    await expect(readAttachFile(path)).rejects.toMatchObject({ code: "E_ATTACH_FILE" });
    await writeFile(path, '{"machine":"x","pid":1,"vm":{"host":"h","port":70000}}');
    await expect(readAttachFile(path)).rejects.toMatchObject({
      code: "E_ATTACH_FILE",
      message: expect.stringContaining("vm.port"),
    });
  });
});
