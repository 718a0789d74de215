import type { SnmpExporter } from "../../../../src/exporters/snmp/index.ts";
import { authPriv, type ToolResult, tool } from "../../../snmp/support/net-snmp.ts";
import { ietfFolder, importFolder, mibFolder } from "./module-file.ts";

export interface ToolUser {
  readonly name: string;
  readonly authProtocol: string;
  readonly authPassword: string;
  readonly privProtocol: string;
  readonly privPassword: string;
}

/** Runs one of net-snmp's tools with the names of HPI-AGENT-MIB. */
export function named(exporter: SnmpExporter, user: ToolUser, name: string, ...args: string[]): Promise<ToolResult> {
  const { host, port } = exporter.addresses[0]!;
  const login = authPriv(user).filter((argument) => argument !== "-On");
  const folders = [mibFolder, importFolder, ietfFolder].join(":");
  const options = args.filter((argument, i) => /^-[A-Z]/.test(argument) || args[i - 1] === "-Cf");
  const own = args
    .filter((argument) => !options.includes(argument))
    .map((argument) => (argument.startsWith("hpiAgent") ? `HPI-AGENT-MIB::${argument}` : argument));
  return tool(name, ...login, "-M", folders, "-m", "HPI-AGENT-MIB", "-OsQ", ...options, `${host}:${port}`, ...own);
}

/** Values by the names net-snmp prints. */
export function values({ stdout }: ToolResult): Record<string, string> {
  return Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" = ") as [string, string])
      .map(([name, value]) => [name, (value ?? "").replace(/^"(.*)"$/s, "$1").trim()]),
  );
}
