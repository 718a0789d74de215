import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { writeAttachFile } from "../../simulators/attach-file.ts";
import { attachSimulator, readAttachFile, runSimulator, startSimulator } from "../../simulators/index.ts";
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
      "bmcs",
      "console",
      "control",
      "lan",
      "machine",
      "managementModules",
      "pid",
      "vm",
    ]);
    const attached = await attachSimulator(attachFile);
    await attached.control.setSensor("slot-3/CPU0 Temp", 71);
    expect(await ipmitool(attached, "-t", "0x86", "sdr", "get", "CPU0 Temp")).toMatch(/Sensor Reading +: 71 /);
    await attached.detach();
    // Another program sees what the first one did.
    const again = await attachSimulator(attachFile);
    const list = await again.control.list();
    expect(list.find((s) => s.controller === "slot-3" && s.name === "CPU0 Temp")).toMatchObject({ value: 71 });
    await again.detach();
    expect(isAlive(attached.pid)).toBe(true);

    end.abort();
    await expect(status).resolves.toBe(0);
    expect(isAlive(attached.pid)).toBe(false);
    expect(await exists(attachFile)).toBe(false);
  });

  it("can be controlled through ipmi_sim alone", async () => {
    const directory = await temporaryDirectory();
    const attachFile = join(directory, "attach.json");
    const simulator = await startSimulator({ machine: "atca-14" });
    try {
      await writeAttachFile(attachFile, { ...simulator, control: undefined });
      const attached = await attachSimulator(attachFile);
      await attached.control.setSensor("Shelf Power", 2100);
      expect(await ipmitool(attached, "sdr", "get", "Shelf Power")).toMatch(/Sensor Reading +: 2100 /);
      await attached.detach();
    } finally {
      await simulator.stop();
    }
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
