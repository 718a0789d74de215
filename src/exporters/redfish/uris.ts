export const ROOT = "/redfish/v1";
export const AGENT = "Agent";

/** A reference to a resource. */
export interface Link {
  readonly "@odata.id": string;
}

export function link(uri: string): Link {
  return { "@odata.id": uri };
}

export const uris = {
  root: `${ROOT}/`,
  systems: `${ROOT}/Systems`,
  system: (id: string) => `${ROOT}/Systems/${id}`,
  chassis: `${ROOT}/Chassis`,
  oneChassis: (id: string) => `${ROOT}/Chassis/${id}`,
  sensors: (chassis: string) => `${ROOT}/Chassis/${chassis}/Sensors`,
  sensor: (chassis: string, id: string) => `${ROOT}/Chassis/${chassis}/Sensors/${id}`,
  managers: `${ROOT}/Managers`,
  manager: (id: string) => `${ROOT}/Managers/${id}`,
  agent: `${ROOT}/Managers/${AGENT}`,
  logServices: `${ROOT}/Managers/${AGENT}/LogServices`,
  eventLog: `${ROOT}/Managers/${AGENT}/LogServices/EventLog`,
  logEntries: `${ROOT}/Managers/${AGENT}/LogServices/EventLog/Entries`,
  logEntry: (id: string) => `${ROOT}/Managers/${AGENT}/LogServices/EventLog/Entries/${id}`,
  sessionService: `${ROOT}/SessionService`,
  sessions: `${ROOT}/SessionService/Sessions`,
  session: (id: string) => `${ROOT}/SessionService/Sessions/${id}`,
  accountService: `${ROOT}/AccountService`,
  accounts: `${ROOT}/AccountService/Accounts`,
  account: (name: string) => `${ROOT}/AccountService/Accounts/${encodeURIComponent(name)}`,
  roles: `${ROOT}/AccountService/Roles`,
  role: (id: string) => `${ROOT}/AccountService/Roles/${id}`,
  eventService: `${ROOT}/EventService`,
  eventStream: `${ROOT}/EventService/SSE`,
  subscriptions: `${ROOT}/EventService/Subscriptions`,
  subscription: (id: string) => `${ROOT}/EventService/Subscriptions/${id}`,
  registries: `${ROOT}/Registries`,
  registry: (id: string) => `${ROOT}/Registries/${id}`,
  schemas: `${ROOT}/JsonSchemas`,
  schema: (id: string) => `${ROOT}/JsonSchemas/${id}`,
};
