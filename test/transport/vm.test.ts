import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { RawRequest } from "../../src/ipmi/connection.ts";
import { encodeControl, encodeMessage, FrameDecoder, type VmMessage } from "../../src/transport/vm/framing.ts";
import { openVm, type VmOptions } from "../../src/transport/vm/index.ts";
import { eventually } from "../support/eventually.ts";

/** A controller in the test's hands: sees each message, answers what and when the test wants. */
class FakeController {
  readonly server: Server;
  readonly messages: VmMessage[] = [];
  readonly controls: string[] = [];
  /** Answers a message with completion code and data; undefined: not at all. */
  behaviour: (message: VmMessage) => readonly number[] | undefined = () => [0];
  greets = true;
  socket: Socket | undefined;
  connections = 0;

  constructor() {
    this.server = createServer((socket) => {
      this.connections += 1;
      this.socket = socket;
      socket.on("error", () => {});
      const decoder = new FrameDecoder({
        message: (message) => {
          this.messages.push({ ...message, data: message.data.slice() });
          const data = this.behaviour(message);
          if (data !== undefined) this.answer(message, data);
        },
        control: (control) => this.controls.push(Buffer.from(control).toString("hex")),
        rejected: () => {},
      });
      socket.on("data", (chunk: Uint8Array) => decoder.push(chunk));
      if (this.greets) this.send(encodeControl(0xff, 0x01), encodeControl(0x00));
    });
  }

  answer({ sequence, netFn, lun, cmd }: VmMessage, data: readonly number[]): void {
    this.send(encodeMessage({ sequence, netFn: netFn | 1, lun, cmd, data: Uint8Array.from(data) }));
  }

  send(...frames: Uint8Array[]): void {
    this.socket?.write(Buffer.concat(frames));
  }
}

async function rig(options: Partial<VmOptions> = {}) {
  const controller = new FakeController();
  controller.server.listen(0, "127.0.0.1");
  await once(controller.server, "listening");
  const { port } = controller.server.address() as AddressInfo;
  const connection = openVm({
    name: "bmc",
    clock: systemClock,
    logger: silentLogger,
    random: Math.random,
    host: "127.0.0.1",
    port,
    connect: (to) => connect(to),
    answerMs: 50,
    targetAnswerMs: 60,
    reconnect: { firstMs: 5, maxMs: 20 },
    ...options,
  });
  onTestFinished(async () => {
    await connection.close();
    controller.socket?.destroy();
    controller.server.close();
  });
  const up = () => eventually(() => expect(connection.state).toBe("up"));
  const ask = (raw: Partial<RawRequest> = {}) =>
    connection.request({ netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0), ...raw }).then(
      ({ completionCode, data }) => [completionCode, ...data],
      (error: { code: string }) => error.code,
    );
  return { controller, connection, up, ask };
}

const target = { address: 0x82, channel: 0 };

