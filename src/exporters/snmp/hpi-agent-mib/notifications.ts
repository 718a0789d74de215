import type { Logger } from "../../../base/logger.ts";
import type { Alarm } from "../../../hpi/alarm.ts";
import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { HotSwapEvent, LoggedEvent, OperationEvent, SensorEvent } from "../../../hpi/event.ts";
import { thresholdNames } from "../../../hpi/rdr/sensor.ts";
import type { Severity } from "../../../hpi/severity.ts";
import type { SnmpEngine } from "../../../snmp/engine.ts";
import type { Notification, NotifiedObject } from "../../../snmp/notification.ts";
import type { Oid } from "../../../snmp/oid.ts";
import type { ObjectStore, Scalars } from "../../../snmp/store.ts";
import type { SnmpValue, Syntax } from "../../../snmp/syntax.ts";
import { AlarmRecall } from "../alarm-recall.ts";
import type { Companions } from "../companions.ts";
import { adminString, dateAndTime } from "../text.ts";
import { CommandColumn, commandEntry, type EndedCommand } from "./commands.ts";
import { HotSwapColumn, hotSwapEntry } from "./hot-swap.ts";
import {
  causeNumber,
  decimal,
  hotSwapState,
  hpiAgentNotifications,
  hpiAgentObjects,
  severityNumber,
  truth,
  unsigned32,
} from "./words.ts";

/** Numbers of the notifications of the module. */
export const HpiAgentEvent = {
  sensor: 1,
  thresholdCrossed: 2,
  thresholdCleared: 3,
  hotSwap: 4,
  resourceFailed: 5,
  resourceRestored: 6,
  selEntry: 14,
  commandDone: 21,
  shutdown: 23,
  logNotDurable: 24,
  logDurable: 25,
  alarmRaised: 26,
  alarmCleared: 27,
  resourceChange: 28,
} as const;

/** Objects of hpiAgentNotify. */
const Notify = {
  sequence: 1,
  time: 2,
  severity: 3,
  entity: 4,
  entityName: 5,
  entityPath: 6,
  text: 7,
  logSequence: 8,
  sensor: 9,
  sensorName: 10,
  state: 11,
  asserted: 12,
  reading: 13,
  threshold: 14,
  alarm: 15,
  raw: 16,
} as const;

const group: Oid = [...hpiAgentObjects, 20];
const MOST_RAW = 64;
/** Under this subject the domain tells that its log is not durable. */
const LOG_ALARM = "event-log";

/** What all notifications tell. */
interface Common {
  readonly severity: Severity;
  readonly resourceId: number | null;
  readonly text: string;
  readonly at: number;
  readonly logSequence: number;
}

/**
 * The notifications of HPI-AGENT-MIB, each with a number that grows by one. Alarms are told with the events that raise
 * and clear them; those that hold at a start are told again, since their numbers begin anew.
 */
export class HpiAgentNotifications {
  readonly #domain: Domain;
  readonly #engine: SnmpEngine;
  readonly #scalars: Scalars;
  readonly #companions: Companions;
  #sequence = 0;
  /** Alarms of the table that are told. */
  readonly #told = new Set<number>();
  #recall: AlarmRecall | undefined;
  /** Sends what is no event of the log; nobody is told before it is set. */
  send: (notification: Notification) => void = () => {};
  /** The command whose end an operation's event records. */
  commandOf: (event: OperationEvent) => EndedCommand | undefined = () => undefined;

  constructor(domain: Domain, store: ObjectStore, engine: SnmpEngine, companions: Companions) {
    this.#domain = domain;
    this.#companions = companions;
    this.#engine = engine;
    this.#scalars = store.scalars(group, [{ number: Notify.sequence, syntax: "Counter32", value: 0 }]);
  }

  /** The last number that may have been given before. */
  continueAfter(sequence: number): void {
    this.#number(Math.max(this.#sequence, sequence));
  }

  /** What an event of the model is told as. */
  translate(event: LoggedEvent): readonly Notification[] {
    const told = this.#ofEvent(event);
    return told === undefined ? [] : [told];
  }

