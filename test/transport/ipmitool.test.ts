import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { InternalError } from "../../src/base/errors.ts";
import { type Logger, silentLogger } from "../../src/base/logger.ts";
import type { RawRequest } from "../../src/ipmi/connection.ts";
import { type IpmitoolOptions, openIpmitool } from "../../src/transport/ipmitool/index.ts";
import { eventually } from "../support/eventually.ts";
import { simPassword, simUser, startIpmiSim } from "../support/ipmi-sim.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const password = "s3cret-w0rd";

/**
 * A program that talks like ipmitool's shell. `replies` is the body of a shell `case` on the line read; the rest gets
 * one byte, 2Ah. It logs each line it reads, and its arguments and environment.
 */
async function fakeIpmitool(replies = "", beforePrompt = "") {
  const directory = await temporaryDirectory();
  const program = join(directory, "ipmitool");
  const log = join(directory, "log");
  await writeFile(log, "");
  await writeFile(
    program,
    `#!/bin/sh
printf '%s\\n' "start $*" >> ${log}
env > ${directory}/environment
${beforePrompt}
printf 'ipmitool> '
while read -r line; do
  printf '%s\\n' "$line" | tee -a ${log}
  case "$line" in
    exit) exit 0 ;;
    ${replies}
    "set targetaddr "*) echo "Set remote IPMB address to \${line##* }" ;;
    *) echo " 2a" ;;
  esac
  printf 'ipmitool> '
done
`,
  );
  await chmod(program, 0o755);
  const lines = async () => (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
  return { directory, program, lines };
}

function open(program: string, options: Partial<IpmitoolOptions> = {}) {
  const children: ChildProcess[] = [];
  const connection = openIpmitool({
    name: "bmc",
    clock: systemClock,
    logger: silentLogger,
    random: Math.random,
    interface: { kind: "lanplus", host: "192.0.2.1", port: 623, user: "admin", password },
    program,
    spawn: (...call) => {
      const child = spawn(...call);
      children.push(child);
      return child;
    },
    answerMs: 500,
    startMs: 2000,
    reconnect: { firstMs: 5, maxMs: 20 },
    breaker: { firstProbeMs: 5, probe: { firstMs: 10, maxMs: 50 } },
    ...options,
  });
  const living = () => children.filter((child) => child.exitCode === null && child.signalCode === null);
  onTestFinished(async () => {
    await connection.close();
    expect(living()).toEqual([]);
  });
  const reaches = (state: string) => eventually(() => expect(connection.state).toBe(state));
  const ask = (raw: Partial<RawRequest> = {}) =>
    connection.request({ netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0), ...raw }).then(
      ({ completionCode, data }) => [completionCode, ...data],
      (error: { code: string }) => error.code,
    );
  return { connection, children, living, reaches, ask };
}

const board = { address: 0x82, channel: 0 };

