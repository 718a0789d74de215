import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { hostname } from "node:os";
import { type Clock, systemClock } from "../base/clock.ts";
import type { TcpDoor } from "../snmp/tcp-listener.ts";
import type { UdpDoor } from "../snmp/udp-listener.ts";
import type { SpawnProcess } from "../transport/ipmitool/index.ts";
import type { IpmiDevices } from "../transport/open/index.ts";
import type { ConnectSocket } from "../transport/vm/index.ts";

/** Every way the agent reaches the machine it runs on. */
export interface AgentDoors {
  readonly clock: Clock;
  readonly pid: number;
  /** User the agent runs as; undefined where there are none. */
  readonly uid: number | undefined;
  readonly hostName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly randomUuid: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A small text file of the machine, such as those of sysfs; undefined when it cannot be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  /** Permission bits of a file; undefined when they cannot be had. */
  readonly mode: (path: string) => Promise<number | undefined>;
  readonly exists: (path: string) => boolean;
  readonly connect: ConnectSocket;
  /** Opens a Unix socket by its path. */
  readonly connectPath: (path: string) => Socket;
  readonly udp: UdpDoor;
  readonly tcp: TcpDoor;
  readonly spawn: SpawnProcess;
  /** The kernel's IPMI devices. What they need is loaded when they are asked for. */
  readonly ipmiDevices: () => Promise<IpmiDevices>;
}

/** The doors of this machine. */
export function systemDoors(): AgentDoors {
  return {
    clock: systemClock,
    pid: process.pid,
    uid: process.getuid?.(),
    hostName: hostname(),
    environment: process.env,
    randomBytes,
    randomUuid: randomUUID,
    random: Math.random,
    async readText(path) {
      try {
        return await readFile(path, "utf8");
      } catch {
        // Absent and unreadable are the same to the caller: not known.
        return undefined;
      }
    },
    async mode(path) {
      try {
        return (await stat(path)).mode & 0o7777;
      } catch {
        // The one who reads the file says what is wrong with it.
        return undefined;
      }
    },
    exists: existsSync,
    connect: (options) => connect(options),
    connectPath: (path) => connect({ path }),
    udp: numericUdp,
    tcp: (connected) => createServer(connected),
    spawn: (program, args, options) => spawn(program, args, options),
    async ipmiDevices() {
      const { nativeDevices } = await import("../transport/open/native.ts");
      return nativeDevices({ architecture: process.arch, signals: process });
    },
  };
}

/** UDP between numeric addresses only: Node would otherwise look up the address of each datagram's receiver. */
export const numericUdp: UdpDoor = (type) =>
  createSocket({ type, lookup: (address, _options, done) => done(null, address, type === "udp4" ? 4 : 6) });
