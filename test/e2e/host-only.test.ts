import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

describe.skipIf(existsSync("/dev/ipmi0"))("`run` on a machine without BMC", () => {
  it("neither simulates nor ends: host only, and an alarm that names what to load", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), [], { verb: "run" });
    expect(agent.details).toMatchObject({ state: "degraded", simulator: null, rest: { user: null, password: null } });
    expect(agent.details.snmp).toMatchObject({ user: null, authPassword: null });
    const tree = await agent.cli("tree");
    expect(tree).not.toMatch(/simulated/i);
    expect(tree).toContain("SYSTEM_CHASSIS 1");
    expect(await agent.cli("alarms")).toMatch(/modprobe ipmi_si .*ipmi_devintf/);
    await expect(agent.cli("sim", "list")).rejects.toThrow(/simulates nothing/);
    // No account exists: nobody can log in over the network.
    expect((await agent.rest("/redfish/v1/Chassis")).status).toBe(401);
    expect((await agent.rest("/redfish/v1")).status).toBe(200);
    // Let in over the local socket, somebody can.
    const made = JSON.parse(await agent.cli("user", "add", "ann", "--role", "Operator", "--json")) as {
      password: string;
    };
    expect((await agent.rest("/redfish/v1/Chassis", { user: "ann", password: made.password })).status).toBe(200);
    await until(() => agent.log().includes('"msg":"the agent serves"'), { what: agent.log });
    expect(agent.log()).not.toContain(made.password);
    expect(await agent.end("SIGTERM")).toBe(0);
  }, 60_000);
});
