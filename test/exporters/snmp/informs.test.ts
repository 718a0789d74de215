import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, vi } from "vitest";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";
import { engineId, operator } from "../../snmp/support/agent.ts";
import { Random } from "../../snmp/support/mutation.ts";
import { TrapReceiver } from "../../snmp/support/snmptrapd.ts";
import { requires } from "../../support/requires.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { until } from "../../support/until.ts";

const { describe, it } = requires("snmptrapd");
/** For a machine that has much else to do: an inform not acknowledged in time is repeated after ever longer pauses. */
const timeoutMs = 60_000;
vi.setConfig({ testTimeout: 4 * timeoutMs });
const program = fileURLToPath(new URL("./informing-process.ts", import.meta.url));

class Informing {
  readonly lines: string[] = [];
  readonly child: ChildProcess;

  constructor(directory: string, run: string, count: number, target: NotificationTarget, what = "events") {
    const args = ["--disable-warning=ExperimentalWarning", program, directory, run, String(count)];
    this.child = spawn(process.execPath, [...args, JSON.stringify(target), what], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    let rest = "";
    this.child.stdout?.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      this.lines.push(...lines);
    });
    onTestFinished(() => this.kill());
  }

  said(word: string): string[] {
    return this.lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  }

  async seen(count: number): Promise<void> {
    await until(() => this.said("seen").length >= count, { timeoutMs, what: () => `${count} events` });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "close");
  }
}

const targetAt = (port: number, version: "v2c" | "v3"): NotificationTarget => ({
  ...{ name: "noc", host: "127.0.0.1", port, kind: "inform", timeout: 100, retries: 1 },
  security: version === "v3" ? { version, user: operator } : { version, community: "traps" },
});

const texts = (receiver: TrapReceiver): string[] =>
  receiver.lines.flatMap((line) => /"(event [\d.]+)"/.exec(line)?.[1] ?? []);

describe("informs on their way to snmptrapd", () => {
  it.each([
    [1, "v2c"],
    [2, "v3"],
    [3, "v2c"],
    [4, "v3"],
    [5, "v2c"],
  ] as const)("tell every event although the agent is killed (seed %i, %s)", async (seed, version) => {
    const random = new Random(seed);
    const directory = await temporaryDirectory();
    const receiver = await TrapReceiver.start({ user: operator, engineIds: [engineId] });
    const target = targetAt(receiver.port, version);
    const first = new Informing(directory, "1", 60, target);
    await first.seen(1 + random.below(60));
    await first.kill();
    const second = new Informing(directory, "2", 40, target);
    await second.seen(1 + random.below(40));
    await second.kill();
    const third = new Informing(directory, "3", 3, target);
    await third.seen(3);
    const logged = [...third.said("logged"), ...third.said("seen")];
    expect(logged).toEqual(expect.arrayContaining([...first.said("seen"), ...second.said("seen")]));
    await until(() => logged.every((text) => texts(receiver).includes(text)), {
      timeoutMs,
      what: () => `all of ${logged.length} events; ${new Set(texts(receiver)).size} came`,
    });
    expect(receiver.lines[0]).toContain(".1.3.6.1.6.3.1.1.5.1\n".trim());
    expect(receiver.lines.some((line) => line.includes("= .1.3.6.1.6.3.1.1.5.2"))).toBe(true);
  });

  it.each([11, 12, 13])("tell every alarm that came and went although the agent is killed (seed %i)", async (seed) => {
    const random = new Random(seed);
    const directory = await temporaryDirectory();
    const receiver = await TrapReceiver.start({ user: operator, engineIds: [engineId] });
    const target = targetAt(receiver.port, "v2c");
    const runs: Informing[] = [];
    for (const run of ["1", "2", "3"]) {
      const count = run === "3" ? 2 : 40;
      const informing = new Informing(directory, run, count, target, "alarms");
      runs.push(informing);
      await informing.seen(run === "3" ? 2 : 1 + random.below(count));
      if (run !== "3") await informing.kill();
    }
    const logged = [...runs[2]!.said("logged"), ...runs[2]!.said("seen")].filter((text) => text.startsWith("event"));
    // Odd ones raise an alarm, which the even one after it clears; a cleared one is told with the text it was raised by.
    const number = (text: string) => Number(text.split(".").at(-1));
    const raised = logged.filter((text) => number(text) % 2 === 1);
    const over = raised.filter((text) => logged.includes(text.replace(/\d+$/, String(number(text) + 1))));
    const told = (id: number) =>
      receiver.lines
        .filter((line) => line.includes(`.9999.1.0.${id}\t`))
        .flatMap((line) => /"(event [\d.]+)"/.exec(line)?.[1] ?? []);
    const all = () => raised.every((text) => told(26).includes(text)) && over.every((text) => told(27).includes(text));
    await until(all, {
      timeoutMs,
      what: () => `${raised.length} and ${over.length} alarms; ${told(26)} and ${told(27)} came`,
    });
    expect(over.length).toBeGreaterThan(0);
  });

  it.each(["v2c", "v3"] as const)("wait for a receiver that is away, in their order (%s)", async (version) => {
    const directory = await temporaryDirectory();
    const receiver = await TrapReceiver.start({ user: operator, engineIds: [engineId] });
    const target = targetAt(receiver.port, version);
    const first = new Informing(directory, "1", 5, target);
    await until(() => texts(receiver).length >= 5, { timeoutMs, what: () => "the first events" });
    await first.kill();
    await receiver.stop();
    const second = new Informing(directory, "2", 20, target);
    await second.seen(20);
    await second.kill();
    const third = new Informing(directory, "3", 5, target);
    await third.seen(5);
    await receiver.start();
    const wanted = [5, 20, 5].flatMap((n, run) => Array.from({ length: n }, (_, i) => `event ${run + 1}.${i + 1}`));
    await until(() => new Set(texts(receiver)).size >= wanted.length, {
      what: () => `all of ${wanted.length} events; ${new Set(texts(receiver)).size} came`,
      timeoutMs,
    });
    expect([...new Set(texts(receiver))]).toEqual(wanted);
  });
});
