import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { IpmiDevice } from "../../../src/transport/open/index.ts";
import { errnos } from "../../../src/transport/open/layout.ts";
import { koffiPoll, type NativeOptions, nativeDevices } from "../../../src/transport/open/native.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const options: NativeOptions = { architecture: process.arch, signals: process };

/** A pipe is no IPMI device, but the kernel opens, watches and refuses it as one. */
async function pipe(): Promise<string> {
  const path = join(await temporaryDirectory(), "pipe");
  execFileSync("mkfifo", [path]);
  return path;
}

function open(path: string, changed: Partial<NativeOptions> = {}) {
  const opened = nativeDevices({ ...options, ...changed }).open(path);
  if (opened.kind === "failed") throw new Error(`errno ${opened.errno}`);
  onTestFinished(() => opened.device.close());
  return opened.device;
}

/** The event loop watches what it was told to, and nothing is left for it to do. */
async function idle(device: IpmiDevice): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
  await eventually(() => expect(device.wait(0.2)).toBe(false));
}

const descriptors = () => readdirSync("/proc/self/fd").length;

describe("devices through koffi", () => {
  it("give memory whose address is where the bytes are", () => {
    const memory = nativeDevices(options).allocate(728);
    expect(memory.bytes).toHaveLength(728);
    expect(memory.address).toBeGreaterThan(0xffffn);
    expect(memory.address % 8n).toBe(0n);
    memory.free();
    memory.free();
  });

  it("tell the kernel's error number, when opening and of an ioctl", async () => {
    const devices = nativeDevices(options);
    const path = await pipe();
    expect(devices.open(`${path}-not`)).toEqual({ kind: "failed", errno: errnos.ENOENT });
    const device = open(path);
    const ENOTTY = 25;
    expect(device.ioctl(0xc030690b, 0n)).toBe(ENOTTY);
    device.close();
    device.close();
    expect(device.ioctl(0xc030690b, 0n)).toBe(errnos.EBADF);
    expect(() => device.onReadable(() => {})).toThrow("closed");
  });

  it("refuse what cannot be waited for, on which koffi's poll would end the process", async () => {
    const devices = nativeDevices(options);
    const file = join(await temporaryDirectory(), "file");
    writeFileSync(file, "");
    const before = descriptors();
    expect(devices.open(file)).toEqual({ kind: "failed", errno: errnos.ENOTTY });
    expect(devices.open("/dev/null")).toEqual({ kind: "failed", errno: errnos.ENOTTY });
    expect(descriptors()).toBe(before);
  });

  it("are refused on machines with other structures", () => {
    expect(() => nativeDevices({ ...options, architecture: "arm" })).toThrow("transport ipmitool");
    expect(() => nativeDevices({ ...options, architecture: "arm64" })).not.toThrow();
  });

  it("block until there is something to receive, or the time is up", async () => {
    const path = await pipe();
    const device = open(path);
    device.onReadable(() => {});
    await idle(device);
    expect(device.wait(0)).toBe(false);
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(writer, "x");
    expect(device.wait(60_000)).toBe(true);
    device.close();
    expect(device.wait(60_000)).toBe(false);
    closeSync(writer);
  });

  it("block no longer when the event loop has something else to do", async () => {
    const path = await pipe();
    const device = open(path);
    await idle(device);
    const done = stat(path);
    // It ends in another thread, and the event loop is told.
    expect(device.wait(900)).toBe(true);
    expect(device.wait(900)).toBe(true);
    await done;
    await idle(device);
  });

  it("look every few short waits whether the event loop has something else to do", async () => {
    const path = await pipe();
    const device = open(path);
    await idle(device);
    const done = stat(path);
    // Until the other thread has told the event loop.
    expect(device.wait(900)).toBe(true);
    const waits = Array.from({ length: 16 }, () => device.wait(1));
    expect(waits.filter(Boolean)).toHaveLength(2);
    await done;
    await idle(device);
  });

  it("do not block where koffi has no poll: the event loop does not watch them", async () => {
    const path = await pipe();
    const device = open(path, { poll: undefined });
    device.onReadable(() => {});
    expect(device.wait(60_000)).toBe(false);
  });

  it("let promises settled by the listener go on at once, not with the next timer", async () => {
    const path = await pipe();
    const device = open(path);
    const order: string[] = [];
    const settled = Promise.withResolvers<void>();
    device.onReadable(() => {
      device.close();
      settled.resolve();
      setImmediate(() => order.push("next turn"));
    });
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(writer, "x");
    await settled.promise;
    order.push("promise");
    await eventually(() => expect(order).toHaveLength(2));
    closeSync(writer);
    expect(order).toEqual(["promise", "next turn"]);
  });

  it.each([
    ["koffi's poll", {}],
    ["SIGIO, where koffi has no poll", { poll: undefined }],
  ])("wake the listener by %s until they are closed", async (_how, changed) => {
    expect(koffiPoll()).toBeTypeOf("function");
    const path = await pipe();
    const before = descriptors();
    const signals = process.listenerCount("SIGIO");
    const device = open(path, changed);
    const listener = vi.fn();
    device.onReadable(listener);
    // Collected garbage must not silence it.
    globalThis.gc?.();
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(writer, "x");
    await eventually(() => expect(listener).toHaveBeenCalled());
    device.close();
    closeSync(writer);
    listener.mockClear();
    await new Promise((resolve) => setImmediate(resolve));
    expect(listener).not.toHaveBeenCalled();
    expect(process.listenerCount("SIGIO")).toBe(signals);
    expect(descriptors()).toBeLessThanOrEqual(before + 1);
  });
});
