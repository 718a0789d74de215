import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { children } from "../support/processes.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { startSimulatorProcess } from "../support/simulator-process.ts";
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
        "10",
        ...agent.snmpArguments(),
        oid,
      ]);
      return new Set(stdout.trim().split("\n"));
    };
    const alarms = async () => {
      const { alarms } = (await agent.rest("/hpi/v1/alarms")).body as { alarms: readonly { text: string }[] };
      return alarms.map(({ text }) => text).join();
    };
    const saysSilent = async () => (await alarms()).includes("does not answer");
    process.kill(simulator, "SIGSTOP");
    try {
      await until(async () => !(await qualities()).has("good"), { timeoutMs: 60_000, what: () => "staleness" });
      await until(saysSilent, { timeoutMs: 60_000, what: () => "the alarm" });
      expect(await qualities()).toContain("stale");
      // No door waits for the hardware: it stays silent until the end of all this.
      let statuses = new Set<string>();
      await until(
        async () => {
          statuses = await operStatuses();
          return statuses.size === 1 && statuses.has("2");
        },
        { what: () => `all sensors to be unavailable over SNMP: ${[...statuses]}` },
      );
      expect((await agent.rest("/redfish/v1/Chassis/Shelf1-Slot3")).body).toMatchObject({
        Status: { State: "UnavailableOffline" },
      });
      expect(await agent.cli("sensors", "--resource", "Board 3")).toContain("stale");
    } finally {
      process.kill(simulator, "SIGCONT");
    }
    // A controller that was silent for long is asked once a minute.
    await until(async () => !(await qualities()).has("stale"), { timeoutMs: 120_000, what: () => "healing" });
    await until(async () => (await operStatuses()).has("1"), { what: () => "values over SNMP" });
    await until(async () => !(await saysSilent()), { what: () => "the end of the alarm" });
    expect(await agent.end()).toBe(0);
  }, 360_000);

  it("is waited for by an agent that started meanwhile, which then says that it is ready", async () => {
    const simulator = await startSimulatorProcess(["--machine", "rack"]);
    const hanging = children(simulator.child.pid!).find(({ name }) => name === "ipmi_sim")!.pid;
    process.kill(hanging, "SIGSTOP");
    const state = await temporaryDirectory();
    const config = join(state, "config.yaml");
    // JSON is YAML.
    await writeFile(config, JSON.stringify({ controllers: [{ name: "server", transport: "vm", ...simulator.vm }] }));
    const agent = await startAgentProcess(state, ["--config", config], { verb: "run" });
    expect(agent.details.state).toBe("degraded");
    process.kill(hanging, "SIGCONT");
    const file = join(state, "connection.json");
    await until(() => JSON.parse(readFileSync(file, "utf8")).state === "ready", {
      timeoutMs: 120_000,
      what: () => `discovery: ${agent.log()}`,
    });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ...agent.details, state: "ready" });
    expect(await agent.end()).toBe(0);
    expect(existsSync(file)).toBe(false);
    await simulator.end();
  }, 240_000);
});
