import type { Logger } from "../base/logger.ts";
import type { SnmpConfig } from "../exporters/snmp/config.ts";
import { startSnmpExporter } from "../exporters/snmp/index.ts";
import type { Domain } from "../hpi/domain.ts";
import type { EngineStatePort } from "../snmp/engine.ts";
import type { AgentDoors } from "./doors.ts";
import type { OnStop } from "./options.ts";

export interface SnmpUser {
  readonly name: string;
  readonly authProtocol: "SHA-256";
  readonly authPassword: string;
  readonly privProtocol: "AES";
  readonly privPassword: string;
}

export interface SnmpParts {
  readonly config: SnmpConfig;
  readonly users: readonly SnmpUser[];
  readonly domain: Domain;
  readonly version: string;
  readonly engineState: EngineStatePort;
  readonly doors: AgentDoors;
  readonly logger: Logger;
  readonly onStop: OnStop;
}

/** Starts the SNMP door and says where it listens. */
export async function startSnmp(parts: SnmpParts): Promise<{ host: string; port: number }> {
  const { config, domain, doors, logger, users } = parts;
  const exporter = await startSnmpExporter(domain, {
    listeners: [{ host: config.host, port: config.port }],
    users,
    contact: config.contact,
    location: config.location,
    version: parts.version,
    state: parts.engineState,
    udp: doors.udp,
    clock: doors.clock,
    random: doors.randomBytes,
    logger,
  });
  parts.onStop("snmp", () => exporter.close());
  const [first] = exporter.addresses;
  return { host: first?.host ?? config.host, port: first?.port ?? config.port };
}
