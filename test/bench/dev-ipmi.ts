/** Round trips over a real kernel's IPMI device, in a guest: our connection, a blocking loop, `ipmitool raw`. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { parseFaults } from "../../simulators/fault-proxy/proxies.ts";
import { startVmProxy } from "../../simulators/fault-proxy/vm-proxy.ts";
import { systemClock } from "../../src/base/clock.ts";
import { DeviceSilentError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openDevice } from "../../src/transport/open/index.ts";
import { ioctls } from "../../src/transport/open/layout.ts";
import { nativeDevices } from "../../src/transport/open/native.ts";
import { startIpmiSim } from "../support/ipmi-sim.ts";
import { bundle } from "../support/qemu/bundle.ts";
import { type Guest, startGuest } from "../support/qemu/guest.ts";
import { type GuestImage, guestImage, repository } from "../support/qemu/guest-image.ts";
import type { RoundTrips } from "../system/guest/round-trips.ts";
import { FakeKernel } from "../transport/open/fake-kernel.ts";
import { temporaryDirectory } from "./agent-process.ts";
import { median, spread } from "./statistics.ts";

/** Requests of one run of ipmitool. */
const rawCount = 500;
/** Requests of each side in one turn: few, so that whatever else the machine does falls on both. */
const turn = 50;
/** Guests, one after the other: the same code differs from one to the next by some hundredths. */
const guests = 3;
/**
 * The BMCs, and requests of each side before it counts. The agent runs for months, and V8 needs some thousand calls of
 * everything until it has compiled what is called often; the connection has more to compile than a loop. Fewer where that
 * weighs less.
 */
const controllers = [
  { what: "a BMC that answers at once", serviceMs: 0, warmup: 10_000, turnsOfRound: 10 },
  { what: "a BMC that needs 2 ms for a request, as hardware does", serviceMs: 2, warmup: 1500, turnsOfRound: 4 },
] as const;
const firstCount = 200;
/** As an agent's that has had much to do: bin/hpi-agent sets the limit, this small process would never come near it. */
const nursery = "--min-semi-space-size=8 --max-semi-space-size=8";

/** Prints the figures; where no guest can be had, why. */
export async function deviceRoundTrips(rounds: number): Promise<void> {
  console.log(
    "== /dev/ipmi0 of a guest; emulation makes work of the processor, ours and the event loop's, many times slower",
  );
  const found = await guestImage();
  if (found.kind === "unavailable") {
    console.log(`  no figure: needs ${found.needs}\n`);
    return;
  }
  for (const controller of controllers) {
    const measured: Measured[] = [];
    for (let i = 0; i < guests; i++) measured.push(await inGuest(found.image, controller, rounds));
    print(controller, measured);
  }
  const own = await ownShare();
  console.log(
    `  connection and event loop alone, on this machine's processor: ${spread(own, "ms")} for each request\n`,
  );
}

/** Milliseconds of a request to a pretended kernel that answers at once: what is not the driver's or the controller's. */
async function ownShare(): Promise<number[]> {
  const native = nativeDevices({ architecture: process.arch, signals: process });
  const { path: folder, remove } = temporaryDirectory();
  const wire = join(folder, "wire");
  execFileSync("mkfifo", [wire]);
  const opened = native.open(wire);
  if (opened.kind === "failed") throw new DeviceSilentError("E_BENCH_DEVICE", `errno ${opened.errno}`);
  const kernel = new FakeKernel();
  kernel.wakes = false;
  kernel.behaviour = () => Array<number>(16).fill(0);
  const byte = new Uint8Array(1);
  const connection = openDevice({
    ...{ name: "bench", clock: systemClock, logger: silentLogger, random: Math.random, exists: () => true },
    device: wire,
    devices: {
      allocate: (size) => kernel.allocate(size),
      nextTurn: native.nextTurn,
      open(path) {
        const pretended = kernel.open(path);
        if (pretended.kind === "failed") return pretended;
        // A byte in the pipe wakes the event loop as the driver does.
        const ioctl = (request: number, argument: bigint): number => {
          const errno = pretended.device.ioctl(request, argument);
          if (request === ioctls.IPMICTL_SEND_COMMAND_SETTIME) writeSync(opened.device.descriptor, byte);
          else if (request === ioctls.IPMICTL_RECEIVE_MSG_TRUNC && errno === 0)
            readSync(opened.device.descriptor, byte);
          return errno;
        };
        return { kind: "open", device: { ...opened.device, ioctl } };
      },
    },
  });
  const times: number[] = [];
  try {
    for (let i = 0; i < 4000; i++) {
      const started = performance.now();
      await connection.request({ netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) });
      kernel.requests.length = 0;
      if (i >= 2000) times.push(performance.now() - started);
    }
  } finally {
    await connection.close();
    remove();
  }
  return times;
}

