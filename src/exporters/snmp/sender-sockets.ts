import type { Logger } from "../../base/logger.ts";
import type { Source } from "../../snmp/dispatcher.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import { listenUdp, type UdpDoor, type UdpListener } from "../../snmp/udp-listener.ts";

/** The sockets that notifications leave from and acknowledgements come to: one for each address family in use. */
export class SenderSockets {
  readonly #door: UdpDoor;
  readonly #logger: Logger;
  readonly #sockets = new Map<boolean, UdpListener>();
  onMessage: (datagram: Buffer, from: Source) => void = () => {};

  constructor(door: UdpDoor, logger: Logger) {
    this.#door = door;
    this.#logger = logger;
  }

  /** Opens what these targets need. */
  async open(targets: readonly NotificationTarget[]): Promise<void> {
    for (const v6 of new Set(targets.map((target) => isV6(target.host)))) {
      if (this.#sockets.has(v6)) continue;
      const handle = (datagram: Buffer, from: Source): undefined => {
        this.onMessage(datagram, from);
      };
      const host = v6 ? "::" : "0.0.0.0";
      this.#sockets.set(v6, await listenUdp({ host, port: 0, door: this.#door, handle, logger: this.#logger }));
    }
  }

  send(datagram: Uint8Array, to: Source): void {
    this.#sockets.get(isV6(to.address))?.send(datagram, to);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sockets.values()].map((socket) => socket.close()));
  }
}

function isV6(address: string): boolean {
  return address.includes(":");
}
