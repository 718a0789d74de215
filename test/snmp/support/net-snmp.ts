import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "../../support/requires.ts";

/** Tests that need net-snmp's command line tools. */
export const netSnmp = requires("snmp");

export interface ToolResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of net-snmp's tools with numeric output and without MIB files or configuration of the machine. */
export async function tool(name: string, ...args: string[]): Promise<ToolResult> {
  const persistent = await mkdtemp(join(tmpdir(), "net-snmp-"));
  const environment = { ...process.env, MIBS: "", SNMPCONFPATH: persistent, SNMP_PERSISTENT_DIR: persistent };
  const result = await new Promise<ToolResult>((resolve) => {
    execFile(name, args, { env: environment, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, stdout, stderr: stderr.replace(/^Created directory: .*\n/gm, "") });
    });
  });
  await rm(persistent, { recursive: true, force: true });
  return result;
}

/** Arguments of a USM user at authPriv, for a tool. */
export function authPriv(user: {
  name: string;
  authProtocol: string;
  authPassword: string;
  privProtocol?: string;
  privPassword?: string;
}): string[] {
  const { name, authProtocol, authPassword, privProtocol = "AES", privPassword = "" } = user;
  return [
    ...["-v3", "-l", "authPriv", "-u", name, "-a", authProtocol, "-A", authPassword],
    ...["-x", privProtocol, "-X", privPassword, "-r", "0", "-t", "5", "-On"],
  ];
}
