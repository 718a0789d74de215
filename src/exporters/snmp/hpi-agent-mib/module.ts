import type { Clock } from "../../../base/clock.ts";
import type { ModelChange } from "../../../hpi/change.ts";
import type { Domain } from "../../../hpi/domain.ts";
import type { LoggedEvent } from "../../../hpi/event.ts";
import type { OperationRequest, Role } from "../../../hpi/operation.ts";
import type { Instrument, Sensor } from "../../../hpi/rdr/index.ts";
import type { Resource } from "../../../hpi/resource.ts";
import type { SnmpCounters } from "../../../snmp/counters.ts";
import type { SnmpEngine } from "../../../snmp/engine.ts";
import type { Oid } from "../../../snmp/oid.ts";
import { ErrorStatus } from "../../../snmp/pdu.ts";
import type { CellWriter } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { BASE_OID } from "../base-oid.ts";
import type { Companions } from "../companions.ts";
import { AdminState } from "../entity-state-mib.ts";
import type { ServedModule } from "../system-mib.ts";
import { AlarmTable } from "./alarms.ts";
import { Commands } from "./commands.ts";
import { ControlTable } from "./controls.ts";
import { HotSwapTable } from "./hot-swap.ts";
import { HpiAgentNotifications } from "./notifications.ts";
import { PowerTable } from "./power.ts";
import { ResourceTable } from "./resources.ts";
import { type SelRecord, SelTables } from "./sel.ts";
import { SensorTable } from "./sensors.ts";
import { addEngineStatistics, addSystemObjects } from "./system.ts";
import { ThresholdTable } from "./thresholds.ts";

export const hpiAgentModule: ServedModule = {
  id: BASE_OID,
  description: "HPI-AGENT-MIB: hardware platform management in the terms of HPI",
};

export interface HpiAgentMibOptions {
  readonly domain: Domain;
  readonly store: ObjectStore;
  readonly engine: SnmpEngine;
  readonly counters: SnmpCounters;
  readonly clock: Clock;
  readonly version: string;
  readonly roleOf: (securityName: string) => Role | undefined;
  /** Records of the controllers' own event logs as far as they were read. */
  readonly sel: () => readonly SelRecord[];
  /** Takes notifications of what events change. */
  readonly companions: Companions;
  /** What else shows the sensors that are there. */
  readonly sensorViews?: readonly SensorView[];
}

/** Something that shows sensors. */
export interface SensorView {
  /** Adds or describes anew a sensor that is there. */
  put(sensor: Sensor): void;
  /** Shows its last reading. */
  update(sensorId: number): void;
  remove(sensorId: number): void;
  batch(change: () => void): void;
}

/** HPI-AGENT-MIB: keeps its tables equal to the model, and takes commands to it. */
export class HpiAgentMib {
  readonly notifications: HpiAgentNotifications;
  readonly #domain: Domain;
  readonly #commands: Commands;
  readonly #resources: ResourceTable;
  readonly #hotSwap: HotSwapTable;
  readonly #thresholds: ThresholdTable;
  readonly #controls: ControlTable;
  readonly #power: PowerTable;
  readonly #sel: SelTables;
  readonly #alarms: AlarmTable;
  readonly #sensorViews: readonly SensorView[];
  /** Instruments that have rows, by resource. */
  readonly #shown = new Map<number, ReadonlySet<number>>();

