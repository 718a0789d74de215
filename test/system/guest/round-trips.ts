/**
 * Runs in the guest, for the benchmark: times of Get Device ID over the IPMI device, through our connection and in a
 * loop that waits in the kernel for each answer, in turns. Prints JSON. `round-trips.js ROUNDS COUNT`.
 */

import { existsSync } from "node:fs";
import koffi from "koffi";
import { systemClock } from "../../../src/base/clock.ts";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { openDevice } from "../../../src/transport/open/index.ts";
import { ioctls } from "../../../src/transport/open/layout.ts";
import { KernelMessages } from "../../../src/transport/open/messages.ts";
import { nativeDevices } from "../../../src/transport/open/native.ts";

const [rounds = 5, count = 200] = process.argv.slice(2).map(Number);
const path = "/dev/ipmi0";
const request = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) };
const devices = nativeDevices({ architecture: process.arch, signals: process });

/** As a C program would do it: send, poll(2), receive. */
function blocking(): { readonly once: () => void; readonly close: () => void } {
  const opened = devices.open(path);
  if (opened.kind === "failed") throw new DeviceSilentError("E_BENCH", `errno ${opened.errno}`);
  const { device } = opened;
  const messages = new KernelMessages(devices);
  const poll = koffi.load("libc.so.6").func("int poll(void *fds, ulong count, int timeout)");
  const descriptor = new Int32Array([device.descriptor, 1]);
  let id = 0;
  return {
    once() {
      id += 1;
      device.ioctl(ioctls.IPMICTL_SEND_COMMAND_SETTIME, messages.request(id, request, { retries: 0, retryMs: 1000 }));
      do poll(descriptor, 1, 5000);
      while (device.ioctl(ioctls.IPMICTL_RECEIVE_MSG_TRUNC, messages.receive()) !== 0);
    },
    close() {
      device.close();
      messages.free();
    },
  };
}

const times = { connection: [] as number[], blocking: [] as number[] };
const connection = openDevice({
  name: "bench",
  clock: systemClock,
  logger: silentLogger,
  random: Math.random,
  device: path,
  devices,
  exists: existsSync,
});
const loop = blocking();
for (let i = 0; i < count; i++) {
  await connection.request(request);
  loop.once();
}
for (let round = 0; round < rounds; round++) {
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await connection.request(request);
    times.connection.push(performance.now() - started);
  }
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    loop.once();
    times.blocking.push(performance.now() - started);
  }
}
loop.close();
await connection.close();
process.stdout.write(`${JSON.stringify(times)}\n`);
