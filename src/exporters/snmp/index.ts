export { type SnmpConfig, snmpConfig } from "./config.ts";
export {
  type SnmpExporter,
  type SnmpExporterOptions,
  startSnmpExporter,
} from "./exporter.ts";
export type { HostFacts, HostPort } from "./host-resources-mib.ts";
export type { SnmpManagers, SnmpUser } from "./managers.ts";
export type { OutboxPort, OutboxState } from "./outbox.ts";
export type { SettingsPort } from "./settings.ts";
