import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { startSimulator, systemDoors } from "../../../simulators/index.ts";
import { buildModule } from "../../../simulators/module/compile.ts";
import { requires } from "../../support/requires.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

describe("the module", () => {
  it("is compiled once", async () => {
    const cache = join(await temporaryDirectory(), "cache");
    let compilations = 0;
    const doors = systemDoors();
    const counting: typeof doors = {
      ...doors,
      cache,
      spawn: (...spawned) => {
        compilations++;
        return doors.spawn(...spawned);
      },
    };
    const built = await Promise.all([buildModule(counting), buildModule(counting)]);
    expect(built[0]).toEqual({ library: expect.stringMatching(/\.so$/) });
    expect(built[1]).toEqual(built[0]);
    const before = compilations;
    expect(await buildModule(counting)).toEqual(built[0]);
    expect(compilations).toBe(before);
    // Nothing half-made stays behind.
    expect(await readdir(cache)).toHaveLength(1);
  });

  it("compiles without a warning", async () => {
    const doors = { ...systemDoors(), cache: await temporaryDirectory() };
    const strict: typeof doors = {
      ...doors,
      spawn: (command, args, options) => doors.spawn(command, ["-Wall", "-Wextra", "-Werror", ...args], options),
    };
    expect(await buildModule(strict)).toEqual({ library: expect.any(String) });
  });

  it.each([
    ["a compiler", { compiler: "no-such-compiler" }, /no C compiler "no-such-compiler" \(Debian: gcc\)/],
    ["headers", { headers: "/nonexistent" }, /headers are not below \/nonexistent \(Debian: libopenipmi-dev\)/],
    ["a place to keep it", { cache: "/dev/null/x" }, /cannot be kept in \/dev\/null\/x/],
  ])("says what is missing without %s", async (_what, doors, missing) => {
    const cache = await temporaryDirectory();
    expect(await buildModule({ ...systemDoors(), cache, ...doors })).toEqual({
      missing: expect.stringMatching(missing),
    });
  });

  it("says what the compiler says", async () => {
    const directory = await temporaryDirectory();
    const compiler = join(directory, "cc");
    await writeFile(compiler, "#!/bin/sh\necho 'handover: it is broken' >&2\nexit 3\n");
    await chmod(compiler, 0o700);
    const cache = join(directory, "cache");
    await mkdir(cache);
    expect(await buildModule({ ...systemDoors(), cache, compiler })).toEqual({
      missing: `${compiler} ended with 3: handover: it is broken`,
    });
    expect(await readdir(cache)).toEqual([]);
  });
});

describe("a simulator without the module", () => {
  it("works with less and says why", async () => {
    const simulator = await startSimulator({
      machine: "atca-14",
      doors: { compiler: "no-such-compiler", cache: await temporaryDirectory() },
    });
    try {
      expect(simulator.missing).toMatch(/Debian: gcc/);
      expect(await simulator.control.state()).toMatchObject({ missing: simulator.missing });
      expect(await ipmitool(simulator, "-t", "0x86", "sdr", "get", "CPU0 Temp")).toMatch(/Sensor Reading +: 61 /);
      await simulator.control.walk("slot-8", [5, 6, 1]);
      await expect(simulator.control.handle("slot-8", "open")).rejects.toMatchObject({ code: "E_SIM_STATE" });
      await expect(ipmitool(simulator, "mc", "selftest")).rejects.toMatchObject({ code: 1 });
      await simulator.control.pull("slot-5");
      await simulator.control.plug("slot-5");
    } finally {
      await simulator.stop();
    }
  });

  it("is what one gets from a module that ipmi_sim does not take", async () => {
    const directory = await temporaryDirectory();
    const compiler = join(directory, "cc");
    // Makes a library that is none.
    await writeFile(compiler, '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho nothing > "$2"\n');
    await chmod(compiler, 0o700);
    const simulator = await startSimulator({ machine: "rack", doors: { compiler, cache: directory } });
    try {
      expect(simulator.missing).toMatch(/ipmi_sim did not start/);
      expect(await ipmitool(simulator, "mc", "info")).toMatch(/Device ID/);
    } finally {
      await simulator.stop();
    }
  });
});
