import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, vi } from "vitest";
import { isAlive } from "../simulators/lifetime.ts";
import { freePorts, type SimPorts, startIpmiSim } from "./ipmi-sim.ts";
import { children } from "./processes.ts";
import { requires } from "./requires.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { until } from "./until.ts";

const { describe, it } = requires("ipmi_sim");

/** Ports that somebody else has. */
async function takenPorts(): Promise<SimPorts> {
  const server = createServer().listen(0, "127.0.0.1");
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), once(socket, "listening")]);
  onTestFinished(() => void server.close());
  onTestFinished(() => void socket.close());
  const address = server.address();
  return { lan: socket.address().port, vm: typeof address === "object" && address !== null ? address.port : 0 };
}

describe("an ipmi_sim for one test", () => {
  it.each(["lan", "vm"] as const)("takes other ports when another program was faster (%s)", async (which) => {
    const taken = await takenPorts();
    const choose = vi.fn(freePorts).mockImplementationOnce(async () => ({
      ...(await freePorts()),
      [which]: taken[which],
    }));
    const sim = await startIpmiSim(undefined, choose);
    onTestFinished(() => sim.stop());
    expect(choose).toHaveBeenCalledTimes(2);
    expect(sim[which]).not.toBe(taken[which]);
    expect(await sim.command("sensor_set_value 0x20 0 1 41 0")).toBe("");
  });

  it("gives up after some ports, saying why, and leaves no file", async () => {
    vi.stubEnv("TMPDIR", await temporaryDirectory());
    onTestFinished(() => void vi.unstubAllEnvs());
    const taken = await takenPorts();
    const choose = vi.fn(async () => taken);
    await expect(startIpmiSim(undefined, choose)).rejects.toThrow(/Unable to bind .*Address already in use/);
    expect(choose.mock.calls.length).toBeGreaterThan(1);
    expect(await readdir(process.env["TMPDIR"]!)).toEqual([]);
  });

  it("is not started again when something else is wrong", async () => {
    const choose = vi.fn(freePorts);
    await expect(startIpmiSim(["quit"], choose)).rejects.toThrow(/has ended/);
    expect(choose).toHaveBeenCalledTimes(1);
  });

  it("ends with the process that started it, also while it is frozen", async () => {
    const program = fileURLToPath(new URL("fixtures/start-ipmi-sim.ts", import.meta.url));
    vi.stubEnv("TMPDIR", await temporaryDirectory());
    onTestFinished(() => void vi.unstubAllEnvs());
    const parent = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    await once(parent.stdout, "data");
    const [sim] = children(parent.pid!);
    expect(sim?.name).toBe("ipmi_sim");
    parent.kill("SIGKILL");
    onTestFinished(() => {
      if (isAlive(sim!.pid)) process.kill(sim!.pid, "SIGKILL");
    });
    await until(() => !isAlive(sim!.pid));
  });
});
