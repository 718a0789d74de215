import { createHash } from "node:crypto";
import { UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { SnmpConfig } from "../exporters/snmp/config.ts";
import { type HostFacts, type SnmpExporterOptions, startSnmpExporter } from "../exporters/snmp/index.ts";
import type { Domain } from "../hpi/domain.ts";
import type { AuditSink } from "../hpi/ports.ts";
import type { EngineStatePort } from "../snmp/engine.ts";
import { readHostLoad } from "../sources/host/load.ts";
import { readSecret } from "./controllers.ts";
import type { AgentDoors } from "./doors.ts";
import type { OnStop } from "./options.ts";
import type { SnmpAdministrator } from "./snmp-administration/administrator.ts";
import { familiesOf } from "./snmp-administration/families.ts";

export type SnmpUser = SnmpExporterOptions["users"][number];

export interface SnmpParts {
  readonly config: SnmpConfig;
  readonly users: readonly SnmpUser[];
  readonly domain: Domain;
  /** Records of the controllers' own event logs as far as they were read. */
  readonly sel: NonNullable<SnmpExporterOptions["sel"]>;
  readonly version: string;
  readonly engineState: EngineStatePort;
  readonly settings: NonNullable<SnmpExporterOptions["settings"]>;
  /** Knows the users, views and targets that are not in the configuration. */
  readonly administrator: SnmpAdministrator;
  readonly outbox: NonNullable<SnmpExporterOptions["outbox"]>;
  readonly doors: AgentDoors;
  readonly audit: AuditSink;
  readonly logger: Logger;
  readonly onStop: OnStop;
}

/** Starts the SNMP door and says where it listens. */
export async function startSnmp(parts: SnmpParts): Promise<{ host: string; port: number }> {
  const { administrator, config, domain, doors, logger, users } = parts;
  const pinned = {
    users,
    targets: await targetsOf(config, users, doors),
    views: familiesOf(byName(config.views)),
    filters: familiesOf(byName(config.filters)),
  };
  const known = await parts.engineState.load();
  const managers = administrator.start(pinned, known?.engineId);
  if (administrator.keyless.length > 0) {
    const names = administrator.keyless.join(", ");
    const text = `the SNMP engine has a new id, for which these users have no keys; set them up again: ${names}`;
    await domain.agentAlarm("snmp-users-keyless", "major", text);
  }
  const exporter = await startSnmpExporter(domain, {
    listeners: [{ host: config.host, port: config.port }, ...config.listeners],
    ...managers,
    ...(config.administration ? { administration: administrator } : {}),
    communities: await communitiesOf(config, doors),
    authenticationTraps: config.authenticationTraps,
    contact: config.contact,
    location: config.location,
    version: parts.version,
    state: parts.engineState,
    settings: parts.settings,
    sel: parts.sel,
    lmSensors: config.lmSensors,
    ...(config.hostResources ? { host: hostOf(parts) } : {}),
    ...agentxOf(config, doors),
    outbox: parts.outbox,
    audit: parts.audit,
    configuration: fingerprint(config, parts.version),
    udp: doors.udp,
    tcp: doors.tcp,
    clock: doors.clock,
    random: doors.randomBytes,
    logger,
  });
  administrator.attach(exporter);
  parts.onStop("snmp", () => exporter.close());
  const [first] = exporter.addresses;
  return { host: first?.host ?? config.host, port: first?.port ?? config.port };
}

/** Changes with anything that is configured for SNMP and with the program itself. */
function fingerprint(config: SnmpConfig, version: string): string {
  return createHash("sha256")
    .update(JSON.stringify([version, config]))
    .digest("hex");
}

function byName<T extends { readonly name: string }>(entries: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]));
}

function communitiesOf({ communities }: SnmpConfig, doors: AgentDoors) {
  return Promise.all(
    communities.map(async ({ communityFile, sources, versions }, i) => ({
      community: await readSecret(doors, communityFile),
      securityName: `community-${i + 1}`,
      sources,
      models: versions.map((version) => (version === "v1" ? 1 : 2)),
    })),
  );
}

function targetsOf({ targets }: SnmpConfig, users: readonly SnmpUser[], doors: AgentDoors) {
  return Promise.all(
    targets.map(async ({ name, host, port, kind, user, communityFile, version, timeoutSeconds, retries, filter }) => {
      const common = { name, host, port, kind, timeout: timeoutSeconds * 1000, retries, filter };
      if (communityFile !== undefined) {
        return { ...common, security: { version, community: await readSecret(doors, communityFile) } };
      }
      const found = users.find((known) => known.name === user);
      if (found === undefined) {
        throw new UsageError("E_SNMP_TARGET", `snmp.targets: ${name}: there is no SNMP user ${user}`);
      }
      return { ...common, security: { version: "v3" as const, user: found } };
    }),
  );
}

function agentxOf({ agentx }: SnmpConfig, doors: AgentDoors): Pick<SnmpExporterOptions, "agentx"> {
  if (agentx === undefined) return {};
  const { path, host, port, role } = agentx;
  const connect = () => (path === undefined ? doors.connect({ host: host ?? "", port }) : doors.connectPath(path));
  return { agentx: { connect, role, random: doors.random } };
}

/** In simulation the machine below is none of anybody's business. */
function hostOf({ domain, doors }: SnmpParts): NonNullable<SnmpExporterOptions["host"]> {
  if (!domain.simulated) return { read: () => readHostLoad(doors.readText) };
  return { read: async () => simulatedHost(doors.clock.monotonic()) };
}

function simulatedHost(monotonic: number): HostFacts {
  const memory = { total: 16 * 1024 * 1024, used: 3 * 1024 * 1024 };
  return { upSeconds: 86_400 + Math.floor(monotonic / 1000), processes: 120, memory, swap: { total: 0, used: 0 } };
}
