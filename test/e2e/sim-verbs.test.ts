import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";
import { type AttachFile, parseMachine } from "../../simulators/index.ts";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Verb {
  readonly child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

function verb(args: readonly string[], temporary?: string): Verb {
  let output = "";
  const env = { ...process.env, NO_COLOR: "1", ...(temporary === undefined ? {} : { TMPDIR: temporary }) };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output: () => output, ended };
}

/** A simulator of its own, and what its attach file says. */
async function simulator(
  directory: string,
  ...args: readonly string[]
): Promise<Verb & { readonly attach: AttachFile }> {
  const file = join(directory, "attach.json");
  const running = verb(["sim", "run", "--attach-file", file, ...args], directory);
  await until(() => existsSync(file), { what: () => `the simulator: ${running.output()}` });
  return { ...running, attach: JSON.parse(readFileSync(file, "utf8")) as AttachFile };
}

const cli = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, [main, ...args], { env: { ...process.env, NO_COLOR: "1" } })).stdout;

function ask(lan: AttachFile["lan"], port: number, ...words: string[]) {
  const session = [
    "-I",
    "lanplus",
    "-C",
    "3",
    "-H",
    lan.host,
    "-p",
    String(port),
    "-U",
    lan.user,
    "-E",
    "-N",
    "1",
    "-R",
    "1",
  ];
  return run("ipmitool", [...session, ...words], { IPMI_PASSWORD: lan.password });
}

describe("hpi-agent sim proxy", () => {
  it("stands before a controller of other people's, does what the script says, and tells how often", async () => {
    const directory = await temporaryDirectory();
    const { attach } = await simulator(directory, "--machine", "rack");
    const script = join(directory, "faults.yaml");
    await writeFile(script, "seed: 3\nfaults:\n  - {do: delay, milliseconds: 1}\n  - {do: refuseSession, status: 1}\n");
    const proxy = verb(["sim", "proxy", `127.0.0.1:${attach.lan.port}`, "--faults", script]);
    await until(() => proxy.output().includes("leads to"), { what: () => proxy.output() });
    const port = Number(/^lan 127\.0\.0\.1:(\d+) leads to 127\.0\.0\.1:\d+, seed 3$/m.exec(proxy.output())?.[1]);

    const refused = await ask(attach.lan, port, "mc", "info");
    expect(refused.code).not.toBe(0);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(/insufficient resources/i);
    expect((await ask(attach.lan, attach.lan.port, "mc", "info")).stdout).toContain("Device ID");

    proxy.child.kill("SIGINT");
    expect(await proxy.ended).toBe(0);
    expect(proxy.output()).toMatch(/^[1-9]\d* x \{"do":"delay","milliseconds":1\}$/m);
    expect(proxy.output()).toMatch(/^[1-9]\d* x \{"do":"refuseSession","status":1\}$/m);
  });

  it.each([
    [["sim", "proxy", "127.0.0.1"], "expected HOST:PORT"],
    [["sim", "proxy", "127.0.0.1:623"], "expected --faults FILE"],
    [["sim", "proxy", "127.0.0.1:623", "--faults", "/nowhere/x.yaml"], "cannot read /nowhere/x.yaml"],
  ])("%j says what is missing", async (args, said) => {
    const proxy = verb(args);
    expect(await proxy.ended).not.toBe(0);
    expect(proxy.output()).toContain(said);
  });
});

