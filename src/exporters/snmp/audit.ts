import type { Clock } from "../../base/clock.ts";
import type { Role } from "../../hpi/operation.ts";
import type { AuditSink } from "../../hpi/ports.ts";
import { AnonymousAudit } from "../../http/anonymous-audit.ts";
import type { EndedSet } from "../../snmp/command-responder.ts";
import type { SnmpCounterName } from "../../snmp/counters.ts";
import type { Source } from "../../snmp/dispatcher.ts";
import { formatOid, type Oid } from "../../snmp/oid.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";
import type { SetOutcome } from "../../snmp/set-transaction.ts";
import { AGENTX_PRINCIPAL } from "./agentx.ts";

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

  set({ requester, names, ...outcome }: EndedSet): void {
    const { model, securityName: id, source } = requester;
    const role = model === 3 ? (this.#roleOf(id) ?? null) : null;
    const entry = entryOf(names, { id, door: "snmp", source: sourceOf(source), role }, outcome);
    if (model === 3) this.#sink.record(entry);
    else this.#bounded(entry);
  }

  /** One that came through the master agent, which does not tell who asked it. */
  agentx(names: readonly Oid[], outcome: SetOutcome): void {
    const role = this.#roleOf(AGENTX_PRINCIPAL) ?? null;
    this.#sink.record(entryOf(names, { id: AGENTX_PRINCIPAL, door: "snmp", source: "agentx", role }, outcome));
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

function entryOf(names: readonly Oid[], principal: object, { status, index }: SetOutcome) {
  const ended = { status: statusNames.get(status) ?? status, ...(index === 0 ? {} : { index }) };
  return { what: "set", objects: names.map(formatOid), principal, ...ended };
}

function sourceOf(address: string | undefined): string {
  return address === undefined ? "snmp" : `snmp:${address}`;
}
