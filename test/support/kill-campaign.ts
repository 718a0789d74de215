import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { attachSimulator } from "../../simulators/index.ts";
import { startAgentProcess } from "./agent-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { until } from "./until.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Logged {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly sequence: number;
  readonly origin: string;
  readonly raw?: string;
  /** It was shown before it could be written, and said so. */
  readonly volatile?: true;
}

/** A small generator whose numbers depend on the seed alone (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Kills an agent with SIGKILL while events pour in, starts it again, and checks that whatever anybody saw is in the log
 * as it was seen, and that every record of the SEL is in the log once.
 */
export async function killAndCompare(seed: number): Promise<{ seen: number; records: number }> {
  const random = seeded(seed);
  const directory = await temporaryDirectory();
  const attachFile = join(directory, "simulator.json");
  const simulator = spawn(process.execPath, [main, "sim", "run", "--machine", "atca-14", "--attach-file", attachFile]);
  onTestFinished(() => void simulator.kill("SIGKILL"));
  await until(() => existsSync(attachFile), { what: () => "the simulator" });
  const attached = await attachSimulator(attachFile);
  const stateDirectory = join(directory, "state");
  const first = await startAgentProcess(stateDirectory, ["--attach", attachFile]);
  const seen = (await first.follow("/hpi/v1/events/stream")) as readonly (Partial<Logged> & {
    readonly epoch?: string;
  })[];

  const pour = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const slot = [1, 2, 3, 4, 5, 7, 8][Math.floor(random() * 7)];
      await attached.control.setSensor(`slot-${slot}/Inlet Temp`, random() < 0.5 ? 25 : 80);
    }
  };
  const pouring = pour(40);
  const wanted = 1 + Math.floor(random() * 30);
  await until(() => seen.filter(({ id }) => id !== undefined).length >= wanted || first.child.exitCode !== null, {
    what: () => `${wanted} events`,
    timeoutMs: 5000,
  }).catch(() => undefined);
  expect(await first.end("SIGKILL")).toBe("SIGKILL");
  await pouring;
  await pour(5);

  const second = await startAgentProcess(stateDirectory, ["--attach", attachFile]);
  const records = async () =>
    ((await second.rest("/hpi/v1/sel")).body as { records: readonly { raw: string }[] }).records;
  const log = async () => {
    const { body } = await second.rest("/hpi/v1/events?limit=1000");
    return (body as { events: readonly Logged[] }).events;
  };
  const fromSel = async () => (await log()).filter(({ origin, raw }) => origin === "sel" && raw !== undefined);
  await until(async () => (await records()).length > 0 && (await fromSel()).length >= (await records()).length, {
    what: () => "the SEL to be read to its end",
    timeoutMs: 60_000,
  });
  const logged = await log();
  const shown = seen.filter((event): event is Logged => event.id !== undefined && event.volatile !== true);
  for (const event of shown) {
    const found = logged.find(({ id }) => id === event.id);
    expect(found, `event ${event.id} (${event.text}) of seed ${seed}`).toMatchObject({
      type: event.type,
      text: event.text,
    });
  }
  const raws = (await fromSel()).map(({ raw }) => raw);
  const inSel = (await records()).map(({ raw }) => raw);
  for (const raw of inSel) {
    expect(
      raws.filter((other) => other === raw),
      `record ${raw} of seed ${seed}`,
    ).toHaveLength(1);
  }
  const sequences = logged.map(({ sequence }) => sequence);
  expect(new Set(sequences).size).toBe(sequences.length);
  await second.end();
  await attached.detach();
  simulator.kill("SIGINT");
  return { seen: shown.length, records: inSel.length };
}