  constructor(options: HpiAgentMibOptions) {
    const { domain, store, engine, counters, clock, version, roleOf, sel, sensorViews = [] } = options;
    this.#domain = domain;
    this.#commands = new Commands({ domain, store, clock, roleOf });
    addSystemObjects(store, domain, version, engine.boots, () => this.#commands.last);
    this.#resources = new ResourceTable(domain, store, this.#commands);
    this.#hotSwap = new HotSwapTable(store, this.#commands);
    this.#thresholds = new ThresholdTable(domain, store, this.#commands);
    this.#sensorViews = [new SensorTable(domain, store), this.#thresholds, ...sensorViews];
    this.#controls = new ControlTable(domain, store, this.#commands);
    this.#power = new PowerTable(store, this.#commands, (id) => domain.resource(id));
    this.#sel = new SelTables(store, clock, sel);
    this.#alarms = new AlarmTable(domain, store, this.#commands);
    addEngineStatistics(store, counters);
    this.notifications = new HpiAgentNotifications(domain, store, engine, options.companions);
    this.#alarms.onRaised = (alarm) => this.notifications.alarmRaised(alarm);
    this.#alarms.onCleared = (alarm) => this.notifications.alarmCleared(alarm);
    this.notifications.commandOf = (event) => this.#commands.endedBy(event);
    this.#commands.onEnded = (command) => this.notifications.commandEnded(command);
    this.#batch(() => {
      for (const resource of domain.resources()) this.#put(resource);
    });
  }

  /** Lets managers set entStateAdmin (RFC 4268): unlocked asks for activation, locked for deactivation. */
  adminWriter(column: Oid): CellWriter {
    return this.#commands.writer<OperationRequest>(column, ({ index, value }) => {
      const resourceId = index[0]!;
      if (this.#domain.resource(resourceId)?.hotSwap == null) return ErrorStatus.notWritable;
      if (value !== AdminState.locked && value !== AdminState.unlocked) {
        return value === AdminState.shuttingDown ? ErrorStatus.inconsistentValue : ErrorStatus.wrongValue;
      }
      const desired = value === AdminState.unlocked ? "activate" : "deactivate";
      const part: OperationRequest = { kind: "set-hot-swap", resourceId, desired };
      return { target: `hot-swap ${resourceId}`, part, request: (parts) => parts.at(-1) ?? part };
    });
  }

  /** A change of the model. */
  follow(change: ModelChange): void {
    switch (change.kind) {
      case "reading":
        for (const view of this.#sensorViews) view.update(change.sensorId);
        break;
      case "thresholds": {
        const sensor = this.#domain.sensor(change.sensorId);
        if (sensor !== undefined && this.#shown.get(sensor.resourceId)?.has(sensor.id)) this.#thresholds.put(sensor);
        break;
      }
      case "control":
        this.#controls.update(change.controlId);
        break;
      case "alarms":
        this.#resources.alarmed();
        this.#alarms.follow();
        break;
      case "operation":
        this.#commands.follow(change.operationId);
        break;
      case "resource":
      case "resource-removed":
        this.#batch(() => this.#sync(change.resourceId));
        // A resource that is found again has the alarms that the log tells of.
        if (this.#alarms.size !== this.#domain.alarms().length) this.#alarms.follow();
        break;
      case "discovery":
        this.#sel.changed();
        break;
      case "inventory":
    }
  }

  /** An event of the model: controllers log what they tell. */
  event(event: LoggedEvent): void {
    if (event.raw !== undefined || event.type === "oem") this.#sel.changed();
  }

  close(): void {
    this.#sel.close();
  }

  #batch(change: () => void): void {
    const tables = [this.#resources, this.#hotSwap, this.#controls, this.#power, ...this.#sensorViews];
    tables.reduce((inner, table) => () => table.batch(inner), change)();
  }

  #sync(id: number): void {
    const resource = this.#domain.resource(id);
    if (resource === undefined) {
      this.#resources.remove(id);
      this.#hotSwap.remove(id);
      this.#hide(id);
      // What was in it is elsewhere now.
      this.#settle(this.#domain.resources());
      return;
    }
    this.#put(resource);
    this.#settle(this.#domain.childrenOf(id));
  }

  /** What contains these may have come or gone, and they with it. */
  #settle(resources: readonly Resource[]): void {
    for (const resource of resources) {
      if (this.#shown.has(resource.id) === this.#isThere(resource)) continue;
      this.#put(resource);
      this.#settle(this.#domain.childrenOf(resource.id));
    }
  }

  #put(resource: Resource): void {
    this.#resources.put(resource);
    this.#hotSwap.put(resource);
    if (!this.#isThere(resource)) {
      this.#hide(resource.id);
      return;
    }
    this.#power.put(resource);
    const instruments = this.#domain.instrumentsOf(resource.id);
    const now = new Set(instruments.map(({ id }) => id));
    for (const old of this.#shown.get(resource.id) ?? []) if (!now.has(old)) this.#removeInstrument(old);
    for (const instrument of instruments) this.#putInstrument(instrument);
    this.#shown.set(resource.id, now);
  }

  /** Neither it nor anything that contains it is known to be out. */
  #isThere(resource: Resource): boolean {
    for (let at: Resource | undefined = resource; at !== undefined; ) {
      if (!at.present) return false;
      at = at.parentId === null ? undefined : this.#domain.resource(at.parentId);
    }
    return true;
  }

  #hide(resourceId: number): void {
    this.#power.remove(resourceId);
    for (const id of this.#shown.get(resourceId) ?? []) this.#removeInstrument(id);
    this.#shown.delete(resourceId);
  }

  #putInstrument(instrument: Instrument): void {
    if (instrument.kind === "sensor") {
      for (const view of this.#sensorViews) view.put(instrument);
    } else if (instrument.kind === "control") {
      this.#controls.put(instrument);
    }
  }

  #removeInstrument(id: number): void {
    for (const view of this.#sensorViews) view.remove(id);
    this.#controls.remove(id);
  }
}