describe("the ipmitool connection", () => {
  it("hands the password over in the environment, with little else, and never as an argument", async () => {
    const { program, directory, lines } = await fakeIpmitool();
    const { ask } = open(program);
    expect(await ask()).toEqual([0, 0x2a]);
    expect((await lines())[0]).toBe(
      "start -I lanplus -H 192.0.2.1 -p 623 -U admin -E -C 3 -L ADMINISTRATOR -N 1 -R 3 -b 0 -l 0 shell",
    );
    const environment = (await readFile(join(directory, "environment"), "utf8")).trim().split("\n");
    expect(environment).toContain(`IPMITOOL_PASSWORD=${password}`);
    // The last three are the shell's own.
    const names = environment.map((line) => line.split("=")[0]).filter((name) => !/^(PWD|OLDPWD|_)$/.test(name!));
    expect(names.sort()).toEqual(["COLUMNS", "HOME", "INPUTRC", "IPMITOOL_PASSWORD", "LC_ALL", "PATH", "TERM"]);
  });

  it("uses one process for many requests and tells it a target only when that changes", async () => {
    const { program, lines } = await fakeIpmitool();
    const { ask, children } = open(program);
    for (const target of [undefined, board, board, undefined, undefined])
      expect(await ask({ target })).toEqual([0, 42]);
    expect((await lines()).slice(1)).toEqual([
      "raw 0x06 0x01",
      "set targetaddr 0x82",
      "raw 0x06 0x01",
      "raw 0x06 0x01",
      "set targetaddr 0x20",
      "raw 0x06 0x01",
      "raw 0x06 0x01",
    ]);
    expect(children).toHaveLength(1);
  });

  it("does not send to a board what is meant for another when a target is refused", async () => {
    const { program, lines } = await fakeIpmitool('"set targetaddr 0x82") echo "Given targetaddr is invalid." ;;');
    const { ask } = open(program);
    expect(await ask({ target: board })).toBe("E_LINK_DOWN");
    expect(await lines()).not.toContain("raw 0x06 0x01");
    expect(await ask()).toEqual([0, 42]);
  });

  it("finds nobody at the controller's own address on another channel, where ipmitool would ask the controller", async () => {
    const { program, lines } = await fakeIpmitool();
    const { ask } = open(program);
    expect(await ask({ target: { address: 0x20, channel: 7 } })).toBe("E_NO_DEVICE");
    expect(await lines()).not.toContain("raw 0x06 0x01");
  });

  it("keeps a bounded number of processes for other channels and logical units", async () => {
    const { program, lines } = await fakeIpmitool();
    const { ask, living } = open(program);
    for (let channel = 0; channel < 8; channel++) {
      expect(await ask({ target: { address: 0x82, channel }, lun: channel % 4 })).toEqual([0, 42]);
    }
    await eventually(() => expect(living().length).toBeLessThanOrEqual(4));
    expect((await lines()).some((line) => line.endsWith("-b 7 -l 3 shell"))).toBe(true);
  });

  it("kills and replaces a process that does not come back to its prompt", async () => {
    const { program } = await fakeIpmitool('"raw 0x06 0x09") exec sleep 1000 ;;');
    const { ask, children, reaches } = open(program);
    await reaches("up");
    expect(await ask({ cmd: 9 })).toBe("E_TIMEOUT");
    expect(await ask()).toEqual([0, 42]);
    expect(children).toHaveLength(2);
    expect(children[0]!.signalCode).toBe("SIGKILL");
  });

  it("replaces a process whose session no longer answers", async () => {
    const dead = '"raw 0x06 0x09") echo "Unable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0x9)" ;;';
    const { program } = await fakeIpmitool(dead);
    const { ask, children } = open(program);
    expect(await ask({ cmd: 9 })).toBe("E_TIMEOUT");
    expect(await ask()).toEqual([0, 42]);
    expect(children).toHaveLength(2);
  });

  it("blames a silent target, not the controller that carries the message", async () => {
    const dead = '"raw 0x06 0x09") echo "Unable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0x9)" ;;';
    const { program } = await fakeIpmitool(dead);
    const { ask, connection, children } = open(program);
    for (let i = 0; i < 3; i++) expect(await ask({ cmd: 9, target: board })).toBe("E_TIMEOUT");
    expect(await ask({ cmd: 9, target: board })).toBe("E_BREAKER_OPEN");
    expect(await ask()).toEqual([0, 42]);
    expect(connection.state).toBe("up");
    expect(children).toHaveLength(1);
  });

  it("writes commands that only read before earlier ones are answered, each with its own answer", async () => {
    const { program, lines, directory } = await fakeIpmitool(
      `"raw 0x04 0x2d 0x00") while [ ! -e "$0.go" ]; do sleep 0.01; done; echo " 64" ;; "raw 0x04 0x2d "*) echo " 0\${line#raw 0x04 0x2d 0x0}" ;;`,
    );
    const { ask, reaches, children } = open(program, { answerMs: 5000 });
    await reaches("up");
    const written: string[] = [];
    const { stdin } = children[0]!;
    const write = stdin!.write.bind(stdin);
    vi.spyOn(stdin!, "write").mockImplementation((text: string) => {
      written.push(text);
      return write(text);
    });
    const numbers = [0, 1, 2, 3, 4];
    const answers = numbers.map((number) => ask({ netFn: 4, cmd: 0x2d, data: Uint8Array.of(number) }));
    await eventually(() => expect(written).toHaveLength(5));
    expect((await lines()).filter((line) => line.startsWith("raw")).length).toBeLessThanOrEqual(1);
    await writeFile(join(directory, "ipmitool.go"), "");
    expect(await Promise.all(answers)).toEqual([[0, 0x64], ...numbers.slice(1).map((number) => [0, number])]);
  });

  it("writes a command that changes something alone", async () => {
    const { program, lines } = await fakeIpmitool();
    const { ask } = open(program);
    const asked = [ask({ cmd: 1 }), ask({ cmd: 2 }), ask({ cmd: 1 })];
    expect(await Promise.all(asked)).toEqual([
      [0, 42],
      [0, 42],
      [0, 42],
    ]);
    expect((await lines()).slice(1)).toEqual(["raw 0x06 0x01", "raw 0x06 0x02", "raw 0x06 0x01"]);
  });

  it("carries again what a process was told and never came to", async () => {
    const { program, lines } = await fakeIpmitool('"raw 0x06 0x04") exec sleep 1000 ;;');
    const { ask, reaches, children } = open(program);
    await reaches("up");
    const asked = [ask({ cmd: 4 }), ask({ cmd: 1 }), ask({ cmd: 8 })];
    expect(await Promise.all(asked)).toEqual(["E_TIMEOUT", [0, 42], [0, 42]]);
    expect(children).toHaveLength(2);
    expect((await lines()).filter((line) => line === "raw 0x06 0x08")).toHaveLength(1);
  });

  it("comes back when the process ends by itself", async () => {
    const { program } = await fakeIpmitool('"raw 0x06 0x09") exit 3 ;;');
    const { ask, connection, reaches } = open(program);
    const states: string[] = [];
    connection.onStateChange((state) => states.push(state));
    await reaches("up");
    expect(await ask({ cmd: 9 })).toBe("E_LINK_DOWN");
    await eventually(() => expect(states).toEqual(["up", "down", "up"]));
    expect(await ask()).toEqual([0, 42]);
  });

  it("tries again when the machine has no room for another process", async () => {
    const { program } = await fakeIpmitool();
    let left = 3;
    const { ask, reaches } = open(program, {
      spawn: (...call) => {
        if (left-- > 0) throw new InternalError("E_TEST", "spawn ENOMEM");
        const child = spawn(...call);
        onTestFinished(() => void child.kill());
        return child;
      },
    });
    await reaches("up");
    expect(await ask()).toEqual([0, 42]);
  });

  it("counts garbage and cuts off a flood", async () => {
    const { program } = await fakeIpmitool(
      '"raw 0x06 0x08") echo what; echo ever ;; "raw 0x06 0x07") echo what; echo " 01" ;; "raw 0x06 0x09") exec yes ;;',
    );
    const { ask, connection, reaches } = open(program);
    await reaches("up");
    expect(await ask({ cmd: 7 })).toEqual([0, 1]);
    expect(await ask({ cmd: 8 })).toBe("E_LINK_DOWN");
    expect(await ask()).toEqual([0, 42]);
    expect(await ask({ cmd: 9 })).toBe("E_LINK_DOWN");
    await eventually(async () => expect(await ask()).toEqual([0, 42]));
    expect(connection.rejectedFrames).toEqual({ garbage: 3, overflow: expect.any(Number) });
  });

  it("keeps an idle session alive", async () => {
    const { program, lines } = await fakeIpmitool();
    open(program, { keepAliveMs: 20 });
    await eventually(async () =>
      expect((await lines()).filter((line) => line === "raw 0x06 0x01").length).toBeGreaterThan(1),
    );
  });

  it("says once why there is no session, without the password", async () => {
    const { program, lines } = await fakeIpmitool("", `echo "Error: bad password ${password}"; exit 1`);
    const said: object[] = [];
    const logger: Logger = { ...silentLogger, warn: (facts) => said.push(facts), child: () => logger };
    const { connection, ask, reaches } = open(program, { logger });
    await reaches("down");
    expect(connection.trouble).toBe("ipmitool could not open a session: Error: bad password ***");
    await eventually(async () => expect((await lines()).length).toBeGreaterThan(2));
    expect(await ask()).toBe("E_LINK_DOWN");
    expect(said).toEqual([{ output: "Error: bad password ***" }]);
  });

  it("is down, and says so, when there is no such program", async () => {
    const { ask, reaches } = open("/nonexistent/ipmitool");
    await reaches("down");
    expect(await ask()).toBe("E_LINK_DOWN");
  });
});

