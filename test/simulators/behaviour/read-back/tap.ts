/** A relay between other people's programs and a BMC that keeps the exchanges of their unencrypted sessions (IPMI 1.5). */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { BmcAddress } from "../../../../simulators/index.ts";
import type { Exchange } from "../../../ipmi/commands/read-back/tshark.ts";

/** One request with its response; `target` is the slave address of the controller asked. */
export interface TappedExchange extends Exchange {
  readonly target: number;
}

interface Message {
  readonly from: number;
  readonly to: number;
  readonly netFn: number;
  readonly sequence: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

const app = 0x06;
const sendMessage = 0x34;

export class Tap {
  /** The BMC's address with the relay's port. */
  readonly lan: BmcAddress["lan"];
  #exchanges: TappedExchange[] = [];
  readonly #front: Socket;
  readonly #clients = new Map<number, Socket>();
  readonly #asked = new Map<string, Message>();

  private constructor(front: Socket, lan: BmcAddress["lan"], behind: BmcAddress["lan"]) {
    this.#front = front;
    this.lan = lan;
    front.on("message", (datagram, from) => {
      this.#request(datagram);
      this.#client(from, behind).send(datagram, behind.port, behind.host);
    });
  }

  static async open({ lan }: Pick<BmcAddress, "lan">): Promise<Tap> {
    const front = createSocket("udp4");
    await new Promise<void>((resolve) => front.bind(0, lan.host, resolve));
    return new Tap(front, { ...lan, port: front.address().port }, lan);
  }

  /** What went by since it was last asked. */
  take(): readonly TappedExchange[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }

  async close(): Promise<void> {
    const sockets = [this.#front, ...this.#clients.values()];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  #client(from: RemoteInfo, { host }: BmcAddress["lan"]): Socket {
    const known = this.#clients.get(from.port);
    if (known !== undefined) return known;
    const socket = createSocket("udp4");
    socket.on("message", (datagram) => {
      this.#response(datagram);
      this.#front.send(datagram, from.port, from.address || host);
    });
    this.#clients.set(from.port, socket);
    return socket;
  }

  #request(datagram: Uint8Array): void {
    const outer = messageOf(payloadOf(datagram));
    if (outer === undefined) return;
    // A bridged one: the message follows the channel.
    const isBridged = outer.netFn === app && outer.cmd === sendMessage;
    const message = isBridged ? messageOf(outer.data.subarray(1)) : outer;
    if (message !== undefined) this.#asked.set(keyOf(message, message.to), message);
  }

  #response(datagram: Uint8Array): void {
    const message = messageOf(payloadOf(datagram));
    const asked = message && this.#asked.get(keyOf(message, message.from));
    if (message === undefined || asked === undefined) return;
    const { to: target, netFn, cmd, data: request } = asked;
    this.#exchanges.push({ target, netFn, cmd, request, response: message.data });
  }
}

function keyOf({ netFn, sequence, cmd }: Message, controller: number): string {
  return `${controller}/${netFn & ~1}/${sequence}/${cmd}`;
}

/** What stands between the session's header and its end; undefined for what is no IPMI 1.5 message (IPMI 2.0 table 13-8). */
function payloadOf(datagram: Uint8Array): Uint8Array {
  const authenticationType = datagram[4] ?? 0;
  const lengthAt = authenticationType === 0 ? 13 : 29;
  const isIpmi = datagram[3] === 0x07 && authenticationType < 0x06;
  return isIpmi ? datagram.subarray(lengthAt + 1, lengthAt + 1 + (datagram[lengthAt] ?? 0)) : new Uint8Array();
}

/** Two addresses with a checksum between them, sequence number, command, data, checksum (IPMI 2.0 section 13.8). */
function messageOf(bytes: Uint8Array): Message | undefined {
  const [to, netFnLun, , from, sequenceLun, cmd] = bytes;
  if (to === undefined || netFnLun === undefined || from === undefined) return undefined;
  if (sequenceLun === undefined || cmd === undefined || bytes.length < 7) return undefined;
  return { from, to, netFn: netFnLun >> 2, sequence: sequenceLun >> 2, cmd, data: bytes.slice(6, -1) };
}