describe("hpi-agent sim fault", () => {
  it("changes the faults of a running simulator, and names mistakes by line", async () => {
    const directory = await temporaryDirectory();
    const none = join(directory, "none.yaml");
    const busy = join(directory, "busy.yaml");
    await writeFile(none, "faults: []\n");
    await writeFile(
      busy,
      "faults:\n  - {do: completion, code: 0xC0, match: {link: vm, netFn: 0x06, cmd: 0x01}}\n  - {do: drop, match: {link: lan}}\n",
    );
    const { attach, child, ended } = await simulator(directory, "--machine", "rack", "--faults", none);
    const file = join(directory, "attach.json");
    expect((await ask(attach.lan, attach.lan.port, "mc", "info")).code).toBe(0);
    const table = await cli("sim", "fault", "--attach", file, busy);
    expect(table).toMatch(/^ACTED +RULE\n +0 +\{"do":"completion","code":192,/);
    expect((await ask(attach.lan, attach.lan.port, "mc", "info")).code).not.toBe(0);
    const told = JSON.parse(await cli("sim", "fault", "--attach", file, "--json"));
    expect(told.links.find(({ link }: { link: string }) => link === "lan").counts[1]).toBeGreaterThan(0);
    await cli("sim", "fault", "--attach", file, none);
    expect((await ask(attach.lan, attach.lan.port, "mc", "info")).code).toBe(0);

    await writeFile(busy, "faults:\n  - {do: explode}\n");
    await expect(cli("sim", "fault", "--attach", file, busy)).rejects.toMatchObject({
      stderr: expect.stringMatching(/busy\.yaml:2: faults\.0\.do/),
    });
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it("goes through the agent that simulates", async () => {
    const directory = await temporaryDirectory();
    const slow = join(directory, "slow.yaml");
    await writeFile(slow, "faults:\n  - {do: delay, milliseconds: 1}\n");
    const agent = await startAgentProcess(join(directory, "state"), ["--machine", "rack", "--faults", slow]);
    const { body } = await agent.rest("/hpi/v1/sim/fault");
    expect(body).toMatchObject({ script: { seed: 1, faults: [{ do: "delay", milliseconds: 1 }] } });
    const acted = async () => JSON.parse(await agent.cli("sim", "fault", "--json")).links[0].counts[0];
    expect(await acted()).toBeGreaterThan(10);
    await writeFile(slow, "faults:\n  - {do: drop, match: {link: vm}}\n");
    await agent.cli("sim", "fault", slow);
    await until(
      async () =>
        (await agent.cli("tree")).match(/stale|unknown|silent|no answer/i) !== null ||
        (await agent.cli("alarms")).includes("major"),
      {
        timeoutMs: 30_000,
        what: () => "the agent to notice that nobody answers",
      },
    );
    await writeFile(slow, "faults: []\n");
    await agent.cli("sim", "fault", slow);
    expect(await agent.end()).toBe(0);
  }, 60_000);

  it("says that there are no proxies where there are none", async () => {
    const directory = await temporaryDirectory();
    const agent = await startAgentProcess(join(directory, "state"), ["--machine", "rack"]);
    expect((await agent.rest("/hpi/v1/sim/fault")).status).toBe(400);
    expect(await agent.end()).toBe(0);
  });
});

describe("hpi-agent sim record", () => {
  it("writes a description of a live controller that a simulator runs and ipmitool sees alike", async () => {
    const directory = await temporaryDirectory();
    const { attach } = await simulator(directory, "--machine", "rack");
    const password = join(directory, "password");
    await writeFile(password, `${attach.lan.password}\n`, { mode: 0o600 });
    const config = join(directory, "agent.yaml");
    const { host, port, user } = attach.lan;
    await writeFile(
      config,
      `controllers:
  - name: live
    transport: ipmitool
    host: ${host}
    port: ${port}
    user: ${user}
    passwordFile: ${password}
    cipherSuite: 3
`,
    );
    // ipmi_sim refuses the suite that is the default.
    const other = join(directory, "other.yaml");
    await writeFile(other, readFileSync(config, "utf8").replace(/ +cipherSuite: 3\n/, ""));
    await expect(cli("sim", "record", "copy", "--config", other)).rejects.toMatchObject({
      stderr: expect.stringContaining("invalid authentication algorithm"),
    });
    const text = await cli("sim", "record", "copy", "--config", config);
    const copy = parseMachine(text, "copy.yaml");
    expect(copy.controllers[0]?.sensors.length).toBeGreaterThan(50);
    const file = join(directory, "copy.yaml");
    await writeFile(file, text);
    const second = await temporaryDirectory();
    const simulated = await simulator(second, "--machine", file);
    const list = async (lan: AttachFile["lan"]) => (await ask(lan, lan.port, "sdr", "elist", "all")).stdout;
    expect(await list(simulated.attach.lan)).toBe(await list(attach.lan));
  }, 60_000);
});

describe("hpi-agent sim schema", () => {
  it("prints the form of the files that people write", async () => {
    expect(JSON.parse(await cli("sim", "schema", "machine"))).toMatchObject({
      required: expect.arrayContaining(["controllers"]),
    });
    expect(JSON.parse(await cli("sim", "schema", "faults"))).toMatchObject({ required: ["faults"] });
    await expect(cli("sim", "schema", "sensors")).rejects.toMatchObject({
      stderr: expect.stringContaining("machine or faults"),
    });
  });
});

describe("the verbs below sim with --attach", () => {
  it("drive a simulator that no agent is attached to", async () => {
    const directory = await temporaryDirectory();
    const { attach } = await simulator(directory, "--machine", "atca-14");
    const sim = (...words: string[]) => cli("sim", ...words, "--attach", join(directory, "attach.json"));
    const board = async (...words: string[]) => (await ask(attach.lan, attach.lan.port, "-t", "0x86", ...words)).stdout;
    expect(await sim("set", "slot-3/CPU0 Temp", "97")).toBe("slot-3/CPU0 Temp reads 97\n");
    expect(await board("sdr", "get", "CPU0 Temp")).toMatch(/Sensor Reading +: 97 /);
    expect(await sim("list", "slot-3")).toMatch(/slot-3 +CPU0 Temp +97 degrees-c/);
    await sim("state", "slot-3/CPU0 Status", "thermal-trip", "on");
    expect(await board("sdr", "get", "CPU0 Status")).toMatch(/Thermal Trip/i);
    await sim("handle", "slot-3/RTM", "open");
    await until(async () => /slot-3\/RTM +M1 +open/.test(await sim("state")), { what: () => "the RTM to be let go" });
    await sim("pull", "slot-3");
    expect(await sim("state")).toMatch(/^slot-3 +M0 /m);
    expect((await ask(attach.lan, attach.lan.port, "-t", "0x86", "mc", "info")).code).not.toBe(0);
    await sim("plug", "slot-3");
    expect(await board("sdr", "get", "Hot Swap")).toMatch(/Transition to M4/);
    const state = JSON.parse(await sim("state", "--json"));
    expect(Object.keys(state).sort()).toEqual(["controllers", "machine", "sensors", "shelf"]);
    await sim("walk", "slot-4", "M5", "M4");
    await sim("communication", "slot-5", "lost");
    expect((await ask(attach.lan, attach.lan.port, "-t", "0x8a", "mc", "info")).code).not.toBe(0);
    await sim("communication", "slot-5", "regained");
    await expect(sim("fault")).rejects.toMatchObject({ stderr: expect.stringContaining("without fault proxies") });
    await expect(cli("sim", "list", "--attach", "/nowhere.json")).rejects.toMatchObject({
      stderr: expect.stringContaining("cannot read /nowhere.json"),
    });
  }, 60_000);
});

describe("hpi-agent sim run", () => {
  it("leaves nothing, however it ends", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const directory = await temporaryDirectory();
      const { child, attach, ended } = await simulator(directory, "--machine", "cpci");
      child.kill(signal);
      await ended;
      const isAlive = () => {
        try {
          return process.kill(attach.pid, 0);
        } catch {
          return false;
        }
      };
      await until(() => !isAlive(), { what: () => "ipmi_sim to end" });
      // Nobody can take the attach file away who was killed.
      expect(readdirSync(directory)).toEqual(signal === "SIGKILL" ? ["attach.json"] : []);
    }
  });
});