interface Measured extends RoundTrips {
  /** Of ipmitool, milliseconds for each request. */
  readonly raw: readonly number[];
}

async function inGuest(
  image: GuestImage,
  { serviceMs, warmup, turnsOfRound }: (typeof controllers)[number],
  rounds: number,
): Promise<Measured> {
  const sim = await startIpmiSim();
  const script = parseFaults({ faults: serviceMs === 0 ? [] : [{ do: "service", milliseconds: serviceMs }] });
  const upstream = { host: "127.0.0.1", port: sim.vm };
  const doors = { clock: systemClock, logger: silentLogger };
  const proxy = serviceMs === 0 ? undefined : await startVmProxy(upstream, script, "127.0.0.1", doors);
  const guest = await startGuest({ image, vmPort: proxy?.address.port ?? sim.vm });
  try {
    await bundle({ "round-trips": "test/system/guest/round-trips.ts" }, join(guest.folder, "programs"));
    writeFileSync(join(guest.folder, "package.json"), JSON.stringify({ type: "module" }));
    symlinkSync(join(repository, "node_modules"), join(guest.folder, "node_modules"));
    await guest.run("modprobe ipmi_si && modprobe ipmi_devintf");
    const program = `node ${nursery} /ctl/programs/round-trips.js`;
    const output = await guest.run(`${program} ${rounds * turnsOfRound} ${turn} ${warmup}`);
    return { ...(JSON.parse(output) as RoundTrips), raw: await ipmitoolRaw(guest, Math.ceil(rounds / guests)) };
  } finally {
    await guest.stop();
    await proxy?.stop();
    await sim.stop();
  }
}

function print({ what, warmup }: (typeof controllers)[number], measured: readonly Measured[]): void {
  console.log(`  round trip of Get Device ID, ${what}`);
  const row = (
    who: string,
    times: (from: Measured) => readonly number[],
    middle?: (values: readonly number[]) => number,
  ) => {
    const name = `    ${who.padEnd(26)} ${spread(measured.flatMap(times), "ms").padStart(24)}`;
    if (middle === undefined) {
      console.log(name);
      return;
    }
    const ratios = measured.map((from) => median(times(from)) / middle(from.blocking));
    const each = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
    console.log(`${name}   ${median(ratios).toFixed(2)} of the loop (by guest: ${each})`);
  };
  row("blocking ioctl loop", (from) => from.blocking);
  row("connection", (from) => from.connection, median);
  // Of these only the mean is known, so it is compared with the mean.
  row("connection, 8 callers", (from) => from.together, mean);
  row("ipmitool raw, one process", (from) => from.raw, mean);
  const first = (side: "connection" | "blocking") =>
    median(measured.flatMap((from) => from.first[side].slice(0, firstCount))).toFixed(2);
  console.log(
    `    the first ${firstCount} of a process: connection ${first("connection")} ms, loop ${first("blocking")} ms; the above is after ${warmup} of each`,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Milliseconds for each request of one process that makes many, less those of one that makes one. */
async function ipmitoolRaw(guest: Guest, rounds: number): Promise<number[]> {
  const tools = join(guest.folder, "tools");
  mkdirSync(tools);
  const program = execFileSync("sh", ["-c", "command -v ipmitool"], { encoding: "utf8" }).trim();
  const libraries = [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/=> (\S+)/g)];
  for (const file of [program, ...libraries.map(([, path]) => path!)]) copyFileSync(file, join(tools, basename(file)));
  const commands = (count: number) => `${"raw 0x06 0x01\n".repeat(count)}`;
  writeFileSync(join(tools, "many"), commands(rawCount + 1));
  writeFileSync(join(tools, "one"), commands(1));
  const run = async (file: string) => {
    const command = `LD_LIBRARY_PATH=/ctl/tools /ctl/tools/ipmitool -I open exec /ctl/tools/${file}`;
    // Hundredths of a second, of the guest's own clock.
    const output = await guest.run(
      `cut -d ' ' -f 1 /proc/uptime; ${command} > /dev/null; cut -d ' ' -f 1 /proc/uptime`,
    );
    const [from = 0, to = 0] = output.trim().split("\n").map(Number);
    return (to - from) * 1000;
  };
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(((await run("many")) - (await run("one"))) / rawCount);
  return times;
}
