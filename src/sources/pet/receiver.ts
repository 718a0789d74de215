import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { decodePet, type PlatformEventTrap } from "../../ipmi/platform-event-trap.ts";
import type { SourceList } from "../../snmp/source-list.ts";
import type { UdpDoor, UdpSocket } from "../../snmp/udp-listener.ts";
import type { NetSnmp, Notification } from "./library.ts";

export interface ReceiverOptions {
  readonly host: string;
  readonly port: number;
  readonly communities: readonly string[];
  readonly sources: SourceList;
  readonly library: NetSnmp;
  readonly udp: UdpDoor;
  readonly logger: Logger;
  /** `datagram` is the trap as it came; valid during the call only. */
  readonly onTrap: (pet: PlatformEventTrap, from: string, datagram: Uint8Array) => void;
}

export interface Receiver {
  readonly port: number;
  close(): Promise<void>;
}

/** Where platform event traps come from, and their one variable. */
const PET_ENTERPRISE = "1.3.6.1.4.1.3183.1.1";
const PET_VARIABLE = `${PET_ENTERPRISE}.1`;
const ENTERPRISE_SPECIFIC = 6;
const SNMP_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0";
/** A platform event trap has less than 300 octets; nobody may make us read more of it than this. */
const MOST_OCTETS = 1500;

/** Listens for platform event traps. Rejects when the address cannot be bound. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { host, port, library, logger, communities } = options;
  let current: { from: string; datagram: Uint8Array } | undefined;
  let opened: Door | undefined;
  const createSocket = (family: "udp4" | "udp6"): Door => {
    opened = new Door(options, options.udp(family), (message) => {
      current = message;
    });
    return opened;
  };
  const receiver = library.createReceiver(
    {
      port,
      address: host,
      transport: host.includes(":") ? "udp6" : "udp4",
      disableAuthorization: false,
      dgramModule: { createSocket },
    },
    (error, notification) => {
      if (error) {
        logger.debug({ error: error.message, from: current?.from }, "not a trap that can be read");
        return;
      }
      const pet = petOf(notification);
      if (pet !== undefined && current !== undefined) options.onTrap(pet, current.from, current.datagram);
      else logger.debug({ from: current?.from }, "a trap that is no platform event");
    },
  );
  for (const community of communities) receiver.getAuthorizer().addCommunity(community);
  await opened?.bound.promise;
  return {
    port: opened?.address().port ?? port,
    close: () => new Promise((resolve) => receiver.close(resolve)),
  };
}

/** Finds the platform event in a trap of SNMPv1 or SNMPv2c. */
function petOf({ pdu }: Notification): PlatformEventTrap | undefined {
  const varbinds = Array.isArray(pdu?.varbinds) ? pdu.varbinds : [];
  const octets = varbinds.find(({ oid }) => oid === PET_VARIABLE)?.value;
  if (!(octets instanceof Uint8Array)) return undefined;
  if (pdu?.enterprise === PET_ENTERPRISE && pdu.generic === ENTERPRISE_SPECIFIC) {
    return decodePet(Number(pdu.specific), octets);
  }
  const id = varbinds.find(({ oid }) => oid === SNMP_TRAP_OID)?.value;
  const specific = typeof id === "string" && id.startsWith(`${PET_ENTERPRISE}.0.`) ? id.split(".").at(-1) : undefined;
  return specific === undefined ? undefined : decodePet(Number(specific), octets);
}

/** A socket that shows the library only what may come in, and keeps what it throws away from everybody else. */
class Door {
  readonly bound = Promise.withResolvers<void>();
  readonly #options: ReceiverOptions;
  readonly #socket: UdpSocket;
  readonly #current: (message: { from: string; datagram: Uint8Array } | undefined) => void;

  constructor(
    options: ReceiverOptions,
    socket: UdpSocket,
    current: (message: { from: string; datagram: Uint8Array } | undefined) => void,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#current = current;
  }

  on(event: "message" | "error", listener: (first: never, second: never) => void): unknown {
    const { sources, logger } = this.#options;
    if (event === "error") {
      return this.#socket.on("error", (error) => logger.warn({ error: error.message }, "the trap socket failed"));
    }
    return this.#socket.on("message", (datagram, from) => {
      if (datagram.length > MOST_OCTETS || !sources.includes(from.address)) return;
      this.#current({ from: from.address, datagram });
      try {
        (listener as (datagram: Buffer, from: object) => void)(datagram, from);
      } catch (error) {
        logger.debug({ error: messageOf(error), from: from.address }, "a trap could not be read");
      } finally {
        this.#current(undefined);
      }
    });
  }

  /** The library binds by position. */
  bind(port: number, address: string | null): unknown {
    const refused = (error: Error): void => {
      this.#socket.close();
      this.bound.reject(error);
    };
    this.#socket.once("error", refused);
    return this.#socket.bind({ port, address: address ?? this.#options.host }, () => {
      this.#socket.off("error", refused);
      this.bound.resolve();
    });
  }

  send(datagram: Uint8Array, port: number, address: string): void {
    // Answers to informs: nobody is owed one.
    this.#options.logger.debug({ octets: datagram.length, port, address }, "an inform is not answered");
  }

  address(): { address: string; port: number } {
    return this.#socket.address();
  }

  close(callback?: () => void): unknown {
    return this.#socket.close(callback);
  }
}
