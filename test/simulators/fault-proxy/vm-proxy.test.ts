import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type FaultRuleInput, faultScript } from "../../../simulators/fault-proxy/rules.ts";
import { encodeFrame, type VmFrame, VmFrameReader, vmMessage } from "../../../simulators/fault-proxy/vm-frames.ts";
import { startVmProxy } from "../../../simulators/fault-proxy/vm-proxy.ts";
import { startSimulator } from "../../../simulators/index.ts";
import { ManualClock, systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { requires } from "../../support/requires.ts";

// Bytes of exchanges observed with ipmi_sim of OpenIPMI 2.0.33: Get Device ID of the BMC, and of the board at 82h through
// untracked Send Message and Get Message.
const getDeviceId = "011801e6a0";
const deviceId = "011c01000081021002bf5a3100020f00000000f2a0";
const sendToBoard = "67183400821866200601d94da0";
const sent = "671c340049a0";
const getMessage = "6918334ca0";
const fromBoard = "691c3300001e00820401000081010002295a3100040f00000000f068a0";

// Get SEL Time; the reply says 00aaa1a0h, with its escapes.
const getSelTime = "0a284886a0";
const selTime = "0a2c4800aab0aab1aaba0097a0";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const sumOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

/** Answers each message with the bytes noted for it, as ipmi_sim did. */
const answers: Readonly<Record<string, string>> = {
  [getDeviceId]: deviceId,
  [sendToBoard]: sent,
  [getMessage]: fromBoard,
  [getSelTime]: selTime,
};

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

class Client {
  readonly frames: VmFrame[] = [];
  readonly raw: Buffer[] = [];
  readonly socket: Socket;
  closed = false;
  #changed: () => void = () => {};

  constructor(port: number) {
    this.socket = connect({ host: "127.0.0.1", port });
    const reader = new VmFrameReader();
    this.socket.on("error", () => this.socket.destroy());
    this.socket.on("data", (data: Buffer) => {
      this.raw.push(data);
      this.frames.push(...reader.take(data));
      this.#changed();
    });
    this.socket.on("close", () => {
      this.closed = true;
      this.#changed();
    });
    onTestFinished(() => void this.socket.destroy());
  }

  send(text: string): void {
    this.socket.write(bytesOf(text));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition())
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
  }

  /** The next message the other side sends. */
  async next(): Promise<VmFrame> {
    const count = this.messages.length;
    await this.until(() => this.messages.length > count);
    return this.messages[count]!;
  }

  get messages(): VmFrame[] {
    return this.frames.filter((frame) => frame.type === "message");
  }
}

