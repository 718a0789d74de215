import { existsSync, readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { children } from "../support/processes.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim");

const answers = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

describe("starting on a simulated machine", () => {
  it("shows the tree and where to look, publishes its connection, and leaves nothing when it ends", async () => {
    const [stateDirectory, temporary] = [await temporaryDirectory(), await temporaryDirectory()];
    const agent = await startAgentProcess(stateDirectory, ["--machine", "atca-14"], { temporary });
    const { details } = agent;
    expect(details).toMatchObject({
      state: "ready",
      rest: { url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/), user: "admin" },
      snmp: { host: "127.0.0.1", authProtocol: "SHA-256", privProtocol: "AES" },
      simulator: { machine: "atca-14", lan: { user: expect.any(String) } },
    });
    expect(statSync(join(stateDirectory, "connection.json")).mode & 0o777).toBe(0o600);
    expect(statSync(stateDirectory).mode & 0o777).toBe(0o700);
    await until(() => agent.output().includes(stateDirectory), { what: () => "the greeting" });
    expect(agent.output()).toContain("PHYSICAL_SLOT 14");
    expect(agent.output()).toContain(details.rest!.url);
    // Plain text where there is no terminal.
    expect(agent.output()).not.toContain("\u001b");
    expect(agent.log()).not.toContain(details.rest!.password!);

    const processes = children(agent.child.pid!);
    expect(processes.length).toBeGreaterThan(0);
    expect(await agent.end("SIGINT")).toBe(0);
    for (const { pid } of processes) expect(existsSync(`/proc/${pid}`)).toBe(false);
    const ports = [new URL(details.rest!.url).port, details.simulator!.console.port, details.simulator!.lan.port];
    for (const port of ports) expect(await answers("127.0.0.1", Number(port))).toBe(false);
    expect(existsSync(join(stateDirectory, "connection.json"))).toBe(false);
    expect(existsSync(join(stateDirectory, "agent.sock"))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("goes on quietly when nobody reads what it prints, and still ends when told", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    agent.child.stdout!.destroy();
    agent.child.stderr!.destroy();
    // Something to log: the simulator's console is asked for what there is not.
    await expect(agent.cli("sim", "set", "nobody/nothing", "1")).rejects.toThrow(/there is no/);
    expect((await agent.rest("/hpi/v1")).status).toBe(200);
    expect(await agent.end("SIGTERM")).toBe(0);
  });

  it("ends at once when told twice, and leaves nothing that says it runs", async () => {
    const { child, stateDirectory } = await startAgentProcess(await temporaryDirectory(), ["--machine", "rack"]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // Both signals wait for it when it goes on.
    for (const signal of ["SIGSTOP", "SIGINT", "SIGTERM", "SIGCONT"] as const) child.kill(signal);
    expect(await ended).toBe(130);
    const left = ["agent.pid", "agent.sock", "connection.json"].filter((name) =>
      existsSync(join(stateDirectory, name)),
    );
    expect(left).toEqual([]);
  });

  it("ends with its simulator, and says why", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "rack"]);
    const ended = new Promise((resolve) => agent.child.once("exit", resolve));
    for (const { pid, name } of children(agent.child.pid!)) if (name === "ipmi_sim") process.kill(pid, "SIGKILL");
    expect(await ended).toBe(1);
    expect(agent.log()).toContain("hpi-agent: the simulator ended");
    expect(existsSync(join(agent.stateDirectory, "connection.json"))).toBe(false);
  });

  it("says so when its state directory is in use or belongs to real hardware", async () => {
    const stateDirectory = await temporaryDirectory();
    const agent = await startAgentProcess(stateDirectory, ["--machine", "atca-14"]);
    await expect(startAgentProcess(stateDirectory, ["--machine", "atca-14"])).rejects.toThrow(
      new RegExp(`in use.*${agent.child.pid}|${agent.child.pid}`),
    );
    await agent.end();
    await expect(startAgentProcess(stateDirectory, [], { verb: "run" })).rejects.toThrow(/simulated hardware/);
  });
});
