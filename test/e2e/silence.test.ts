import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { children } from "../support/processes.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

interface Reading {
  readonly quality: string;
}

describe("a controller that hangs", () => {
  it("makes readings stale while every door goes on answering, and heals without help", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const simulator = children(agent.child.pid!).find(({ name }) => name === "ipmi_sim")!.pid;
    const qualities = async () => {
      const { sensors } = (await agent.rest("/hpi/v1/sensors")).body as { sensors: readonly Reading[] };
      return new Set(sensors.map(({ quality }) => quality));
    };
    const operStatuses = async () => {
      const oid = "1.3.6.1.2.1.99.1.1.1.5";
      const { stdout } = await run("snmpbulkwalk", [
        "-Onqv",
        "-m",
        "",
        "-r",
        "0",
        "-t",
        "2",
        ...agent.snmpArguments(),
        oid,
      ]);
      return new Set(stdout.trim().split("\n"));
    };
    process.kill(simulator, "SIGSTOP");
    try {
      await until(async () => !(await qualities()).has("good"), { timeoutMs: 40_000, what: () => "staleness" });
      expect(await qualities()).toContain("stale");
      // No door waits for the hardware; the tools' own short timeouts would tell.
      expect(await operStatuses()).toEqual(new Set(["2"]));
      expect((await agent.rest("/redfish/v1/Chassis/Shelf1-Slot3")).body).toMatchObject({
        Status: { State: "UnavailableOffline" },
      });
      const alarms = (await agent.rest("/hpi/v1/alarms")).body as { alarms: readonly { text: string }[] };
      expect(alarms.alarms.map(({ text }) => text).join()).toContain("does not answer");
      expect(await agent.cli("sensors", "--resource", "Board 3")).toContain("stale");
    } finally {
      process.kill(simulator, "SIGCONT");
    }
    await until(async () => !(await qualities()).has("stale"), { timeoutMs: 60_000, what: () => "healing" });
    expect(await operStatuses()).toContain("1");
    const alarms = (await agent.rest("/hpi/v1/alarms")).body as { alarms: readonly { text: string }[] };
    expect(alarms.alarms.map(({ text }) => text).join()).not.toContain("does not answer");
    expect(await agent.end()).toBe(0);
  }, 150_000);
});