describe("the VM connection", () => {
  it("introduces itself, with the host's part only when somebody plays it", async () => {
    const alone = await rig();
    await alone.up();
    await eventually(() => expect(alone.controller.controls).toEqual(["ff01", "0814"]));
    const host = await rig({ onHostRequest: () => {} });
    await host.up();
    await eventually(() => expect(host.controller.controls).toEqual(["ff01", "083f"]));
  });

  it("tells what the controller asks of the host", async () => {
    const onHostRequest = vi.fn();
    const { controller, up } = await rig({ onHostRequest });
    await up();
    controller.send(...[0x03, 0x04, 0x07, 0x09].map((code) => encodeControl(code)));
    await eventually(() =>
      expect(onHostRequest.mock.calls).toEqual([["powerOff"], ["reset"], ["nmi"], ["gracefulShutdown"]]),
    );
  });

  it("counts each kind of frame it throws away and goes on", async () => {
    const { controller, connection, up, ask } = await rig();
    await up();
    controller.behaviour = (message) => {
      const good = { ...message, netFn: message.netFn | 1, data: Uint8Array.of(0, 7) };
      const broken = encodeMessage(good);
      broken[2]! ^= 0x01;
      controller.send(broken);
      controller.send(encodeMessage({ ...good, cmd: message.cmd + 1 }));
      controller.send(encodeMessage({ ...good, sequence: message.sequence + 1 }));
      controller.send(encodeMessage({ ...good, data: new Uint8Array(0) }));
      controller.send(encodeControl(0x55));
      controller.send(new Uint8Array(400), Uint8Array.of(0xa0), Uint8Array.of(0xaa, 0xa0), Uint8Array.of(0xa0));
      // The answer twice: the second has no request any more.
      controller.send(encodeMessage(good), encodeMessage(good));
      return undefined;
    };
    expect(await ask()).toEqual([0, 7]);
    await eventually(() =>
      expect(connection.rejectedFrames).toEqual({
        checksum: 1,
        mismatch: 1,
        unexpected: 2,
        short: 2,
        control: 1,
        long: 1,
        escape: 1,
      }),
    );
    controller.behaviour = () => [0];
    expect(await ask()).toEqual([0]);
  });

  it("counts an answer that comes too late and does not give it to another request", async () => {
    const { controller, connection, up, ask } = await rig();
    await up();
    controller.behaviour = () => undefined;
    expect(await ask()).toBe("E_TIMEOUT");
    controller.answer(controller.messages[0]!, [0, 1]);
    controller.behaviour = () => [0, 2];
    expect(await ask()).toEqual([0, 2]);
    expect(connection.rejectedFrames).toEqual({ late: 1 });
  });

  it("gives up on requests in flight when the socket breaks, and reconnects", async () => {
    const { controller, connection, up, ask } = await rig();
    await up();
    controller.behaviour = () => {
      controller.socket?.destroy();
      return undefined;
    };
    expect(await ask()).toBe("E_LINK_DOWN");
    controller.behaviour = () => [0];
    await up();
    expect(await ask()).toEqual([0]);
    expect(controller.connections).toBe(2);
    expect(connection.rejectedFrames).toEqual({});
  });

  it("keeps trying while nobody greets", async () => {
    const { controller, connection, up, ask } = await rig();
    await up();
    controller.greets = false;
    controller.socket?.destroy();
    await eventually(() => expect(controller.connections).toBeGreaterThanOrEqual(3));
    expect(connection.state).toBe("down");
    expect(await ask()).toBe("E_LINK_DOWN");
    controller.greets = true;
    await up();
    expect(await ask()).toEqual([0]);
  });

  it("says why it cannot connect, until it can", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    let wrong = true;
    const { connection, up } = await rig({ connect: (to) => connect(wrong ? { ...to, port } : to) });
    await eventually(() => expect(connection.trouble).toMatch(/ECONNREFUSED/));
    wrong = false;
    await up();
    expect(connection.trouble).toBeUndefined();
  });

  it("reports attention on the rising line, and reminds while it stays up", async () => {
    const { controller, connection, up, ask } = await rig();
    await up();
    const attention = vi.fn();
    connection.onAttention(attention);
    controller.send(encodeControl(0x02));
    await eventually(() => expect(attention).toHaveBeenCalledTimes(1));
    controller.send(encodeControl(0x02), encodeControl(0x02));
    await ask();
    expect(attention).toHaveBeenCalledTimes(1);
    controller.send(encodeControl(0x00), encodeControl(0x01));
    await eventually(() => expect(attention).toHaveBeenCalledTimes(2));
  });

  it("reports attention again after a reconnection, however soon", async () => {
    const { controller, connection, up } = await rig();
    await up();
    const attention = vi.fn();
    connection.onAttention(attention);
    controller.send(encodeControl(0x01));
    await eventually(() => expect(attention).toHaveBeenCalledTimes(1));
    controller.socket?.destroy();
    await eventually(() => expect(controller.controls).toHaveLength(4));
    controller.send(encodeControl(0x01));
    await eventually(() => expect(attention).toHaveBeenCalledTimes(2));
  });

  describe("bridging", () => {
    const sendMessage = 0x34;
    const getMessage = 0x33;
    const clearFlags = 0x30;
    const cmds = (controller: FakeController) => controller.messages.map(({ cmd }) => cmd);
    /** What Get Message says about an answer to the Send Message `sent`, from address 82h. */
    const queued = (sent: VmMessage, changes: { address?: number; cmd?: number; sequence?: number } = {}) => {
      const [, , netFnLun = 0, , , seqLun = 0, cmd = 0] = sent.data;
      const { address = 0x82, sequence = seqLun >> 2 } = changes;
      return [0, 0, netFnLun | 4 | 2, 0, address, sequence << 2, changes.cmd ?? cmd, 0, 0x55, 0];
    };

    it("sends an untracked message that ipmi_sim and the standard know", async () => {
      const { controller, up, ask } = await rig();
      await up();
      controller.behaviour = ({ cmd }) => {
        if (cmd === getMessage) return queued(controller.messages.find((m) => m.cmd === sendMessage)!);
        return [0];
      };
      expect(await ask({ target, lun: 1 })).toEqual([0, 0x55]);
      expect(cmds(controller)).toEqual([clearFlags, sendMessage, getMessage]);
      const { data } = controller.messages[1]!;
      expect(Buffer.from(data).toString("hex")).toBe("00821965200201dd");
    });

    it("looks again when the queue is empty, at once when attention comes", async () => {
      const { controller, connection, up, ask } = await rig({ targetAnswerMs: 60_000 });
      await up();
      const attention = vi.fn();
      connection.onAttention(attention);
      let looks = 0;
      controller.behaviour = ({ cmd }) => {
        if (cmd !== getMessage) return [0];
        looks += 1;
        if (looks === 1) controller.send(encodeControl(0x01));
        return looks < 5 ? [0x80] : queued(controller.messages.find((m) => m.cmd === sendMessage)!);
      };
      expect(await ask({ target })).toEqual([0, 0x55]);
      // The line is still up: after the bridged answer something else must be waiting.
      expect(attention).toHaveBeenCalledTimes(1);
    });

    it("skips strays in the queue and counts them", async () => {
      const { controller, connection, up, ask } = await rig();
      await up();
      let looks = 0;
      controller.behaviour = ({ cmd }) => {
        if (cmd !== getMessage) return [0];
        const sent = controller.messages.find((m) => m.cmd === sendMessage)!;
        looks += 1;
        if (looks === 1) return queued(sent, { address: 0x84 });
        if (looks === 2) return queued(sent, { cmd: 0x77 });
        if (looks === 3) return [0, 1, 2, 3];
        return queued(sent);
      };
      expect(await ask({ target })).toEqual([0, 0x55]);
      expect(connection.rejectedFrames).toEqual({ bridgedUnexpected: 2, bridgedShort: 1 });
    });

    it("blames a silent target, not the controller, and throws its late answer away", async () => {
      const { controller, connection, up, ask } = await rig();
      await up();
      controller.behaviour = ({ cmd }) => [cmd === getMessage ? 0x80 : 0];
      expect(await ask({ target })).toBe("E_TIMEOUT");
      const [first] = controller.messages.filter((m) => m.cmd === sendMessage);
      let looks = 0;
      controller.behaviour = ({ cmd }) => {
        if (cmd !== getMessage) return [0];
        looks += 1;
        return queued(looks === 1 ? first! : controller.messages.findLast((m) => m.cmd === sendMessage)!);
      };
      expect(await ask({ target })).toEqual([0, 0x55]);
      expect(connection.rejectedFrames).toEqual({ bridgedLate: 1 });
      expect(connection.state).toBe("up");
    });

    it("clears a queue blocked by an answer that is too long", async () => {
      const { controller, up, ask } = await rig();
      await up();
      controller.behaviour = ({ cmd }) => [cmd === getMessage ? 0xc8 : 0];
      expect(await ask({ target })).toEqual([0xc8]);
      expect(cmds(controller)).toEqual([clearFlags, sendMessage, getMessage, clearFlags]);
    });

    it("repeats a message lost to a busy bus", async () => {
      const { controller, up, ask } = await rig();
      await up();
      let sends = 0;
      controller.behaviour = ({ cmd }) => {
        if (cmd === sendMessage) sends += 1;
        if (cmd === sendMessage && sends <= 2) return [0x80 + sends];
        if (cmd !== getMessage) return [0];
        return queued(controller.messages.findLast((m) => m.cmd === sendMessage)!);
      };
      expect(await ask({ target })).toEqual([0, 0x55]);
      expect(sends).toBe(3);
    });

    it("passes on why a controller would not send", async () => {
      const { controller, up, ask } = await rig();
      await up();
      controller.behaviour = ({ cmd }) => [cmd === sendMessage ? 0xc1 : 0];
      expect(await ask({ target })).toEqual([0xc1]);
    });

    it("is not held up for ever by a controller that makes up answers", async () => {
      const { controller, connection, up, ask } = await rig();
      await up();
      controller.behaviour = ({ cmd }) =>
        cmd === getMessage ? queued(controller.messages.findLast((m) => m.cmd === sendMessage)!, { address: 2 }) : [0];
      expect(await ask({ target })).toBe("E_TIMEOUT");
      expect(connection.rejectedFrames["bridgedUnexpected"]).toBe(64);
    });
  });
});
