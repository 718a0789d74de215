import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openControllers } from "../../src/agent/controllers.ts";
import type { AgentDoors } from "../../src/agent/doors.ts";
import { systemDoors } from "../../src/agent/doors.ts";
import { awaitController } from "../../src/agent/late-controller.ts";
import type { OnStop } from "../../src/agent/options.ts";
import { startSources } from "../../src/agent/sources.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { type AgentError, DeviceSilentError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Config } from "../../src/config/schema.ts";
import { defaultConfig } from "../../src/config/schema.ts";
import { hostKey } from "../../src/sources/host/identity.ts";
import { eventually } from "../support/eventually.ts";
import { memoryDomain } from "../support/memory-domain.ts";
import { FakeKernel } from "../transport/open/fake-kernel.ts";

/** A machine whose IPMI device is there when the test says so. */
async function machine(changed: Partial<Config> = {}) {
  const clock = new ManualClock();
  const { domain, ids } = await memoryDomain({ clock });
  const kernel = new FakeKernel();
  const driver = { loaded: false, modules: [] as string[], failure: null as AgentError | null };
  const warn = vi.fn();
  const child = vi.fn(() => ({ ...silentLogger, warn }));
  const logger = { ...silentLogger, warn, child };
  const doors: AgentDoors = {
    ...systemDoors(),
    clock,
    readText: async () => undefined,
    exists: (path) =>
      (driver.loaded && path === "/dev/ipmi0") || driver.modules.some((module) => path === `/sys/module/${module}`),
    ipmiDevices: async () => {
      if (driver.failure !== null) throw driver.failure;
      return kernel;
    },
  };
  const options = {
    config: { ...defaultConfig(), ...changed },
    version: "0.0.0",
    stateDirectory: "/nowhere",
    simulation: null,
    doors,
    logger,
  };
  const endings: (() => unknown)[] = [];
  const onStop = (_what: string, end: () => unknown) => void endings.unshift(end);
  const cache = { load: async () => undefined, store: async () => {} };
  const controllers = await openControllers(options, onStop);
  const { sources } = await startSources(options, domain, { controllers, ids, cache, onStop });
  const stop = async () => {
    for (const end of endings.splice(0)) await end();
  };
  onTestFinished(stop);
  const alarms = () => domain.alarms().map(({ text }) => text);
  return { clock, domain, kernel, driver, warn, child, sources, stop, alarms, options };
}

describe("a machine without BMC when the agent starts", () => {
  it("gets its source, and loses the alarm, when the driver is loaded later", async () => {
    const { clock, domain, kernel, driver, sources, stop, alarms } = await machine();
    expect(alarms()).toEqual([expect.stringContaining("modprobe ipmi_si && modprobe ipmi_devintf")]);
    expect(domain.resourceByKey(hostKey)).toBeDefined();
    await clock.advance(300_000);
    expect([sources.length, kernel.opened]).toEqual([0, 0]);
    driver.loaded = true;
    await clock.advance(30_000);
    await eventually(() => expect(alarms().filter((text) => text.includes("no BMC"))).toEqual([]));
    expect(sources.map(({ controller }) => controller)).toEqual(["bmc"]);
    await eventually(() => expect(kernel.requests.length).toBeGreaterThan(0));
    expect(domain.resourceByKey(hostKey)).toBeUndefined();
    await clock.advance(300_000);
    expect([sources.length, kernel.opened]).toEqual([1, 1]);
    await stop();
    expect(kernel.leftovers()).toEqual([]);
  });

  it("says which modules it lacks now, and where to look when it lacks none", async () => {
    const { clock, driver, alarms } = await machine();
    for (const [module, advice] of [
      ["ipmi_si", /: try: modprobe ipmi_devintf$/],
      ["ipmi_devintf", /: the kernel's IPMI drivers are loaded and found no BMC; see dmesg$/],
    ] as const) {
      driver.modules.push(module);
      await clock.advance(30_000);
      await eventually(() => expect(alarms()).toEqual([expect.stringMatching(advice)]));
    }
  });

  it("is told once why the device that appeared cannot be used, and it is tried again", async () => {
    const { clock, driver, warn, child, sources, kernel, stop } = await machine();
    driver.loaded = true;
    driver.failure = new DeviceSilentError("E_LINK_DOWN", "no way in");
    await clock.advance(30_000);
    const loggers = child.mock.calls.length;
    await clock.advance(90_000);
    expect(child.mock.calls).toHaveLength(loggers);
    expect(warn.mock.calls).toEqual([[{ reason: "no way in" }, expect.any(String)]]);
    driver.failure = null;
    await clock.advance(30_000);
    await eventually(() => expect(sources).toHaveLength(1));
    await stop();
    expect(kernel.leftovers()).toEqual([]);
  });

  it("keeps what is known of the host while attempts fail, and is tried again although a part does not end cleanly", async () => {
    const { clock, domain, driver, kernel, options } = await machine({ controllers: [] });
    const attempts = vi.fn(async (_controllers: unknown, onStop: OnStop) => {
      onStop("a part", () => Promise.reject(new DeviceSilentError("E_LINK_DOWN", "it hangs")));
      throw new DeviceSilentError("E_LINK_DOWN", "no way in");
    });
    const ends: (() => unknown)[] = [];
    awaitController({ ...options, config: defaultConfig() }, domain, "", (_what, end) => ends.push(end), attempts);
    driver.loaded = true;
    await clock.advance(30_000);
    await eventually(() => expect(attempts).toHaveBeenCalledTimes(1));
    await eventually(() => expect(kernel.leftovers()).toEqual([]));
    expect(domain.resourceByKey(hostKey)).toBeDefined();
    await clock.advance(30_000);
    await eventually(() => expect(attempts).toHaveBeenCalledTimes(2));
    for (const end of ends) await end();
    expect(kernel.leftovers()).toEqual([]);
  });

  it("is left alone when the agent has ended, and where the configuration names no controller on purpose", async () => {
    for (const changed of [{}, { controllers: [] }]) {
      const { clock, driver, kernel, sources, stop } = await machine(changed);
      if (changed.controllers === undefined) await stop();
      driver.loaded = true;
      await clock.advance(120_000);
      expect([sources.length, kernel.opened]).toEqual([0, 0]);
    }
  });
});
