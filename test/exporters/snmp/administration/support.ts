import { expect, onTestFinished } from "vitest";
import {
  type AdministrationPort,
  loadRows,
  noSetRows,
  type SnmpExporterOptions,
  type SnmpManagers,
  storeRows,
} from "../../../../src/exporters/snmp/index.ts";
import { type ToolResult, tool } from "../../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../../support/memory-domain.ts";
import { manager, memoryState, startExporter } from "../support.ts";

export const administrator = { ...manager, name: "admin", role: "Administrator" as const };

/** Keeps what was set up in memory; `full` makes it fail as a full disk does. */
export function memoryAdministration() {
  let last: Promise<unknown> = Promise.resolve();
  const port = {
    kept: undefined as SnmpManagers | undefined,
    full: false,
    turn<T>(work: () => Promise<T>): Promise<T> {
      const done = last.then(work);
      last = done.catch(() => {});
      return done;
    },
    store(managers: SnmpManagers): Promise<void> {
      if (port.full) return Promise.reject(new TypeError("no space left on device"));
      port.kept = managers;
      return Promise.resolve();
    },
  };
  return port satisfies AdministrationPort;
}

export interface Login {
  readonly name: string;
  readonly authProtocol?: string;
  readonly authPassword?: string;
  readonly privProtocol?: string;
  readonly privPassword?: string;
}

/** An exporter whose tables an administrator may write, and net-snmp's tools against it. */
export async function startAdministered(changes: Partial<SnmpExporterOptions> = {}) {
  const memory: MemoryDomain = await memoryDomain();
  const port = memoryAdministration();
  const state = memoryState();
  const options = { users: [administrator], administration: port, state, ...changes };
  let exporter = await startExporter(memory.domain, memory.clock, options);
  onTestFinished(async () => {
    await exporter.close();
    await memory.domain.close();
  });
  const address = () => `127.0.0.1:${exporter.addresses[0]!.port}`;
  const run = (name: string, user: Login, ...args: string[]): Promise<ToolResult> => {
    const { authProtocol = "SHA-256", authPassword = manager.authPassword } = user;
    const { privProtocol = "AES", privPassword = manager.privPassword } = user;
    const login = ["-a", authProtocol, "-A", authPassword, "-x", privProtocol, "-X", privPassword];
    return tool(
      name,
      "-v3",
      "-l",
      "authPriv",
      "-u",
      user.name,
      ...login,
      "-r",
      "0",
      "-t",
      "10",
      "-On",
      address(),
      ...args,
    );
  };
  return {
    memory,
    port,
    run,
    address,
    get exporter() {
      return exporter;
    },
    /** The agent again, with what was kept. */
    async restart() {
      await exporter.close();
      const { rows = noSetRows, ...kept } = port.kept ?? { users: options.users, views: {}, targets: [] };
      const bad: string[] = [];
      const loaded = loadRows(JSON.parse(JSON.stringify(storeRows(rows))), (...which) => bad.push(which.join(" ")));
      expect(bad).toEqual([]);
      exporter = await startExporter(memory.domain, memory.clock, { ...options, ...kept, rows: loaded });
    },
    /** What one object reads as, or why it does not. */
    async get(user: Login, oid: string): Promise<string> {
      const { stdout, stderr } = await run("snmpget", user, "-Oqv", oid);
      return stdout.trim() || stderr.trim();
    },
  };
}

/** Arcs of a text, and the same with their number before them. */
export const arcs = (text: string): string => [...Buffer.from(text)].join(".");
export const counted = (text: string): string => [text.length, arcs(text)].filter((part) => part !== "").join(".");
