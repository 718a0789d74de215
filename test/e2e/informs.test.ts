import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { attachSimulator } from "../../simulators/index.ts";
import { BASE_OID } from "../../src/exporters/snmp/base-oid.ts";
import { TrapReceiver } from "../snmp/support/snmptrapd.ts";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmptrapd");
/** For a machine that has much else to do. */
const timeoutMs = 60_000;
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** hpiAgentNotifyLogSequence: the place in the event log of what a notification tells. */
const place = new RegExp(`\\.${[...BASE_OID, 1, 20, 8, 0].join("\\.")} = (\\d+)`);

interface Logged {
  readonly type: string;
  readonly text: string;
  readonly sequence: number;
}

describe("an agent killed while it informs", () => {
  it("has told every event of the hardware after it was started again", async () => {
    const directory = await temporaryDirectory();
    const receiver = await TrapReceiver.start();
    const attachFile = join(directory, "simulator.json");
    const simulator = spawn(process.execPath, [
      main,
      "sim",
      "run",
      "--machine",
      "atca-14",
      "--attach-file",
      attachFile,
    ]);
    onTestFinished(() => void simulator.kill("SIGKILL"));
    await until(() => existsSync(attachFile), { timeoutMs, what: () => "the simulator" });
    const { control, detach } = await attachSimulator(attachFile);
    const communityFile = join(directory, "community");
    await writeFile(communityFile, "traps\n", { mode: 0o600 });
    const target = {
      name: "noc",
      host: "127.0.0.1",
      port: receiver.port,
      kind: "inform",
      communityFile,
      timeoutSeconds: 1,
    };
    const config = join(directory, "config.yaml");
    // JSON is YAML.
    await writeFile(config, JSON.stringify({ snmp: { targets: [target] } }));
    const start = () => startAgentProcess(join(directory, "state"), ["--attach", attachFile, "--config", config]);
    const told = () => new Set(receiver.lines.map((line) => Number(place.exec(line)?.[1] ?? 0)));
    const heat = async (degrees: number) => {
      for (const slot of [1, 2, 3, 4, 5, 7, 8]) await control.setSensor(`slot-${slot}/Inlet Temp`, degrees);
    };

    const first = await start();
    await heat(80);
    await until(() => told().size > 3, { timeoutMs, what: () => "the first informs" });
    await receiver.stop();
    await heat(25);
    await heat(80);
    const events = async (agent: typeof first): Promise<readonly Logged[]> => {
      const { body } = await agent.rest("/hpi/v1/events?limit=1000");
      return (body as { events: readonly Logged[] }).events.filter(({ type }) => type === "sensor");
    };
    await until(async () => (await events(first)).length > 10, {
      timeoutMs,
      what: () => "events to wait for the receiver",
    });
    expect(await first.end("SIGKILL")).toBe("SIGKILL");

    const second = await start();
    await receiver.start();
    await heat(25);
    await until(async () => (await events(second)).length > 20, { timeoutMs, what: () => "events of the second run" });
    const logged = await events(second);
    const missing = () => logged.filter(({ sequence }) => !told().has(sequence)).map(({ text }) => text);
    await until(() => missing().length === 0, {
      what: () => `${missing().length} of ${logged.length} events: ${missing().slice(0, 3)}`,
      timeoutMs,
    });
    await second.end();
    await detach();
    simulator.kill("SIGINT");
  }, 360_000);
});