  /** Events after this place are told late. */
  async late(sequence: number, logger: Logger): Promise<void> {
    this.#recall = await AlarmRecall.open(this.#domain.log, sequence, logger);
  }

  /** The alarms that an event has raised and cleared, when it is told late. */
  alarmsOf(event: LoggedEvent): readonly Notification[] {
    const { raised = [], cleared = [] } = this.#recall?.follow(event) ?? {};
    const indexOf = ({ condition, event: { sequence } }: Alarm): number => {
      const now = this.#domain.alarms().find((alarm) => alarm.condition === condition);
      return now?.event.sequence === sequence ? now.id : 0;
    };
    for (const alarm of raised) this.#told.add(indexOf(alarm));
    return [
      ...cleared.map((alarm) => this.#alarmCleared(alarm, indexOf(alarm), event)),
      ...raised.map((alarm) => this.#alarmRaised(alarm, indexOf(alarm))),
    ];
  }

  /** All that comes now is told at once. Alarms that hold and were not told in this run are. */
  live(): void {
    this.#recall = undefined;
    for (const alarm of this.#domain.alarms()) if (!this.#told.has(alarm.id)) this.alarmRaised(alarm);
  }

  #ofEvent(event: LoggedEvent): Notification | undefined {
    const common = commonOf(event);
    switch (event.type) {
      case "sensor": {
        const threshold = (thresholdNames as readonly string[]).includes(event.state);
        const crossed = event.assertion ? HpiAgentEvent.thresholdCrossed : HpiAgentEvent.thresholdCleared;
        return this.#make(threshold ? crossed : HpiAgentEvent.sensor, common, ofSensor(event, threshold));
      }
      case "hot-swap":
        if (event.resourceId === null) return undefined;
        return this.#make(HpiAgentEvent.hotSwap, common, ofHotSwap(event, event.resourceId));
      case "resource":
        if (event.change === "failed") return this.#make(HpiAgentEvent.resourceFailed, common);
        if (event.change === "restored") return this.#make(HpiAgentEvent.resourceRestored, common);
        return this.#make(HpiAgentEvent.resourceChange, common);
      case "oem":
        return this.#make(HpiAgentEvent.selEntry, common, [
          notified(Notify.raw, "OctetString", Buffer.from(event.raw ?? event.data, "hex").subarray(0, MOST_RAW)),
        ]);
      case "domain": {
        if (event.subject !== LOG_ALARM) return undefined;
        const durable = event.what === "alarm-cleared";
        return this.#make(durable ? HpiAgentEvent.logDurable : HpiAgentEvent.logNotDurable, common);
      }
      case "operation": {
        const ended = this.commandOf(event);
        return ended === undefined ? undefined : this.#commandDone(ended, common.logSequence);
      }
    }
  }