const withTools = requires("ipmi_sim", "ipmitool");

withTools.describe("the real ipmitool", () => {
  it("does not outlive an agent that crashed", async () => {
    const sim = await startIpmiSim();
    onTestFinished(sim.stop);
    const directory = await temporaryDirectory();
    const agent = join(directory, "agent.ts");
    const source = fileURLToPath(new URL("../../src/", import.meta.url));
    const way = { kind: "lanplus", host: "127.0.0.1", port: sim.lan, user: simUser, password: simPassword };
    await writeFile(
      agent,
      `import { spawn } from "node:child_process";
import { systemClock } from "${source}base/clock.ts";
import { silentLogger } from "${source}base/logger.ts";
import { openIpmitool } from "${source}transport/ipmitool/index.ts";
const pids: (number | undefined)[] = [];
const connection = openIpmitool({
  name: "bmc", clock: systemClock, logger: silentLogger, random: Math.random, interface: ${JSON.stringify(way)} as const,
  spawn: (program, args, options) => {
    const child = spawn(program, [...args], options);
    pids.push(child.pid);
    return child;
  },
});
await connection.request({ netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0) });
process.stdout.write(pids.join(" "), () => process.kill(process.pid, "SIGKILL"));
`,
    );
    const child = spawn(process.execPath, [agent], { stdio: ["ignore", "pipe", "inherit"] });
    let pids = "";
    child.stdout.on("data", (text: Buffer) => {
      pids += text.toString();
    });
    const [, signal] = await once(child, "close");
    expect(signal).toBe("SIGKILL");
    expect(pids).toMatch(/^\d+$/);
    // Gone, or a corpse that nobody has collected yet.
    const state = () =>
      readFile(`/proc/${pids}/stat`, "utf8").then(
        (stat) => stat.split(") ")[1]?.[0],
        () => "gone",
      );
    await eventually(async () => expect(["gone", "Z"]).toContain(await state()));
  });
});
