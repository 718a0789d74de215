/**
 * The agent and its transport on a real kernel: a guest in QEMU whose /dev/ipmi0 is Linux's own driver and whose BMC is
 * an ipmi_sim of this machine, outside of the guest. One boot for all; the tests follow each other.
 */
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadMachine } from "../../simulators/index.ts";
import { emuFile } from "../../simulators/ipmi-sim/emu.ts";
import { rawOf } from "../../simulators/ipmi-sim/raw.ts";
import { type AnalogSensor, bmcsOf } from "../../simulators/machine/machine.ts";
import { NotThereError } from "../../src/base/errors.ts";
import { assertEqual, countOf, ipmitool, toValues, valuesOfIpmitool } from "../bench/tools.ts";
import { type IpmiSim, simPassword, simUser, startIpmiSim } from "../support/ipmi-sim.ts";
import { bundle } from "../support/qemu/bundle.ts";
import { type Guest, type Running, startGuest } from "../support/qemu/guest.ts";
import { guestImage, repository } from "../support/qemu/guest-image.ts";
import type { TestResult } from "../support/qemu/small-vitest.ts";
import { has, requires } from "../support/requires.ts";
import { serveHostVerbs } from "./host-verbs.ts";

const programs = ["ipmi_sim", "ipmitool", "qemu", "kmod", "xz"] as const;
const needed = requires(...programs);
// What is missing beside programs, such as a network to fetch the kernel from.
const found = has(...programs) ? await guestImage() : undefined;
const lacking = found?.kind === "unavailable" ? found.needs : undefined;
if (lacking !== undefined && process.env["CI"] === "true") {
  throw new NotThereError("E_TEST_NEEDS", `these tests need ${lacking}`);
}
const describeHere = lacking === undefined ? needed.describe : describe.skip;

/** Emulation is slow, and slower while other tests run. */
const patience = { timeout: 90_000, interval: 300 };
const testMs = 150_000;
const state = "/tmp/state";
const node = "NODE_COMPILE_CACHE=/tmp/compiled node";

interface SensorRow {
  readonly name: string;
  readonly unit: string | null;
  readonly quality: string;
  readonly value: number | null;
  readonly lastValue: number | null;
}

interface EventRow {
  readonly type: string;
  readonly origin: string;
  readonly sensorName?: string;
  readonly state?: string;
  readonly assertion?: boolean;
  readonly reading?: number;
  readonly text: string;
}

