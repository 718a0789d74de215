/** Each new entry of the event log as a trap of BLADESPPALT-MIB (mmRemoteSupTrapMIB). */
import { createSocket, type Socket } from "node:dgram";
import { UsageError } from "../../src/base/errors.ts";
import type { Logger } from "../../src/base/logger.ts";
import type { Source } from "../../src/snmp/dispatcher.ts";
import type { NotificationSender } from "../../src/snmp/notification-sender.ts";
import type { NotificationTarget } from "../../src/snmp/notification-target.ts";
import type { Oid } from "../../src/snmp/oid.ts";
import type { SnmpValue, Syntax } from "../../src/snmp/syntax.ts";
import { type TrapReceiverEntry, trapReceiver } from "../machine/schema.ts";
import type { Chassis } from "./chassis.ts";
import type { LogEntry, Severity } from "./event-log.ts";
import { dateAndTime } from "./text.ts";

const mmRemoteSupTrapMib: Oid = [1, 3, 6, 1, 4, 1, 2, 6, 158, 3];
const trapInfo: Oid = [...mmRemoteSupTrapMib, 1, 1];

/** Numbers of the traps for errors, warnings and the rest, by what the source is called before its bay. */
const trapsOf: Readonly<Record<string, readonly [error: number, warning: number, other: number]>> = {
  BLADE: [128, 160, 176],
  IOMod: [129, 161, 177],
  Power: [4, 164, 180],
  PwrDomain: [4, 164, 180],
  Cooling: [133, 165, 181],
};
/** mmTrapChassisC, mmTrapChassisN, mmTrapChassisS. */
const chassisTraps = [130, 162, 178] as const;
const rank: Readonly<Record<Severity, 0 | 1 | 2>> = { ERR: 0, WARN: 1, INFO: 2 };
/** spTrapPriority. */
const priorities = { ERR: 0, WARN: 2, INFO: 4, recovery: 8 } as const;
/** spTrapCallHomeFlag: no. */
const noCallHome = 0;

/** `192.0.2.1:162` or `[2001:db8::1]:162`, port 162 by default. Throws UsageError `E_ARGUMENTS`. */
export function parseTrapReceiver(text: string): TrapReceiverEntry {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const parsed = trapReceiver.safeParse({
    host: bracketed ?? plain,
    ...(port === undefined ? {} : { port: Number(port) }),
  });
  if (parsed.success) return parsed.data;
  throw new UsageError("E_ARGUMENTS", `expected an IP address and a port, such as 127.0.0.1:1162, got "${text}"`);
}

/** Where traps leave: not from the modules' own address, from which only this host could be reached. */
export class TrapDoor {
  readonly #logger: Logger;
  readonly #sockets = new Map<"udp4" | "udp6", Socket>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  send(datagram: Uint8Array, { address, port }: Source): void {
    const family = address.includes(":") ? "udp6" : "udp4";
    const socket = this.#sockets.get(family) ?? createSocket(family);
    if (!this.#sockets.has(family)) socket.on("error", (error) => this.#failed(error, address));
    this.#sockets.set(family, socket);
    socket.send(datagram, port, address, (error) => {
      if (error !== null) this.#failed(error, address);
    });
  }

  async close(): Promise<void> {
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  #failed(error: Error, address: string): void {
    this.#logger.warn({ error: error.message, address }, "a trap could not be sent");
  }
}

/** Sends `entry` to every receiver; community `fallback` where a receiver names none. */
export function sendTraps(
  sender: NotificationSender,
  chassis: Chassis,
  receivers: readonly TrapReceiverEntry[],
  fallback: string,
  upTime: number,
  entry: LogEntry,
): void {
  const number = (trapsOf[entry.source.replace(/_\d+$/, "")] ?? chassisTraps)[rank[entry.severity]];
  const objects = objectsOf(chassis, entry, number).map(([arc, syntax, value]) => ({
    name: [...trapInfo, arc, 0],
    syntax,
    value,
  }));
  for (const receiver of receivers)
    sender.trap(targetOf(receiver, fallback), { id: [...mmRemoteSupTrapMib, 0, number], upTime, objects });
}

/** The objects that all these traps carry, in their order. */
function objectsOf(
  chassis: Chassis,
  { severity, source, text }: LogEntry,
  trap: number,
): [number, Syntax, SnmpValue][] {
  const bay = Number(/^BLADE_(\d+)$/.exec(source)?.[1] ?? 0);
  const blade = bay === 0 ? undefined : chassis.blade(bay);
  const { machineType, machineModel } = chassis.settings;
  const { date, time } = dateAndTime(chassis.now());
  const isRecovery = text.startsWith("Recovery: ");
  const strings = {
    1: `Date(m/d/y)=${date.slice(0, 6)}${date.slice(8)}, Time(h:m:s)=${time}`,
    2: "BladeCenter Advanced Management Module",
    3: `SN#${chassis.controller.fru?.product?.serial ?? ""}`,
    4: "",
    5: chassis.controller.fru?.product?.serial ?? "",
    8: text,
    9: "No Contact Configured",
    10: "No Location Configured",
    11: blade?.name ?? "",
    12: blade?.fru.board?.serial ?? "",
    13: "",
    15: source,
    17: "",
    18: `${machineType}${machineModel}`,
    19: blade?.fru.product?.partNumber ?? "",
  };
  const numbers = { 6: trap, 7: isRecovery ? priorities.recovery : priorities[severity] };
  // The event's own number stands for its kind: the simulated modules have no catalogue of events.
  const unsigned = { 14: (trap << 16) | (bay + 1), 16: noCallHome };
  const all: [number, Syntax, SnmpValue][] = [
    ...Object.entries(strings).map(([arc, value]): [number, Syntax, SnmpValue] => [Number(arc), "OctetString", value]),
    ...Object.entries(numbers).map(([arc, value]): [number, Syntax, SnmpValue] => [Number(arc), "Integer32", value]),
    ...Object.entries(unsigned).map(([arc, value]): [number, Syntax, SnmpValue] => [Number(arc), "Unsigned32", value]),
  ];
  return all.sort(([a], [b]) => a - b);
}

function targetOf(receiver: TrapReceiverEntry, fallback: string): NotificationTarget {
  const { host, port = 162, version = "v1", community = fallback } = receiver;
  return {
    name: `${host}:${port}`,
    host,
    port,
    kind: "trap",
    security: { version, community },
    timeout: 0,
    retries: 0,
  };
}
