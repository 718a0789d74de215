export type { AdministrationPort } from "./administration/administration.ts";
export { hasName, usersOfEngine, withoutName } from "./administration/named-rows.ts";
export { noSetRows, type SetRows } from "./administration/row.ts";
export { loadRows, type StoredRow, type StoredRows, storeRows } from "./administration/stored-rows.ts";
export { type SnmpConfig, snmpConfig } from "./config.ts";
export {
  type SnmpExporter,
  type SnmpExporterOptions,
  startSnmpExporter,
} from "./exporter.ts";
export type { HostFacts, HostPort } from "./host-resources-mib.ts";
export type { SnmpManagers, SnmpUser } from "./manager-settings.ts";
export type { MadeBySet } from "./managers.ts";
export type { OutboxPort, OutboxState } from "./outbox.ts";
export type { SettingsPort } from "./settings.ts";
