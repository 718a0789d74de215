/**
 * Runs in the guest, for the benchmark: Get Device ID over the IPMI device through our connection, and in a loop that
 * blocks in the kernel for each answer, in turns. Prints JSON. `round-trips.js ROUNDS COUNT WARMUP`.
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

/** Milliseconds, one for each request; of `together` one for each round, by the number of requests. */
export interface RoundTrips {
  /** Of a process that has just begun: WARMUP requests of each of the two. */
  readonly first: Pick<RoundTrips, "connection" | "blocking">;
  /** After those: */
  readonly connection: number[];
  readonly together: number[];
  readonly blocking: number[];
}

const [rounds = 5, count = 200, warmup = 200] = process.argv.slice(2).map(Number);
const path = "/dev/ipmi0";
const callers = 8;
const pollIn = 1;
const request = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) };
const devices = nativeDevices({ architecture: process.arch, signals: process });

/** As a C program would do it: send, poll(2), receive. */
class BlockingLoop {
  readonly #device: ReturnType<BlockingLoop["open"]>;
  readonly #messages = new KernelMessages(devices);
  readonly #poll = koffi.load("libc.so.6").func("int poll(void *descriptors, ulong count, int timeout)");
  readonly #descriptors: Int32Array;
  #id = 0;

  constructor() {
    this.#device = this.open();
    this.#descriptors = new Int32Array([this.#device.descriptor, pollIn]);
  }

  open() {
    const opened = devices.open(path);
    if (opened.kind === "failed") throw new DeviceSilentError("E_BENCH_DEVICE", `errno ${opened.errno}`);
    return opened.device;
  }

  /** Completion code and data. */
  once(): Uint8Array {
    this.#id += 1;
    const timing = { retries: 0, retryMs: 2000 };
    this.#device.ioctl(ioctls.IPMICTL_SEND_COMMAND_SETTIME, this.#messages.request(this.#id, request, timing));
    do this.#poll(this.#descriptors, 1, 5000);
    while (this.#device.ioctl(ioctls.IPMICTL_RECEIVE_MSG_TRUNC, this.#messages.receive()) !== 0);
    return this.#messages.data();
  }

  close(): void {
    this.#device.close();
    this.#messages.free();
  }
}

const connection = openDevice({
  name: "bench",
  clock: systemClock,
  logger: silentLogger,
  random: Math.random,
  device: path,
  devices,
  exists: existsSync,
});
const loop = new BlockingLoop();

async function oneByOne(times: number[]): Promise<void> {
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await connection.request(request);
    times.push(performance.now() - started);
  }
}

async function together(times: number[]): Promise<void> {
  const started = performance.now();
  let left = count;
  const caller = async () => {
    while (left-- > 0) await connection.request(request);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  times.push((performance.now() - started) / count);
}

function blocking(times: number[]): void {
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    loop.once();
    times.push(performance.now() - started);
  }
}

const times: RoundTrips = { first: { connection: [], blocking: [] }, connection: [], together: [], blocking: [] };
while (times.first.blocking.length < warmup) {
  await oneByOne(times.first.connection);
  blocking(times.first.blocking);
}
await together([]);
for (let round = 0; round < rounds; round++) {
  await oneByOne(times.connection);
  blocking(times.blocking);
  await together(times.together);
}
loop.close();
await connection.close();
process.stdout.write(`${JSON.stringify(times)}\n`);
