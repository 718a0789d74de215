import type { Cancel, Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Source } from "./dispatcher.ts";

/** What a listener needs of a TCP connection; node:net's fits. */
export interface TcpConnection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  on(event: "data", listener: (octets: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close" | "drain", listener: () => void): unknown;
  /** False when the peer does not read: `drain` follows. */
  write(octets: Uint8Array): boolean;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

export interface TcpServer {
  on(event: "error", listener: (error: Error) => void): unknown;
  once(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  listen(options: { host: string; port: number }, callback: () => void): unknown;
  address(): { address: string; port: number } | string | null;
  close(callback?: () => void): unknown;
}

/** Makes a server that does not listen yet. */
export type TcpDoor = (connected: (connection: TcpConnection) => void) => TcpServer;

export interface TcpListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly door: TcpDoor;
  readonly clock: Clock;
  readonly handle: (message: Buffer, source: Source, later: (reply: Uint8Array) => void) => Uint8Array | undefined;
  /** Octets a message may have. */
  readonly maxMessageSize: number;
  readonly logger: Logger;
}

export interface TcpListener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 64;
const MOST_PER_ADDRESS = 8;
/** A manager that is silent for so long has to connect again. */
const IDLE_MS = 300_000;
/** Time for the rest of a message whose beginning has come. */
const REST_MS = 10_000;
const SEQUENCE = 0x30;

/** SNMP over TCP (RFC 3430): one message after the other, each as long as its own header says. */
export async function listenTcp(options: TcpListenerOptions): Promise<TcpListener> {
  const { host, logger } = options;
  const peers = new Set<Peer>();
  const server = options.door((connection) => {
    const address = connection.remoteAddress ?? "";
    const same = [...peers].filter((peer) => peer.source.address === address).length;
    if (address === "" || peers.size >= MOST_CONNECTIONS || same >= MOST_PER_ADDRESS) {
      logger.debug({ address }, "too many SNMP connections");
      connection.on("error", (error) => logger.debug({ error: error.message, address }, "SNMP connection error"));
      connection.destroy();
      return;
    }
    const peer = new Peer(options, connection, { address, port: connection.remotePort ?? 0 });
    peers.add(peer);
    connection.on("close", () => {
      peer.end();
      peers.delete(peer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port: options.port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", (error) => logger.warn({ error: error.message, host }, "SNMP server error"));
  const bound = server.address();
  return {
    host,
    port: typeof bound === "object" && bound !== null ? bound.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const peer of peers) peer.end();
      }),
  };
}

/** One connection. What does not begin like a message ends it: nobody could tell where the next one begins. */
class Peer {
  readonly source: Source;
  readonly #options: TcpListenerOptions;
  readonly #connection: TcpConnection;
  #octets: Buffer = Buffer.alloc(0);
  #cancel: Cancel = () => {};
  #ended = false;
  #blocked = false;
  /** In the middle of a message since the timer was set. */
  #begun = false;

  constructor(options: TcpListenerOptions, connection: TcpConnection, source: Source) {
    this.#options = options;
    this.#connection = connection;
    this.source = source;
    connection.on("error", (error) => {
      options.logger.debug({ error: error.message, address: source.address }, "SNMP connection error");
      this.end();
    });
    connection.on("drain", () => {
      this.#blocked = false;
      connection.resume();
      this.#serve();
    });
    connection.on("data", (octets) => {
      this.#octets = this.#octets.length === 0 ? octets : Buffer.concat([this.#octets, octets]);
      this.#serve();
    });
    this.#arm(IDLE_MS);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel();
    this.#connection.destroy();
  }

  #serve(): void {
    const { handle, maxMessageSize } = this.#options;
    while (!this.#ended && !this.#blocked) {
      const length = messageLength(this.#octets);
      if (length === undefined) break;
      if (length < 0 || length > maxMessageSize) {
        this.end();
        return;
      }
      if (this.#octets.length < length) break;
      const message = this.#octets.subarray(0, length);
      this.#octets = this.#octets.subarray(length);
      this.#begun = false;
      const reply = handle(message, this.source, (later) => this.#send(later));
      if (reply !== undefined) this.#send(reply);
    }
    if (this.#ended) return;
    const begun = this.#octets.length > 0;
    // Octet after octet must not buy more time.
    if (!begun || !this.#begun) this.#arm(begun ? REST_MS : IDLE_MS);
    this.#begun = begun;
  }

  #send(reply: Uint8Array): void {
    // Who does not read its replies is not read from.
    if (this.#ended || this.#connection.write(reply)) return;
    this.#blocked = true;
    this.#connection.pause();
  }

  #arm(ms: number): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, () => this.end());
  }
}

/** Octets of the message that begins here; undefined while its header is incomplete, -1 when it is none. */
function messageLength(octets: Uint8Array): number | undefined {
  if (octets.length === 0) return undefined;
  if (octets[0] !== SEQUENCE) return -1;
  const form = octets[1];
  if (form === undefined) return undefined;
  if (form < 0x80) return 2 + form;
  const count = form & 0x7f;
  if (count === 0 || count > 4) return -1;
  if (octets.length < 2 + count) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + octets[2 + i]!;
  return 2 + count + length;
}
