/**
 * Just enough IPMI 1.5 over LAN, without authentication, for other projects' tools to talk to a FakeConnection: what they
 * print then tells whether our requests and responses mean the same to them.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Connection } from "../../src/ipmi/connection.ts";
import { zeroChecksum } from "../../src/wire/checksum.ts";
import { Reader } from "../../src/wire/reader.ts";
import { Writer } from "../../src/wire/writer.ts";

export interface LanResponder {
  readonly port: number;
  close(): Promise<void>;
}

const app = 0x06;
const asfClass = 0x06;
const getCapabilities = 0x38;
const sessionId = 0x01020304;

/** Commands of session set-up, and what a controller without authentication answers. */
const sessionAnswers: Readonly<Record<number, (data: Uint8Array) => readonly number[]>> = {
  // Get Channel Authentication Capabilities: authentication type "none" alone.
  [getCapabilities]: () => [0x00, 0x01, 0x01, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00],
  // Get Session Challenge.
  0x39: () => [0x00, 0x04, 0x03, 0x02, 0x01, ...new Array<number>(16).fill(0x11)],
  // Activate Session: administrator.
  0x3a: () => [0x00, 0x00, 0x04, 0x03, 0x02, 0x01, 0x01, 0x00, 0x00, 0x00, 0x04],
  // Set Session Privilege Level.
  0x3b: (data) => [0x00, data[0] === 0 ? 0x04 : (data[0] ?? 0x04)],
  // Close Session.
  0x3c: () => [0x00],
};

export async function startLanResponder(connection: Connection): Promise<LanResponder> {
  const socket = createSocket("udp4");
  socket.on("message", async (datagram, peer) => {
    const answer = await answerTo(connection, new Uint8Array(datagram));
    if (answer !== undefined) socket.send(answer, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    async close() {
      socket.close();
      await once(socket, "close");
    },
  };
}

async function answerTo(connection: Connection, datagram: Uint8Array): Promise<Uint8Array | undefined> {
  const reader = new Reader(datagram, "little", "RMCP message");
  reader.skip(3);
  if (reader.unsigned(1) === asfClass) return pong(reader);
  reader.skip(1);
  const sequence = reader.unsigned(4);
  const session = reader.unsigned(4);
  const message = reader.bytes(reader.unsigned(1));
  const netFn = message[1]! >> 2;
  const lun = message[1]! & 3;
  const cmd = message[5]!;
  const data = message.slice(6, -1);
  // Within a session, capabilities are a question like any other.
  const own = netFn === app && (session === 0 || cmd !== getCapabilities) ? sessionAnswers[cmd] : undefined;
  const body = own === undefined ? await ask(connection, { netFn, lun, cmd, data }) : own(data);
  const head = Uint8Array.of(message[3]!, ((netFn | 1) << 2) | (message[4]! & 3));
  const tail = Uint8Array.of(message[0]!, (message[4]! & 0xfc) | lun, cmd, ...body);
  const writer = new Writer();
  writer.bytes(Uint8Array.of(0x06, 0x00, 0xff, 0x07, 0x00));
  writer.unsigned(4, session === 0 ? 0 : sequence);
  writer.unsigned(4, session === 0 ? 0 : sessionId);
  writer.unsigned(1, head.length + tail.length + 2);
  writer.bytes(Uint8Array.of(...head, zeroChecksum(head), ...tail, zeroChecksum(tail)));
  return writer.finish();
}

/** Presence pong: ASF 2.0 section 3.2.4.3. */
function pong(ping: Reader): Uint8Array {
  const asf = ping.bytes(4);
  ping.skip(1);
  const tag = ping.unsigned(1);
  const entities = 0x81;
  return Uint8Array.of(
    6,
    0,
    0xff,
    asfClass,
    ...asf,
    0x40,
    tag,
    0,
    16,
    ...asf,
    0,
    0,
    0,
    0,
    entities,
    ...new Uint8Array(7),
  );
}

async function ask(
  connection: Connection,
  request: { readonly netFn: number; readonly lun: number; readonly cmd: number; readonly data: Uint8Array },
): Promise<readonly number[]> {
  const { completionCode, data } = await connection.request(request);
  return [completionCode, ...data];
}
