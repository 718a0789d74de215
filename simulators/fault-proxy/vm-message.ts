/** Messages of the virtual machine interface as a fault proxy sees them; bridged ones are looked into. */
import type { Message } from "./message.ts";
import type { Random } from "./random.ts";
import { encodeFrame, type VmFrame, vmMessage } from "./vm-frames.ts";

const bmc = 0x20;
const app = 0x06;
const sendMessage = 0x34;
const getMessage = 0x33;
const unknown = { netFn: undefined, cmd: undefined, target: undefined };

/** What the proxy makes of a frame going to (`request`) or coming from (`reply`) the controller. */
export function vmMessageOf(frame: VmFrame, direction: "request" | "reply"): Message {
  const bytes = encodeFrame(frame);
  const rest = {
    bytes,
    corrupted: (random: Random) => encodeFrame({ ...frame, content: flipOneBit(frame.content, random) }),
    withData: () => undefined,
    withCompletion: () => undefined,
    refusal: () => undefined,
  };
  if (frame.type === "control") return { kind: direction === "reply" ? "attention" : "session", ...unknown, ...rest };
  const body = frame.content.subarray(0, -1);
  if (body.length < 3) return { kind: direction, ...unknown, ...rest };
  return direction === "request" ? { ...rest, ...requestOf(body) } : { ...rest, ...replyOf(body) };
}

function requestOf(body: Uint8Array) {
  const [seq = 0, netFnLun = 0, cmd = 0, , rsAddress, innerNetFnLun, , , , innerCmd] = body;
  const netFn = (netFnLun >> 2) & 0x3e;
  const bridged = netFn === app && cmd === sendMessage && innerCmd !== undefined && innerNetFnLun !== undefined;
  return {
    kind: "request" as const,
    ...(bridged
      ? { netFn: (innerNetFnLun >> 2) & 0x3e, cmd: innerCmd, target: rsAddress }
      : { netFn, cmd, target: bmc }),
    refusal: (code: number) => encodeFrame(vmMessage([seq, netFnLun | 4, cmd, code])),
  };
}

/** Bytes of a Get Message reply before the inner completion code: the channel and a message header. */
const bridgedHeader = 6;

function replyOf(body: Uint8Array) {
  const [, netFnLun = 0, cmd = 0, completion = 0] = body;
  const netFn = (netFnLun >> 2) & 0x3e;
  // Sequence number, network function, command and completion code stand before the data.
  const data = body.subarray(4);
  const bridged = netFn === app && cmd === getMessage && completion === 0 && data.length > bridgedHeader + 1;
  if (!bridged)
    return {
      kind: "reply" as const,
      netFn,
      cmd,
      target: bmc,
      withData: (change: (data: Uint8Array) => Uint8Array) =>
        encodeFrame(vmMessage([...body.subarray(0, 4), ...change(data)])),
      withCompletion: (code: number) => encodeFrame(vmMessage([...body.subarray(0, 3), code])),
    };
  const inner = data.subarray(bridgedHeader + 1, -1);
  const rebuilt = (code: number, changed: Uint8Array) => {
    const head = [...data.subarray(0, bridgedHeader), code, ...changed];
    // The inner checksum stays as right or wrong as it was: it takes up what the sum has lost.
    const before = data.reduce((sum, byte) => sum + byte, 0);
    const after = head.reduce((sum, byte) => sum + byte, 0);
    return encodeFrame(vmMessage([...body.subarray(0, 4), ...head, (before - after) & 0xff]));
  };
  return {
    kind: "reply" as const,
    netFn: ((data[1] ?? 0) >> 2) & 0x3e,
    cmd: data[5],
    target: data[3],
    withData: (change: (data: Uint8Array) => Uint8Array) => rebuilt(data[bridgedHeader] ?? 0, change(inner)),
    withCompletion: (code: number) => rebuilt(code, new Uint8Array()),
  };
}

function flipOneBit(content: Uint8Array, random: Random): Uint8Array {
  const flipped = Uint8Array.from(content);
  const at = Math.floor(random() * flipped.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return flipped;
}
