import { join } from "node:path";
import type { SelRecord } from "../exporters/hpi-api/context.ts";
import { hpiApi } from "../exporters/hpi-api/index.ts";
import type { SnmpAdministration } from "../exporters/hpi-api/snmp-administration.ts";
import { redfish } from "../exporters/redfish/index.ts";
import type { Domain } from "../hpi/domain.ts";
import { loadCertificate } from "../http/certificate-file.ts";
import { createHttpServer } from "../http/server.ts";
import { randomPassword } from "../store/secrets.ts";
import type { Access } from "./access.ts";
import { listening } from "./listening.ts";
import type { AgentOptions, OnStop } from "./options.ts";

export interface RestParts {
  readonly options: AgentOptions;
  readonly domain: Domain;
  readonly access: Access;
  readonly uuid: string;
  readonly sel: () => readonly SelRecord[];
  /** Sets up SNMP, where it is spoken. */
  readonly snmp: SnmpAdministration | undefined;
  readonly onStop: OnStop;
}

/** Starts the web doors: HTTPS for the network, a socket for the local administrator. Null when HTTPS is off. */
export async function startRest(parts: RestParts): Promise<{ url: string; certificate: string } | null> {
  const { options, domain, access, uuid, sel, snmp } = parts;
  const { config, doors, stateDirectory, simulation } = options;
  const logger = options.logger.child({ part: "http" });
  const { accounts, authenticator, sessions, audit } = access;
  const server = createHttpServer({ accounts, authenticator, sessions, audit, clock: doors.clock, logger });
  parts.onStop("http", () => server.close());
  const agent = { name: domain.name, version: options.version, uuid };
  const simulator = simulation === null ? undefined : { machine: simulation.machine, control: simulation.control };
  const newPassword = () => randomPassword(doors.randomBytes);
  server.register(hpiApi({ domain, agent, accounts, authenticator, newPassword, sel, snmp, simulator }));
  server.register(redfish({ domain, agent, role: config.role, accounts, sessions, authenticator }));
  await server.listenSocket(join(stateDirectory, "agent.sock"));
  if (!config.rest.enabled) return null;
  const certificate = await loadCertificate({
    directory: stateDirectory,
    names: [doors.hostName, config.rest.host],
    clock: doors.clock,
    random: doors.randomBytes,
    logger,
  });
  const { host, port } = config.rest;
  const { url } = await listening({ name: "HTTPS", key: "rest", option: "--rest-port", host, port }, () =>
    server.listenTls({ host, port, certificate }),
  );
  logger.info({ url, certificate: certificate.fingerprint }, "HTTPS listens");
  return { url, certificate: certificate.path };
}