  alarmRaised(alarm: Alarm): void {
    this.#companions.add(() => {
      this.#told.add(alarm.id);
      return this.#alarmRaised(alarm, alarm.id);
    });
  }

  alarmCleared(alarm: Alarm): void {
    this.#told.delete(alarm.id);
    this.#companions.add((event) => this.#alarmCleared(alarm, alarm.id, event));
  }

  #alarmRaised(alarm: Alarm, index: number): Notification {
    const { severity, resourceId, text, raised } = alarm;
    const common = { severity, resourceId, text, at: raised.received, logSequence: unsigned32(alarm.event.sequence) };
    return this.#make(HpiAgentEvent.alarmRaised, common, [notified(Notify.alarm, "Unsigned32", index)]);
  }

  #alarmCleared({ resourceId, text }: Alarm, index: number, event: LoggedEvent | undefined): Notification {
    const at = event?.time.received ?? this.#domain.clock.wall();
    const logSequence = unsigned32(event?.sequence ?? 0);
    const common = { severity: "ok", resourceId, text, at, logSequence } as const;
    return this.#make(HpiAgentEvent.alarmCleared, common, [notified(Notify.alarm, "Unsigned32", index)]);
  }

  /** A command that came to nothing. */
  commandEnded(command: EndedCommand): void {
    this.send(this.#commandDone(command, 0));
  }

  #commandDone({ index, resourceId, target, status, errorText }: EndedCommand, logSequence: number): Notification {
    const common = {
      severity: errorText === "" ? "informational" : "minor",
      resourceId,
      text: errorText === "" ? `command ${index} is done` : `command ${index}: ${errorText}`,
      at: this.#domain.clock.wall(),
      logSequence,
    } as const;
    const cell = (column: number, syntax: Syntax, value: SnmpValue): NotifiedObject => ({
      name: [...commandEntry, column, index],
      syntax,
      value,
    });
    return this.#make(HpiAgentEvent.commandDone, common, [
      cell(CommandColumn.target, "ObjectIdentifier", target),
      cell(CommandColumn.status, "Integer32", status),
      cell(CommandColumn.errorText, "OctetString", errorText),
    ]);
  }

  shutdown(): void {
    const at = this.#domain.clock.wall();
    this.#tell(HpiAgentEvent.shutdown, {
      severity: "informational",
      resourceId: null,
      text: "the agent ends",
      at,
      logSequence: 0,
    });
  }

  #number(sequence: number): void {
    this.#sequence = unsigned32(sequence);
    this.#scalars.set(Notify.sequence, this.#sequence);
  }

  #tell(number: number, common: Common, more: readonly NotifiedObject[] = []): void {
    this.send(this.#make(number, common, more));
  }

  #make(number: number, common: Common, more: readonly NotifiedObject[] = []): Notification {
    const resource = common.resourceId === null ? undefined : this.#domain.resource(common.resourceId);
    this.#number(this.#sequence + 1);
    return {
      id: [...hpiAgentNotifications, number],
      upTime: this.#engine.upTime(),
      objects: [
        notified(Notify.sequence, "Counter32", this.#sequence),
        notified(Notify.time, "OctetString", dateAndTime(common.at)),
        notified(Notify.severity, "Integer32", severityNumber[common.severity]),
        notified(Notify.entity, "Integer32", common.resourceId ?? 0),
        notified(Notify.entityName, "OctetString", adminString(resource?.tag ?? "")),
        notified(
          Notify.entityPath,
          "OctetString",
          adminString(resource === undefined ? "" : formatEntityPath(resource.entityPath)),
        ),
        notified(Notify.text, "OctetString", adminString(common.text)),
        notified(Notify.logSequence, "Unsigned32", common.logSequence),
        ...more,
      ],
    };
  }
}

function commonOf({ severity, resourceId, text, time, sequence }: LoggedEvent): Common {
  return { severity, resourceId, text, at: time.received, logSequence: unsigned32(sequence) };
}

function notified(number: number, syntax: Syntax, value: SnmpValue): NotifiedObject {
  return { name: [...group, number, 0], syntax, value };
}

function ofSensor(event: SensorEvent, threshold: boolean): NotifiedObject[] {
  const sensor = [
    notified(Notify.sensor, "Integer32", event.sensorId ?? 0),
    notified(Notify.sensorName, "OctetString", adminString(event.sensorName)),
    notified(Notify.state, "OctetString", adminString(event.state, 64)),
    notified(Notify.asserted, "Integer32", truth(event.assertion)),
  ];
  if (!threshold) return sensor;
  return [
    ...sensor,
    notified(Notify.reading, "OctetString", decimal(event.reading)),
    notified(Notify.threshold, "OctetString", decimal(event.threshold)),
  ];
}

function ofHotSwap(event: HotSwapEvent, resourceId: number): NotifiedObject[] {
  const cell = (column: number, value: number): NotifiedObject => ({
    name: [...hotSwapEntry, column, resourceId],
    syntax: "Integer32",
    value,
  });
  return [
    cell(HotSwapColumn.state, hotSwapState(event.state)),
    cell(HotSwapColumn.previousState, hotSwapState(event.previousState)),
    cell(HotSwapColumn.cause, causeNumber[event.cause]),
  ];
}
