import type { Clock } from "../../base/clock.ts";
import type { Role } from "../../hpi/operation.ts";
import type { AuditSink } from "../../hpi/ports.ts";
import { AnonymousAudit } from "../../http/anonymous-audit.ts";
import type { EndedSet } from "../../snmp/command-responder.ts";
import type { SnmpCounterName } from "../../snmp/counters.ts";
import type { Source } from "../../snmp/dispatcher.ts";
import { formatOid } from "../../snmp/oid.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";

const statusNames = new Map(Object.entries(ErrorStatus).map(([name, status]) => [status, name]));

/** Puts on record what came through SNMP: every SET, without its values, and who did not prove who they are. */
export class SnmpAudit {
  readonly #sink: AuditSink;
  readonly #roleOf: (securityName: string) => Role | undefined;
  /** Anybody can send a community, or a wrong password. */
  readonly #strangers: AnonymousAudit;

  constructor(sink: AuditSink, clock: Clock, roleOf: (securityName: string) => Role | undefined) {
    this.#sink = sink;
    this.#roleOf = roleOf;
    this.#strangers = new AnonymousAudit(clock);
  }

  set({ requester, names, status, index }: EndedSet): void {
    const { model, securityName: id, source } = requester;
    const role = model === 3 ? (this.#roleOf(id) ?? null) : null;
    const entry = {
      what: "set",
      objects: names.map(formatOid),
      principal: { id, door: "snmp", source: sourceOf(source), role },
      status: statusNames.get(status) ?? status,
      ...(index === 0 ? {} : { index }),
    };
    if (model === 3) this.#sink.record(entry);
    else this.#bounded(entry);
  }

  failed({ address }: Source, failure: SnmpCounterName): void {
    const how = { door: "snmp", source: sourceOf(address), accepted: false, failure };
    this.#bounded({ what: "login", user: null, ...how });
  }

  #bounded(entry: Readonly<Record<string, unknown>>): void {
    const leftOut = this.#strangers.next();
    if (leftOut !== null) this.#sink.record(leftOut === 0 ? entry : { ...entry, leftOut });
  }
}

function sourceOf(address: string | undefined): string {
  return address === undefined ? "snmp" : `snmp:${address}`;
}
