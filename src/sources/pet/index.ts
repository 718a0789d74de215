/** The source of platform event traps: what management controllers tell by themselves over SNMP. */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { HpiEvent } from "../../hpi/event.ts";
import { type PlatformEventTrap, selRecordOfPet } from "../../ipmi/platform-event-trap.ts";
import { SourceList } from "../../snmp/source-list.ts";
import { listenUdp, type UdpDoor } from "../../snmp/udp-listener.ts";
import { acknowledgementOf } from "./acknowledgement.ts";
import type { PetConfig } from "./config.ts";
import { eventOf } from "./event.ts";
import type { NetSnmp } from "./library.ts";
import { startReceiver } from "./receiver.ts";

export type { PetConfig } from "./config.ts";
export { loadNetSnmp, type NetSnmp } from "./library.ts";

export interface PetSourceOptions {
  readonly config: PetConfig;
  readonly library: NetSnmp;
  readonly udp: UdpDoor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (event: HpiEvent) => Promise<unknown>;
  /**
   * Tells whoever looks after the controller at an address, in the form of a SEL record; false when nobody does. Its
   * SEL has the same event, which must not be told twice.
   */
  readonly announce: (address: string, record: Uint8Array) => boolean;
}

export interface PetSource {
  readonly port: number;
  close(): Promise<void>;
}

/** Traps that may be under way to the log: more than that is a flood. */
const MOST_PENDING = 64;
const MOST_REMEMBERED = 1024;

/** Receives traps and makes events of them. Rejects when the address cannot be bound. */
export async function startPetSource(options: PetSourceOptions): Promise<PetSource> {
  const { config, clock, logger, emit, announce, udp } = options;
  const seen = new Set<string>();
  /** Traps that are under way to the log. */
  const pending = new Set<string>();
  let acknowledged = 0;
  const senders = await openSenders(options);
  const acknowledge = (pet: PlatformEventTrap, address: string): void => {
    if (config.acknowledge) senders.send(acknowledgementOf(pet, acknowledged++), address, config.acknowledgePort);
  };
  const starting = startReceiver({
    host: config.host,
    port: config.port,
    communities: config.communities,
    sources: new SourceList(config.sources),
    library: options.library,
    udp,
    logger,
    onTrap(pet, from, datagram) {
      const key = keyOf(pet);
      if (repeated(seen, key)) {
        // The acknowledgement may have been lost.
        if (!pending.has(key)) acknowledge(pet, from);
        return;
      }
      for (const { host, port } of config.forward) senders.send(datagram, host, port);
      if (announce(from, selRecordOfPet(pet))) {
        acknowledge(pet, from);
        return;
      }
      if (pending.size >= MOST_PENDING) {
        logger.warn({ from }, "too many platform event traps at once");
        // Its repetition may find room.
        seen.delete(key);
        return;
      }
      pending.add(key);
      void emit(eventOf(pet, from, clock.wall())).finally(() => {
        pending.delete(key);
        acknowledge(pet, from);
      });
    },
  });
  const receiver = await starting.catch(async (error: unknown) => {
    await senders.close();
    throw error;
  });
  return {
    port: receiver.port,
    async close() {
      await receiver.close();
      await senders.close();
    },
  };
}

function keyOf(pet: PlatformEventTrap): string {
  return `${Buffer.from(pet.systemGuid).toString("hex")} ${pet.cookie} ${pet.timestamp}`;
}

/** Controllers repeat a trap until it is acknowledged. */
function repeated(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return true;
  seen.add(key);
  for (const old of seen) {
    if (seen.size <= MOST_REMEMBERED) break;
    seen.delete(old);
  }
  return false;
}

/** Sockets that traps are passed on and acknowledged from, one for each address family in use. */
async function openSenders({ config, udp, logger }: PetSourceOptions) {
  const open = async (host: string) => listenUdp({ host, port: 0, door: udp, handle: () => undefined, logger });
  const sends = (v6: boolean): boolean =>
    config.forward.some(({ host }) => host.includes(":") === v6) ||
    (config.acknowledge && config.host.includes(":") === v6);
  const v6 = sends(true) ? await open("::") : undefined;
  const v4 = sends(false) ? await open("0.0.0.0") : undefined;
  return {
    send(datagram: Uint8Array, address: string, port: number): void {
      (address.includes(":") ? v6 : v4)?.send(Buffer.from(datagram), { address, port });
    },
    async close(): Promise<void> {
      await v4?.close();
      await v6?.close();
    },
  };
}
