/** What the engine counted since it started. Counter32 semantics: the exporter wraps them at 2^32. */
export class SnmpCounters {
  // SNMPv2-MIB snmp group, RFC 3418.
  inPkts = 0;
  inBadVersions = 0;
  inBadCommunityNames = 0;
  inBadCommunityUses = 0;
  inAsnParseErrs = 0;
  silentDrops = 0;
  proxyDrops = 0;
  // SNMP-MPD-MIB, RFC 3412.
  unknownSecurityModels = 0;
  invalidMsgs = 0;
  unknownPduHandlers = 0;
  // SNMP-USER-BASED-SM-MIB usmStats, RFC 3414.
  unsupportedSecLevels = 0;
  notInTimeWindows = 0;
  unknownUserNames = 0;
  unknownEngineIds = 0;
  wrongDigests = 0;
  decryptionErrors = 0;
  // SNMP-TARGET-MIB, RFC 3413.
  unavailableContexts = 0;
  unknownContexts = 0;
  // Our own.
  /** Datagrams dropped unread: their source sent too many. */
  rateLimited = 0;
  /** Requests that met a defect of this program. */
  internalErrors = 0;
  outPkts = 0;
  gets = 0;
  getNexts = 0;
  getBulks = 0;
  sets = 0;
  tooBigs = 0;
}

export type SnmpCounterName = {
  [K in keyof SnmpCounters]: SnmpCounters[K] extends number ? K : never;
}[keyof SnmpCounters];
