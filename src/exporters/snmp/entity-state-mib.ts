import type { Clock } from "../../base/clock.ts";
import type { Alarm } from "../../hpi/alarm.ts";
import type { HotSwapState } from "../../hpi/hot-swap.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { Severity } from "../../hpi/severity.ts";
import type { Oid } from "../../snmp/oid.ts";
import type { CellWriter } from "../../snmp/set.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { RowHandle, Table } from "../../snmp/table.ts";
import type { ServedModule } from "./system-mib.ts";
import { dateAndTime } from "./text.ts";

export const entityStateModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 131],
  description: "ENTITY-STATE-MIB: the states of physical entities",
};

/** Textual conventions of ENTITY-STATE-TC-MIB (RFC 4268). */
export const AdminState = { unknown: 1, locked: 2, shuttingDown: 3, unlocked: 4 } as const;
export const OperState = { unknown: 1, disabled: 2, enabled: 3, testing: 4 } as const;
export const UsageState = { unknown: 1, idle: 2, active: 3, busy: 4 } as const;
export const StandbyStatus = { unknown: 1, hotStandby: 2, coldStandby: 3, providingService: 4 } as const;

/** Columns of entStateTable. */
export const EntState = { lastChanged: 1, admin: 2, oper: 3, usage: 4, alarm: 5, standby: 6 } as const;

export const entStateEntry: Oid = [1, 3, 6, 1, 2, 1, 131, 1, 1, 1];

/** The states of a row but its alarms. */
export interface States {
  readonly admin: number;
  readonly oper: number;
  readonly usage: number;
  readonly standby: number;
}

interface StateRow {
  readonly handle: RowHandle;
  states: States;
  /** AlarmStatus: one octet of BITS. */
  alarm: number;
}

/** ENTITY-STATE-MIB (RFC 4268): a row for each resource and sensor that has a physical row. */
export class EntityStateMib {
  readonly #clock: Clock;
  readonly #table: Table;
  readonly #rows = new Map<number, StateRow>();
  /** Told after the operational state of a row has changed to enabled or disabled. */
  onOper: (id: number, oper: number) => void = () => {};

  /** Without `adminWriter` nothing can be set. */
  constructor(store: ObjectStore, clock: Clock, adminWriter: CellWriter | undefined) {
    this.#clock = clock;
    this.#table = store.table(entStateEntry, [
      { number: EntState.lastChanged, syntax: "OctetString" },
      { number: EntState.admin, syntax: "Integer32", ...(adminWriter === undefined ? {} : { write: adminWriter }) },
      { number: EntState.oper, syntax: "Integer32" },
      { number: EntState.usage, syntax: "Integer32" },
      { number: EntState.alarm, syntax: "OctetString" },
      { number: EntState.standby, syntax: "Integer32" },
    ]);
  }

  batch(change: () => void): void {
    this.#table.batch(change);
  }

  states(id: number): (States & { readonly alarm: number }) | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : { ...row.states, alarm: row.alarm };
  }

  /** Adds a row or changes its states. */
  put(id: number, states: States): void {
    const row = this.#rows.get(id);
    if (row === undefined) {
      const { admin, oper, usage, standby } = states;
      const handle = this.#table.insert([id], {
        [EntState.lastChanged]: dateAndTime(this.#clock.wall()),
        [EntState.admin]: admin,
        [EntState.oper]: oper,
        [EntState.usage]: usage,
        [EntState.alarm]: alarmBits(0),
        [EntState.standby]: standby,
      });
      this.#rows.set(id, { handle, states, alarm: 0 });
      return;
    }
    const before = row.states;
    row.states = states;
    for (const name of ["admin", "oper", "usage", "standby"] as const) {
      if (before[name] !== states[name]) this.#table.set(row.handle, EntState[name], states[name]);
    }
    if (before.admin !== states.admin || before.oper !== states.oper || before.usage !== states.usage) this.#stamp(row);
    if (before.oper !== states.oper) this.onOper(id, states.oper);
  }

  remove(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#table.delete(row.handle);
  }

  /** Shows the alarms on their sensor, their resource and on everything that contains it. */
  alarms(alarms: readonly Alarm[], parentOf: (resourceId: number) => number | null): void {
    const wanted = new Map<number, number>();
    const add = (id: number, bit: number): void => void wanted.set(id, (wanted.get(id) ?? 0) | bit);
    for (const alarm of alarms) {
      const bit = alarmBit(alarm.severity);
      if (alarm.sensorId !== null) add(alarm.sensorId, bit);
      for (let id = alarm.resourceId; id !== null; id = parentOf(id)) add(id, bit);
    }
    for (const [id, row] of this.#rows) {
      const bits = wanted.get(id) ?? 0;
      if (bits === row.alarm) continue;
      row.alarm = bits;
      this.#table.set(row.handle, EntState.alarm, alarmBits(bits));
      this.#stamp(row);
    }
  }

  #stamp(row: StateRow): void {
    this.#table.set(row.handle, EntState.lastChanged, dateAndTime(this.#clock.wall()));
  }
}

/** AlarmStatus as it is sent: bit 0 is the highest of the first octet. */
export function alarmBits(bits: number): Buffer {
  return Buffer.from([bits]);
}

function alarmBit(severity: Severity): number {
  switch (severity) {
    case "critical":
      return 0x80 >> 2;
    case "major":
      return 0x80 >> 3;
    case "minor":
      return 0x80 >> 4;
    default:
      return 0x80 >> 5; // warning
  }
}

const byHotSwap: Readonly<Record<HotSwapState, States>> = {
  NotPresent: states("locked", "disabled", "idle", "unknown"),
  Inactive: states("locked", "disabled", "idle", "unknown"),
  InsertionPending: states("locked", "disabled", "idle", "unknown"),
  Active: states("unlocked", "enabled", "active", "providingService"),
  ExtractionPending: states("shuttingDown", "enabled", "active", "providingService"),
};

function states(
  admin: keyof typeof AdminState,
  oper: keyof typeof OperState,
  usage: keyof typeof UsageState,
  standby: keyof typeof StandbyStatus,
): States {
  return { admin: AdminState[admin], oper: OperState[oper], usage: UsageState[usage], standby: StandbyStatus[standby] };
}

/** The states that a hot-swap state stands for. */
export function hotSwapStates(state: HotSwapState): States {
  return byHotSwap[state];
}

/** The states of a resource; `filled` says whether a place has anything in it. */
export function resourceStates(resource: Resource, filled: boolean): States {
  const base = byHotSwap[resource.hotSwap?.state ?? "Active"];
  if (resource.silent) return { ...base, oper: OperState.unknown, usage: UsageState.unknown };
  if (resource.capabilities.includes("slot") && !filled) return { ...base, usage: UsageState.idle };
  return base;
}

/** The states of a sensor by its EntitySensorStatus: ok, unavailable, nonoperational. */
export function sensorStates(status: number): States {
  if (status === 1) return states("unlocked", "enabled", "active", "providingService");
  if (status === 2) return states("unlocked", "unknown", "unknown", "unknown");
  return states("unlocked", "disabled", "idle", "unknown");
}
