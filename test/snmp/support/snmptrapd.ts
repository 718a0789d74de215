import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { UsmUserOptions } from "../../../src/snmp/user-keys.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { until } from "../../support/until.ts";

export interface TrapReceiverOptions {
  readonly host?: string;
  /** Taken by other users of SNMPv3 traps: an engine id each of them sends from. */
  readonly engineIds?: readonly Buffer[];
  readonly user?: UsmUserOptions;
}

const END = "|END|\\n";

/** Debian's snmptrapd on a loopback port, which it keeps when it is ended and started again. */
export class TrapReceiver {
  readonly port: number;
  readonly #directory: string;
  readonly #address: string;
  #child: ChildProcess | undefined;
  /** One line a notification: its variable bindings, separated by tabs. SNMPv1 traps begin with what they are. */
  readonly lines: string[] = [];

  private constructor(directory: string, address: string, port: number) {
    this.#directory = directory;
    this.#address = address;
    this.port = port;
  }

  static async start(options: TrapReceiverOptions = {}): Promise<TrapReceiver> {
    const { host = "127.0.0.1", engineIds = [], user } = options;
    const directory = await temporaryDirectory();
    const port = await freePort(host);
    const v6 = host.includes(":");
    const users = user === undefined ? [] : [undefined, ...engineIds].map((id) => createUser(user, id));
    const config = [
      "authCommunity log traps",
      ...users,
      ...(user === undefined ? [] : [`authUser log ${user.name} priv`]),
      `format1 v1 %N %w %q %v${END}`,
      `format2 v2 %v${END}`,
      "doNotRetainNotificationLogs yes",
    ];
    await writeFile(join(directory, "receiver.conf"), `${config.join("\n")}\n`, { mode: 0o600 });
    const receiver = new TrapReceiver(directory, v6 ? `udp6:[${host}]:${port}` : `udp:${host}:${port}`, port);
    await receiver.start();
    onTestFinished(() => receiver.stop());
    return receiver;
  }

  async start(): Promise<void> {
    const options = ["-f", "-C", "-c", join(this.#directory, "receiver.conf"), "-Lo", "-On", "-Oe", "-OQ", "-Ot"];
    const child = spawn("snmptrapd", [...options, this.#address], {
      env: { PATH: `${process.env["PATH"]}:/usr/sbin`, SNMP_PERSISTENT_DIR: this.#directory, MIBS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let rest = "";
    let running = false;
    const read = (chunk: Buffer): void => {
      const records = (rest + chunk.toString("latin1")).split("|END|\n");
      rest = records.pop() ?? "";
      running ||= [...records, rest].some((text) => text.includes("NET-SNMP version"));
      // Before a notification it may have said something else; long values go over several lines.
      for (const record of records)
        this.lines.push(record.slice(Math.max(0, record.search(/^v[12] /m))).replaceAll("\n", ""));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    await until(() => running || child.exitCode !== null, { what: () => "snmptrapd" });
  }

  /** As a host that goes away. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "close");
  }
}

function createUser(user: UsmUserOptions, engineId: Buffer | undefined): string {
  const engine = engineId === undefined ? "" : `-e 0x${engineId.toString("hex")} `;
  const { name, authProtocol, authPassword, privProtocol = "AES", privPassword = "" } = user;
  return `createUser ${engine}${name} ${authProtocol} ${authPassword} ${privProtocol} ${privPassword}`;
}

async function freePort(host: string): Promise<number> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4").bind(0, host);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