async function setUp(faults: FaultRuleInput[], clock = systemClock) {
  const requests: string[] = [];
  const upstream = await listen((socket) => {
    const reader = new VmFrameReader();
    socket.on("data", (data: Buffer) => {
      for (const frame of reader.take(data)) {
        const text = hex(encodeFrame(frame));
        requests.push(text);
        if (answers[text] !== undefined) socket.write(bytesOf(answers[text]));
      }
    });
  });
  const script = faultScript.parse({ faults });
  const proxy = await startVmProxy({ host: "127.0.0.1", port: upstream }, script, "127.0.0.1", {
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => proxy.stop());
  return { proxy, requests, client: new Client(proxy.address.port) };
}

async function exchange(faults: FaultRuleInput[], request = getDeviceId): Promise<VmFrame> {
  const { client } = await setUp(faults);
  const next = client.next();
  client.send(request);
  return next;
}

describe("the framing", () => {
  it("reads and writes ipmi_sim's bytes", () => {
    // Set SEL Time with the three bytes that must be escaped.
    const text = "092849aab0aab1aaba009ba0";
    const [frame] = [...new VmFrameReader().take(bytesOf(text))];
    expect(frame).toEqual({ type: "message", content: bytesOf("092849a0a1aa009b") });
    expect(frame && hex(encodeFrame(frame))).toBe(text);
    expect(vmMessage([0x01, 0x18, 0x01]).content).toEqual(bytesOf("011801e6"));
  });

  it("finds frames however the stream is cut, and leaves endless ones out", () => {
    const stream = bytesOf(`ff01a1${deviceId}00a1`);
    for (let cut = 0; cut < stream.length; cut++) {
      const reader = new VmFrameReader();
      const frames = [...reader.take(stream.subarray(0, cut)), ...reader.take(stream.subarray(cut))];
      expect(frames.map((frame) => frame.type)).toEqual(["control", "message", "control"]);
    }
    const reader = new VmFrameReader();
    expect([...reader.take(new Uint8Array(100_000).fill(1)), ...reader.take(bytesOf("a0"))]).toEqual([]);
    expect([...reader.take(bytesOf(deviceId))]).toHaveLength(1);
  });
});

describe("a fault proxy on the system interface", () => {
  it("passes bytes unchanged without rules", async () => {
    const { client } = await setUp([]);
    client.send(getDeviceId);
    await client.until(() => client.messages.length === 1);
    expect(hex(Buffer.concat(client.raw))).toBe(deviceId);
  });

  it("drops", async () => {
    const { client, requests } = await setUp([{ do: "drop", match: { cmd: 0x01 } }]);
    client.send(getDeviceId);
    client.send(sendToBoard);
    await client.until(() => client.messages.length === 1);
    expect(hex(Buffer.concat(client.raw))).toBe(sent);
    expect(requests).toHaveLength(2);
  });

  it("duplicates", async () => {
    const { client, requests } = await setUp([{ do: "duplicate", on: "requests" }]);
    client.send(getDeviceId);
    await client.until(() => client.messages.length === 2);
    expect(requests).toEqual([getDeviceId, getDeviceId]);
  });

  it("reorders", async () => {
    const { client } = await setUp([{ do: "reorder", times: 1 }]);
    client.send(getDeviceId);
    client.send(sendToBoard);
    await client.until(() => client.messages.length === 2);
    expect(hex(Buffer.concat(client.raw))).toBe(sent + deviceId);
  });

  it("corrupts so that the checksum never fits", async () => {
    const { client } = await setUp([{ do: "corrupt" }]);
    for (let i = 0; i < 50; i++) {
      client.send(getDeviceId);
      const frame = await client.next();
      expect(sumOf(frame.content)).not.toBe(0);
    }
  });

  it("truncates a well-formed reply", async () => {
    const { content } = await exchange([{ do: "truncate", keep: 3 }]);
    expect(hex(content.subarray(0, -1))).toBe("011c0100008102");
    expect(sumOf(content)).toBe(0);
  });

  it("truncates a bridged reply", async () => {
    const { content } = await exchange([{ do: "truncate", keep: 3, match: { target: 0x82 } }], getMessage);
    expect(hex(content.subarray(0, -2))).toBe("691c3300001e0082040100008101");
    expect(sumOf(content)).toBe(0);
  });

  it("lies in a well-formed reply", async () => {
    const { content } = await exchange([{ do: "lie" }]);
    expect(hex(content.subarray(0, 4))).toBe("011c0100");
    expect(content).toHaveLength(bytesOf(deviceId).length - 1);
    expect(hex(content)).not.toBe(deviceId.slice(0, -2));
    expect(sumOf(content)).toBe(0);
  });

  it("answers with a completion code in the reply's place", async () => {
    const { content } = await exchange([{ do: "completion", code: 0xc3 }]);
    expect(hex(content.subarray(0, -1))).toBe("011c01c3");
    expect(sumOf(content)).toBe(0);
  });

  it("puts a completion code into a bridged reply alone", async () => {
    const { content } = await exchange(
      [{ do: "completion", code: 0xc0, match: { target: 0x82, cmd: 0x01 } }],
      getMessage,
    );
    const whole = bytesOf(fromBoard);
    expect(hex(content.subarray(0, 10))).toBe(hex(whole.subarray(0, 10)));
    expect(content[10]).toBe(0xc0);
    expect(content).toHaveLength(13);
    expect(sumOf(content)).toBe(0);
  });

  it("keeps requests from a busy controller", async () => {
    const { client, requests } = await setUp([{ do: "completion", code: 0xc0, on: "requests", times: 1 }]);
    client.send(getDeviceId);
    expect(hex((await client.next()).content.subarray(0, -1))).toBe("011c01c0");
    expect(requests).toEqual([]);
    client.send(getDeviceId);
    await client.next();
    expect(requests).toEqual([getDeviceId]);
  });

  it("makes a board absent, and brings it back", async () => {
    const { client, proxy, requests } = await setUp([{ do: "absent", match: { target: 0x82 } }]);
    client.send(sendToBoard);
    expect(hex((await client.next()).content.subarray(0, -1))).toBe("671c3483");
    expect(requests).toEqual([]);
    expect(proxy.counts).toEqual([1]);
    proxy.set(faultScript.parse({ faults: [] }));
    client.send(sendToBoard);
    expect(hex(encodeFrame(await client.next()))).toBe(sent);
  });

  it("sends garbage", async () => {
    const { client } = await setUp([{ do: "garbage", times: 3 }]);
    for (let i = 0; i < 4; i++) client.send(getDeviceId);
    const valid = () => client.messages.filter((frame) => hex(encodeFrame(frame)) === deviceId);
    await client.until(() => Buffer.concat(client.raw).toString("hex").endsWith(deviceId));
    expect(Buffer.concat(client.raw).length).toBe(4 * bytesOf(deviceId).length);
    expect(valid().length).toBeLessThan(4);
  });

  it("delays", async () => {
    const clock = new ManualClock();
    const { client, proxy } = await setUp(
      [
        { do: "delay", milliseconds: 500 },
        { do: "drop", match: { cmd: 0x34 } },
      ],
      clock,
    );
    client.send(getDeviceId);
    client.send(sendToBoard);
    // The second reply has reached the proxy: so has the first, which waits.
    while (proxy.counts[1] !== 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(client.messages).toEqual([]);
    const next = client.next();
    await clock.advance(500);
    expect(hex(encodeFrame(await next))).toBe(deviceId);
  });

  it("goes away and comes back when it reboots", async () => {
    const clock = new ManualClock();
    const { client, proxy } = await setUp([{ do: "reboot", milliseconds: 3000, on: "requests", times: 1 }], clock);
    client.send(getDeviceId);
    await client.until(() => client.closed);
    const early = new Client(proxy.address.port);
    await early.until(() => early.closed);
    await clock.advance(3000);
    const late = new Client(proxy.address.port);
    late.send(getDeviceId);
    expect(hex(encodeFrame(await late.next()))).toBe(deviceId);
  });
});

describe("a fault proxy on the system interface, with a clock of its own", () => {
  it("moves the event log's clock", async () => {
    const { client } = await setUp([{ do: "clockJump", seconds: 3600 }]);
    client.send(getSelTime);
    expect(hex((await client.next()).content.subarray(0, -1))).toBe("0a2c4800b0afaa00");
  });

  it("lets a controller handle one request after the other", async () => {
    const clock = new ManualClock();
    const { client, requests, proxy } = await setUp([{ do: "service", milliseconds: 20 }], clock);
    client.send(getDeviceId);
    client.send(getDeviceId);
    while (proxy.counts[0] !== 2) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(requests).toEqual([]);
    const first = client.next();
    await clock.advance(20);
    await first;
    expect(requests).toHaveLength(1);
    const second = client.next();
    await clock.advance(20);
    await second;
    expect(requests).toHaveLength(2);
  });
});

const needs = requires("ipmi_sim");

needs.describe("in front of ipmi_sim", () => {
  needs.it("holds back the attention line and keeps message flags stuck", async () => {
    const simulator = await startSimulator({ machine: "rack" });
    onTestFinished(() => simulator.stop());
    const script = faultScript.parse({
      faults: [
        { do: "drop", on: "attention" },
        { do: "stuckFlags", flags: 0x08 },
      ],
    });
    const proxy = await startVmProxy(simulator.vm, script, "127.0.0.1", { clock: systemClock, logger: silentLogger });
    onTestFinished(() => proxy.stop());
    const client = new Client(proxy.address.port);
    // Event buffer on, then an event: ipmi_sim raises attention, which does not come through.
    client.send(hex(encodeFrame(vmMessage([3, 0x18, 0x2e, 0x0f]))));
    await client.next();
    await simulator.control.setSensor("CPU1 Temp", 99);
    client.send(hex(encodeFrame(vmMessage([4, 0x18, 0x31]))));
    // Event buffer full (02h) is the truth, the watchdog's pre-timeout (08h) is not.
    expect(hex((await client.next()).content.subarray(0, -1))).toBe("041c31000a");
    expect(client.frames.filter((frame) => frame.type === "control")).toEqual([]);
    expect(proxy.counts[0]).toBeGreaterThan(0);
  });
});
