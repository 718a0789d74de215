import type { Logger } from "../base/logger.ts";
import type { Source } from "./dispatcher.ts";

/** What a listener needs of a UDP socket; node:dgram's fits. */
export interface UdpSocket {
  on(event: "message", listener: (datagram: Buffer, from: Source) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  once(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  bind(options: { address: string; port: number }, callback: () => void): unknown;
  send(datagram: Uint8Array, port: number, address: string, callback?: (error: Error | null) => void): void;
  address(): { address: string; port: number };
  close(callback?: () => void): unknown;
}

/** Makes an unbound socket. */
export type UdpDoor = (family: "udp4" | "udp6") => UdpSocket;

export interface UdpListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly door: UdpDoor;
  readonly handle: (datagram: Buffer, source: Source, later: (reply: Uint8Array) => void) => Uint8Array | undefined;
  readonly logger: Logger;
}

export interface UdpListener {
  readonly host: string;
  readonly port: number;
  /** Sends from this listener's address; failures are logged. */
  send(datagram: Uint8Array, to: Source): void;
  close(): Promise<void>;
}

/** Binds a socket and answers each datagram. Rejects when the address cannot be bound. */
export async function listenUdp(options: UdpListenerOptions): Promise<UdpListener> {
  const { host, handle, logger } = options;
  const socket = options.door(host.includes(":") ? "udp6" : "udp4");
  // What was sent last, such as that the agent ends, must leave before the socket is closed.
  let leaving = 0;
  let closing: (() => void) | undefined;
  const sent = (error: Error | null): void => {
    if (--leaving === 0) closing?.();
    if (error) logger.debug({ error: error.message }, "an SNMP message could not be sent");
  };
  const send = (datagram: Uint8Array, port: number, address: string): void => {
    if (closing !== undefined) return;
    leaving++;
    socket.send(datagram, port, address, sent);
  };
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error) => {
      socket.close();
      reject(error);
    };
    socket.once("error", failed);
    socket.bind({ address: host, port: options.port }, () => {
      socket.off("error", failed);
      resolve();
    });
  });
  socket.on("error", (error) => logger.warn({ error: error.message, host }, "SNMP socket error"));
  socket.on("message", (datagram, from) => {
    // Nobody can be answered at port 0.
    if (from.port === 0) return;
    const answer = (reply: Uint8Array): void => send(reply, from.port, from.address);
    const reply = handle(datagram, from, answer);
    if (reply !== undefined) answer(reply);
  });
  const { port } = socket.address();
  return {
    host,
    port,
    send: (datagram, to) => send(datagram, to.port, to.address),
    close: () =>
      new Promise((resolve) => {
        closing = () => void socket.close(resolve);
        if (leaving === 0) closing();
      }),
  };
}
