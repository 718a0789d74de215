import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { systemDoors } from "../../src/agent/doors.ts";
import { attachSimulation } from "../../src/agent/simulation.ts";
import { type Agent, startAgent } from "../../src/agent.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { defaultConfig } from "../../src/config/schema.ts";
import { requires } from "../support/requires.ts";
import { startSimulatorProcess } from "../support/simulator-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim");

async function agentOf(machine: string): Promise<Agent & { readonly directory: string; end(): Promise<void> }> {
  const simulator = await startSimulatorProcess(["--machine", machine]);
  const simulation = await attachSimulation(simulator.attachFile);
  const { rest, snmp, ...config } = defaultConfig();
  const directory = await temporaryDirectory();
  const agent = await startAgent({
    config: { ...config, rest: { ...rest, port: 0 }, snmp: { ...snmp, port: 0 } },
    version: "test",
    stateDirectory: directory,
    simulation,
    doors: systemDoors(),
    logger: silentLogger,
  });
  return {
    ...agent,
    directory,
    async end() {
      await agent.stop();
      await simulation.release();
      await simulator.end();
    },
  };
}

describe("two agents in one process", () => {
  it("share nothing: each has its own hardware, doors, log and end", async () => {
    const [shelf, rack] = await Promise.all([agentOf("atca-14"), agentOf("cpci")]);
    const [first, second] = await Promise.all([shelf.ready, rack.ready]);
    expect([first.state, second.state]).toEqual(["ready", "ready"]);
    expect(first.rest!.url).not.toBe(second.rest!.url);
    expect(first.snmp!.port).not.toBe(second.snmp!.port);
    expect(shelf.domain.log.epoch).not.toBe(rack.domain.log.epoch);
    const tags = (agent: Agent) => agent.domain.resources().map(({ tag }) => tag);
    expect(tags(shelf)).toContain("Slot 14");
    expect(tags(rack)).not.toContain("Slot 14");

    // What one sees the other does not, and one goes on when the other has ended.
    const before = rack.domain.log.lastSequence;
    await shelf.domain.agentAlarm("test", "minor", "only here");
    expect(rack.domain.log.lastSequence).toBe(before);
    await rack.end();
    const sensor = shelf.domain.sensors().find(({ pollPeriod, numeric }) => pollPeriod !== null && numeric !== null)!;
    const taken = shelf.domain.reading(sensor.id).at.monotonic;
    await until(() => shelf.domain.reading(sensor.id).at.monotonic > taken, {
      timeoutMs: 20_000,
      what: () => "another reading",
    });
    expect(JSON.parse(readFileSync(join(shelf.directory, "connection.json"), "utf8"))).toMatchObject({
      state: "ready",
    });
    await shelf.end();
  }, 120_000);
});
