import { expect } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

/** No file of the process may grow beyond `bytes`: to it, a disk that is full. Only the soft limit, so that it can go. */
async function limitFiles({ child }: AgentProcess, bytes: number | "unlimited"): Promise<void> {
  const { code, stderr } = await run("prlimit", [`--fsize=${bytes}:unlimited`, "--pid", String(child.pid)]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
}

interface Logged {
  readonly sequence: number;
  readonly text: string;
  readonly volatile?: boolean;
}

describe("a disk that is full", () => {
  it("loses no event: they go on from memory under an alarm and are written when there is room", async () => {
    const state = await temporaryDirectory();
    const agent = await startAgentProcess(state, ["--machine", "atca-14"]);
    const seen = (await agent.follow("/hpi/v1/events/stream")) as readonly Logged[];
    const alarms = async () => (await agent.cli("alarms")).toString();
    const log = async () =>
      (await agent.rest("/hpi/v1/events?limit=1000")).body as { durable: boolean; events: readonly Logged[] };

    await limitFiles(agent, 1);
    await agent.cli("sim", "set", "slot-3/CPU0 Temp", "90");
    await until(async () => (await alarms()).includes("event log is not durable"), { what: () => "the alarm" });
    expect(await alarms()).toContain("CPU0 Temp is past its upper minor threshold");
    await agent.cli("sim", "pull", "slot-4");
    await until(() => seen.some(({ text }) => text?.includes("Board 4") && text.includes("not present")), {
      what: () => "the board to be gone",
    });
    expect(seen.find(({ text }) => text?.includes("CPU0 Temp"))).toMatchObject({ volatile: true });
    expect((await log()).durable).toBe(false);
    await expect(agent.cli("user", "add", "zed")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the state directory cannot be written"),
    });
    // Every door still answers.
    expect((await agent.rest("/redfish/v1/Chassis")).status).toBe(200);
    expect((await run("snmpget", ["-m", "", ...agent.snmpArguments(), "1.3.6.1.2.1.1.3.0"])).code).toBe(0);

    await limitFiles(agent, "unlimited");
    await until(async () => (await log()).durable, { what: () => "the log to be durable again" });
    await until(async () => !(await alarms()).includes("event log is not durable"), { what: () => "the alarm to go" });
    const written = (await log()).events;
    expect(written.map(({ sequence }) => sequence)).toEqual(written.map((_, i) => i + 1));
    for (const { sequence, text } of seen.filter((event) => event.sequence !== undefined)) {
      expect(written[sequence - 1]?.text).toBe(text);
    }
    expect(await agent.end()).toBe(0);

    // What was only in memory then is on disk now.
    const again = await startAgentProcess(state, ["--machine", "atca-14"]);
    const kept = (await again.rest("/hpi/v1/events?limit=1000")).body as { events: readonly Logged[] };
    expect(kept.events.slice(0, written.length).map(({ text }) => text)).toEqual(written.map(({ text }) => text));
    expect(await again.end()).toBe(0);
  }, 120_000);
});
