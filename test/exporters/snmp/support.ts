import { createSocket } from "node:dgram";
import type { Clock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { type SnmpExporter, type SnmpExporterOptions, startSnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { Domain } from "../../../src/hpi/domain.ts";
import type { EngineState } from "../../../src/snmp/engine.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";

export const manager = {
  name: "manager",
  authProtocol: "SHA-256",
  authPassword: "authentic-words",
  privProtocol: "AES",
  privPassword: "private-words",
};

export function memoryState(state?: EngineState) {
  let kept = state;
  return {
    get kept() {
      return kept;
    },
    load: () => kept,
    store: (next: EngineState) => {
      kept = next;
    },
  };
}

/** An exporter on a loopback port. */
export function startExporter(
  domain: Domain,
  clock: Clock,
  changes: Partial<SnmpExporterOptions> = {},
): Promise<SnmpExporter> {
  return startSnmpExporter(domain, {
    listeners: [{ host: "127.0.0.1", port: 0 }],
    users: [manager],
    contact: "",
    location: "row 7",
    version: "1.2.3",
    udp: (family) => createSocket(family),
    clock,
    state: memoryState(),
    logger: silentLogger,
    random: (octets) => Buffer.alloc(octets, 0x5a),
    ...changes,
  });
}

/** Walks a subtree with net-snmp; values by OID below the root, as text without the type. */
export async function walk(exporter: SnmpExporter, root: string): Promise<Map<string, string>> {
  const { host, port } = exporter.addresses[0]!;
  const args = [...authPriv(manager), "-OQ", "-Oe", "-Ot", "-OU"];
  const { stdout, stderr } = await tool("snmpbulkwalk", ...args, `${host}:${port}`, root);
  if (stderr !== "") throw new Error(stderr);
  const found = new Map<string, string>();
  for (const line of stdout.split("\n.").map((text) => text.replace(/^\./, "").trimEnd())) {
    const at = line.indexOf(" = ");
    if (at > 0 && !line.includes("No more variables") && !line.includes("No Such")) {
      found.set(line.slice(root.length, at), line.slice(at + 3).replace(/^"(.*)"$/s, "$1"));
    }
  }
  return found;
}

export const PHYSICAL = "1.3.6.1.2.1.47.1.1.1.1.";
export const CONTAINS = "1.3.6.1.2.1.47.1.3.3.1.";
export const SENSOR = "1.3.6.1.2.1.99.1.1.1.";
