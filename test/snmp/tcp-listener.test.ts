import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { CommunityTable } from "../../src/snmp/community.ts";
import { listenTcp, type TcpListener } from "../../src/snmp/tcp-listener.ts";
import { requires } from "../support/requires.ts";
import { until } from "../support/until.ts";
import { entry, operator, type TestAgent, testAgent } from "./support/agent.ts";
import { communityMessage } from "./support/community-message.ts";
import { get, message, readReply } from "./support/manager.ts";
import { authPriv, tool } from "./support/net-snmp.ts";

const cell = [...entry, 2, 1];

describe("SNMP over TCP", () => {
  let agent: TestAgent;
  let clock: ManualClock;
  let listener: TcpListener;
  let sockets: Socket[];

  beforeEach(async () => {
    const communities = [
      { community: "first", securityName: "f", sources: ["127.0.0.0/8", "::1"], models: [2] as const },
    ];
    agent = testAgent({ rows: 150, more: { communities: new CommunityTable(communities) } });
    clock = new ManualClock();
    sockets = [];
    listener = await start("127.0.0.1");
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await listener.close();
  });

  const start = (host: string): Promise<TcpListener> =>
    listenTcp({
      host,
      port: 0,
      door: (connected) => createServer(connected),
      clock,
      handle: (octets, from) => agent.dispatcher.handle(octets, from),
      maxMessageSize: 65507,
      logger: silentLogger,
    });

  async function client(): Promise<{ socket: Socket; replies: Buffer[]; closed: () => boolean }> {
    const socket = connect(listener.port, "127.0.0.1");
    sockets.push(socket);
    let octets = Buffer.alloc(0);
    const replies: Buffer[] = [];
    let closed = false;
    socket.on("error", () => {});
    socket.on("close", () => {
      closed = true;
    });
    socket.on("data", (chunk: Buffer) => {
      octets = Buffer.concat([octets, chunk]);
      while (octets.length > 4) {
        const length =
          octets[1]! < 0x80 ? 2 + octets[1]! : octets[1] === 0x81 ? 3 + octets[2]! : 4 + octets.readUInt16BE(2);
        if (octets.length < length) break;
        replies.push(octets.subarray(0, length));
        octets = octets.subarray(length);
      }
    });
    await once(socket, "connect");
    return { socket, replies, closed: () => closed };
  }

  it("answers messages that come in pieces, and several in one piece", async () => {
    const { socket, replies } = await client();
    const one = message({ user: operator, pdu: get(cell), msgId: 1 });
    for (const octet of one) socket.write(Buffer.from([octet]));
    await until(() => replies.length === 1);
    socket.write(Buffer.concat([2, 3, 4].map((msgId) => message({ user: operator, pdu: get(cell), msgId }))));
    await until(() => replies.length === 4);
    expect(replies.map((reply) => readReply(reply, operator).msgId)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ["something else", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a message that would be too large", Buffer.from([0x30, 0x83, 0x02, 0, 0])],
    ["an indefinite length", Buffer.from([0x30, 0x80, 2, 1, 1])],
  ])("ends a connection that sends %s", async (_what, octets) => {
    const { socket, replies, closed } = await client();
    socket.write(octets);
    await until(closed);
    expect(replies).toEqual([]);
  });

  it("ends a connection that is silent, sooner in the middle of a message", async () => {
    const idle = await client();
    const half = await client();
    half.socket.write(communityMessage(1, "first", get(cell)).subarray(0, 20));
    const whole = await client();
    whole.socket.write(communityMessage(1, "first", get(cell)));
    await until(() => whole.replies.length === 1);
    await clock.advance(20_000);
    await until(half.closed);
    expect(idle.closed()).toBe(false);
    await clock.advance(300_000);
    await until(idle.closed);
  });

  it("serves a bounded number of connections of one address", async () => {
    const clients: Awaited<ReturnType<typeof client>>[] = [];
    for (let i = 0; i < 10; i++) clients.push(await client());
    await until(() => clients.filter(({ closed }) => closed()).length === 2);
    const [first] = clients;
    first!.socket.write(communityMessage(1, "first", get(cell)));
    await until(() => first!.replies.length === 1);
  });

  it("does not read from who does not read", async () => {
    const { socket, replies } = await client();
    socket.pause();
    const asked = 4000;
    const names = Array.from({ length: 100 }, (_, i) => [...entry, 2, 1 + (i % 150)]);
    const requests = Buffer.concat(Array.from({ length: 50 }, () => communityMessage(1, "first", get(...names))));
    for (let i = 0; i < asked / 50; i++) socket.write(requests);
    await until(() => agent.counters.inPkts > 0);
    const served = agent.counters.inPkts;
    socket.resume();
    await until(() => replies.length === asked, { what: () => `${asked} replies; ${replies.length} came` });
    expect(served).toBeLessThan(asked);
    expect(agent.counters.inPkts).toBe(asked);
  });

  const { it: itTool } = requires("snmp");

  itTool("is walked by net-snmp's tools, over IPv4 and IPv6", async () => {
    await listener.close();
    for (const [host, name] of [
      ["127.0.0.1", "tcp:127.0.0.1"],
      ["::1", "tcp6:[::1]"],
    ] as const) {
      listener = await start(host);
      const walked = await tool("snmpbulkwalk", ...authPriv(operator), `${name}:${listener.port}`, entry.join("."));
      expect(
        walked.stdout.split("\n").filter((line) => line.includes(" = ") && !line.includes("No more")),
      ).toHaveLength(900);
      if (host === "127.0.0.1") await listener.close();
    }
  });
});
