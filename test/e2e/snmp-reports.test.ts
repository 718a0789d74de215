import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type AgentProcess, startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../support/simulator-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

/** The counters of usmStats whose OIDs a REPORT carries (RFC 3414 section 5), as BER encodes them. */
const usmStats = (arc: number) => Buffer.from([0x2b, 6, 1, 6, 3, 15, 1, 1, arc, 0]);
const NOT_IN_TIME_WINDOW = usmStats(2);
const UNKNOWN_ENGINE_ID = usmStats(4);
const WRONG_DIGEST = usmStats(5);
const sysName = "1.3.6.1.2.1.1.5.0";

interface Relay {
  readonly port: number;
  /** Every datagram that went to the agent, oldest first. */
  readonly asked: readonly Buffer[];
  close(): void;
}

async function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

/** Stands between net-snmp and the agent and keeps what net-snmp sends. */
async function relayTo(agent: AgentProcess): Promise<Relay> {
  const [front, back] = [await bound(), await bound()];
  const asked: Buffer[] = [];
  let manager = 0;
  front.on("message", (datagram, { port }) => {
    asked.push(datagram);
    manager = port;
    back.send(datagram, agent.details.snmp!.port, "127.0.0.1");
  });
  back.on("message", (datagram) => front.send(datagram, manager, "127.0.0.1"));
  const close = () => {
    for (const socket of [front, back]) socket.close();
  };
  return { port: front.address().port, asked, close };
}

/** What the agent answers to a datagram; null for nothing within a second. */
async function answerTo(agent: AgentProcess, datagram: Buffer): Promise<Buffer | null> {
  const socket = await bound();
  try {
    const answer = once(socket, "message", { signal: AbortSignal.timeout(1000) });
    socket.send(datagram, agent.details.snmp!.port, "127.0.0.1");
    return ((await answer) as [Buffer])[0];
  } catch (error) {
    if ((error as Error).name === "AbortError") return null;
    throw error;
  } finally {
    socket.close();
  }
}

/** What net-snmp sends for a GET of sysName with these arguments before the address, and what it prints. */
async function captured(
  agent: AgentProcess,
  extra: readonly string[] = [],
): Promise<{ first: Buffer; last: Buffer; output: string }> {
  const relay = await relayTo(agent);
  try {
    const login = agent.snmpArguments().slice(0, -1);
    const { stdout, stderr } = await run("snmpget", [
      ...["-r", "0", "-t", "1", "-m", "", "-On"],
      ...extra,
      ...login,
      `127.0.0.1:${relay.port}`,
      sysName,
    ]);
    return { first: relay.asked[0]!, last: relay.asked.at(-1)!, output: stdout + stderr };
  } finally {
    relay.close();
  }
}

describe("an SNMPv3 message with the right keys", () => {
  it("from outside the time window, from before a restart or for another engine gets its REPORT and no data", async () => {
    const directory = await temporaryDirectory();
    const simulator: SimulatorProcess = await startSimulatorProcess();
    onTestFinished(() => simulator.end());
    const state = join(directory, "state");
    const arguments_ = ["--attach", simulator.attachFile];
    const agent = await startAgentProcess(state, arguments_);
    const name = /STRING: "?([^"\n]+)/.exec((await captured(agent)).output)![1]!;
    const recent = (await captured(agent)).last;
    // Within the window the same bytes are answered, encrypted as they came.
    expect(await answerTo(agent, recent)).not.toBeNull();

    // net-snmp believes the boots and time it is given.
    const engine = await run("snmpget", ["-Oqvx", "-m", "", ...agent.snmpArguments(), "1.3.6.1.6.3.10.2.1.1.0"]);
    const engineId = engine.stdout.replace(/[^0-9A-F]/gi, "");
    const boots = Number(
      (await run("snmpget", ["-Oqv", "-m", "", ...agent.snmpArguments(), "1.3.6.1.6.3.10.2.1.2.0"])).stdout,
    );
    const late = await captured(agent, ["-e", `0x${engineId}`, "-Z", `${boots},100000`]);
    const reported = await answerTo(agent, late.first);
    expect(reported?.includes(NOT_IN_TIME_WINDOW)).toBe(true);
    // The REPORT was authentic: by it alone net-snmp learned the right time and asked again.
    expect(late.last).not.toEqual(late.first);
    expect(late.output).toContain(name);

    const foreign = await captured(agent, ["-e", "0x8000000001020304"]);
    expect(foreign.output).not.toContain(name);
    expect((await answerTo(agent, foreign.first))?.includes(UNKNOWN_ENGINE_ID)).toBe(true);

    expect(await agent.end()).toBe(0);
    const again = await startAgentProcess(state, arguments_);
    // Keys of a simulation are made anew at each start; a message from before is wrong in two ways, digest first.
    const replayed = await answerTo(again, recent);
    expect([NOT_IN_TIME_WINDOW, WRONG_DIGEST].some((oid) => replayed?.includes(oid))).toBe(true);
    const before = await captured(again, ["-e", `0x${engineId}`, "-Z", `${boots},1`]);
    expect((await answerTo(again, before.first))?.includes(NOT_IN_TIME_WINDOW)).toBe(true);

    const login = again.snmpArguments();
    const stranger = login.map((word, i) => (login[i - 1] === "-u" ? "nobody" : word));
    const refused = await run("snmpget", ["-r", "0", "-t", "1", "-m", "", ...stranger, sysName]);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toMatch(/unknown user/i);
    expect(await again.end()).toBe(0);
  }, 90_000);
});
