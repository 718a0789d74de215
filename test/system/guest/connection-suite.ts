/**
 * Runs in the guest: the suite of connections on the real IPMI device. One line of JSON for each test.
 * `connection-suite.js [--sigio] [PART]`; PART is one of the suite's groups.
 */
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { openDevice } from "../../../src/transport/open/index.ts";
import { nativeDevices } from "../../../src/transport/open/native.ts";
import { connectionContract } from "../../contract/connection.ts";
import { runTests } from "../../support/qemu/small-vitest.ts";
import { askHost, askHostNow } from "./host-channel.ts";

const device = "/dev/ipmi0";
const devices = nativeDevices({
  architecture: process.arch,
  signals: process,
  ...(process.argv.includes("--sigio") ? { poll: undefined } : {}),
});

connectionContract("open", async () => ({
  open: () =>
    openDevice({
      name: "shelf",
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      device,
      devices,
      exists: existsSync,
      // Longer than a guest that shares two processors with other tests may be held up.
      answerMs: 1000,
      breaker: { firstProbeMs: 50, probe: { firstMs: 100, maxMs: 500 } },
    }),
  freeze: () => askHostNow("freeze"),
  wake: () => askHostNow("wake"),
  restart: () => askHost("restart"),
  raiseEvent: () => askHost("raise-event"),
  leftovers: async () =>
    readdirSync("/proc/self/fd").flatMap((fd) => {
      const path = `/proc/self/fd/${fd}`;
      return existsSync(path) && readlinkSync(path) === device ? [device] : [];
    }),
  stop: async () => {},
}));

const part = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
await runTests(part, (result) => process.stdout.write(`${JSON.stringify(result)}\n`));
process.stdout.write('"end"\n');