describeHere(`the kernel's IPMI device${lacking === undefined ? "" : ` [needs ${lacking}]`}`, () => {
  let sim: IpmiSim;
  let guest: Guest;
  let stopServing: (() => void) | undefined;

  beforeAll(async () => {
    if (found?.kind !== "ready") return;
    sim = await startIpmiSim();
    guest = await startGuest({ image: found.image, vmPort: sim.vm });
    stopServing = serveHostVerbs(guest.folder, sim);
    await bundle(
      {
        "connection-suite": "test/system/guest/connection-suite.ts",
        ask: "test/system/guest/ask.ts",
        main: "src/main.ts",
        worker: "src/store/worker.ts",
      },
      join(guest.folder, "programs"),
    );
    await writeFile(join(guest.folder, "package.json"), JSON.stringify({ type: "module", version: "0.0.0" }));
    await symlink(join(repository, "node_modules"), join(guest.folder, "node_modules"));
    await guest.run("modprobe ipmi_si && modprobe ipmi_devintf && ls /dev/ipmi0");
  }, testMs);

  afterAll(async () => {
    stopServing?.();
    await guest?.stop();
    await sim?.stop();
  }, testMs);

  describe("carries connections", () => {
    const suite = async (options: string): Promise<TestResult[]> => {
      const output = await guest.run(`node /ctl/programs/connection-suite.js ${options}`);
      const lines = output.trim().split("\n");
      expect(lines.pop()).toBe('"end"');
      return lines.map((line) => JSON.parse(line));
    };
    const failures = (results: readonly TestResult[]) => results.filter(({ failure }) => failure !== undefined);

    it("as the suite of all connections asks", { timeout: testMs }, async () => {
      const results = await suite("");
      expect(failures(results)).toEqual([]);
      expect(results.length).toBeGreaterThanOrEqual(19);
    });

    it("also by signals, where koffi has no poll", { timeout: testMs }, async () => {
      const results = await suite("--sigio requests");
      expect(failures(results)).toEqual([]);
      expect(results.length).toBeGreaterThanOrEqual(4);
    });
  });

  describe("carries the agent", () => {
    let agent: Running;
    let overheats: AnalogSensor;

    const ask = <T>(path: string) => guest.ask<T>(`/hpi/v1${path}`);
    const sensors = async () => (await ask<{ sensors: SensorRow[] }>("/sensors")).sensors;
    const analog = async () => (await sensors()).filter(({ unit }) => unit !== null);
    const values = async () => toValues((await analog()).map(({ name, value }) => [name, value ?? undefined]));
    const events = async () => (await ask<{ events: EventRow[] }>("/events?limit=500")).events;
    const alarms = async () => (await ask<{ alarms: { text: string }[] }>("/alarms")).alarms.map(({ text }) => text);
    const until = (check: () => Promise<void>) => vi.waitFor(check, patience);

    beforeAll(async () => {
      const machine = await loadMachine("rack");
      const [bmc] = bmcsOf(machine);
      overheats = bmc!.sensors.find(
        (sensor): sensor is AnalogSensor => sensor.kind === "analog" && sensor.thresholds.upperCritical !== undefined,
      )!;
      await sim.restart(emuFile(machine, bmc!).trim().split("\n"));
      agent = await guest.start(
        `echo $$ > /tmp/agent.pid; exec env ${node} /ctl/programs/main.js run --state-directory ${state} --rest-port 0 --snmp-port 0`,
      );
      await guest.start(`node /ctl/programs/ask.js ${state}/agent.sock`);
    }, testMs);

    it("which finds it without being told, and the sensors behind it", { timeout: testMs }, async () => {
      const lan = { host: "127.0.0.1", port: sim.lan, user: simUser, password: simPassword };
      const theirs = valuesOfIpmitool((await ipmitool(lan, "sdr", "elist", "full")).output);
      expect(countOf(theirs)).toBeGreaterThan(20);
      await until(async () => assertEqual("ipmitool", await values(), theirs));
      expect(await alarms()).toEqual([]);
    });

    it("which does without it while the driver is gone", { timeout: testMs }, async () => {
      const driver = "/sys/bus/platform/drivers/ipmi_si";
      const device = (await guest.run(`cd ${driver} && ls -d IPI*`)).trim();
      await guest.run(`echo ${device} > ${driver}/unbind`);
      await until(async () => {
        expect(await alarms()).toContainEqual(expect.stringMatching(/does not answer: .*\/dev\/ipmi0 is not there/));
      });
      await guest.run(`echo ${device} > ${driver}/bind`);
      await until(async () => expect(await alarms()).toEqual([]));
    });

    it("which tells at once of an event that the controller reports", { timeout: testMs }, async () => {
      const hot = overheats.thresholds.upperCritical! + overheats.step;
      await sim.command(`sensor_set_value 0x20 0 ${overheats.number} ${rawOf(overheats, hot)} 1`);
      await until(async () => {
        expect(await events()).toContainEqual(
          expect.objectContaining({ type: "sensor", sensorName: overheats.name, assertion: true, reading: hot }),
        );
      });
      const told = (await events()).filter(({ sensorName }) => sensorName === overheats.name);
      // Reported by the controller, not noticed by polling.
      expect(told[0]?.origin).toMatch(/^(sel|event-message)$/);
    });

    it("which says when the controller dies, and shows nothing old as new", { timeout: testMs }, async () => {
      await sim.crash();
      await until(async () => {
        const rows = await analog();
        expect(rows.filter(({ quality }) => quality !== "stale")).toEqual([]);
      });
      expect(await alarms()).toContainEqual(expect.stringMatching(/does not answer.*D2h/));
      for (const { value, lastValue } of await analog()) expect([value, typeof lastValue]).toEqual([null, "number"]);
    });

    it("which goes on by itself when the controller is back", { timeout: testMs }, async () => {
      await sim.restart();
      await until(async () => {
        expect(await alarms()).toEqual([]);
        expect((await analog()).filter(({ quality }) => quality !== "good")).toEqual([]);
      });
      const sensor = (await sensors()).find(({ name }) => name === overheats.name);
      expect(sensor?.value).toBe(overheats.value);
    });

    it("and the command line, and ends when told", { timeout: testMs }, async () => {
      const printed = await guest.run(`${node} /ctl/programs/main.js sensors --json --state-directory ${state}`);
      expect((JSON.parse(printed) as { sensors: SensorRow[] }).sensors.map(({ name }) => name)).toContain(
        overheats.name,
      );
      await guest.run("kill -TERM $(cat /tmp/agent.pid)");
      const { status, errors } = await agent.finished;
      expect([status, errors.split("\n").filter((line) => line.includes('"level":50'))]).toEqual([0, []]);
      expect(await guest.run("ls -l /proc/*/fd 2> /dev/null | grep -c ipmi0 || true")).toBe("0\n");
    });
  });
});
