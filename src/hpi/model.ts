import type { Clock } from "../base/clock.ts";
import type { Alarm } from "./alarm.ts";
import { AlarmTable } from "./alarm-table.ts";
import type { ControlValue } from "./rdr/control.ts";
import type { Control, Instrument, InventoryInstrument, Sensor } from "./rdr/index.ts";
import type { Inventory } from "./rdr/inventory.ts";
import type { SensorState, Thresholds } from "./rdr/sensor.ts";
import type { SensorReading } from "./reading.ts";
import { Readings } from "./readings.ts";
import type { Resource } from "./resource.ts";
import { ResourceTable } from "./resource-table.ts";
import { type Severity, worstSeverity } from "./severity.ts";

/** The state of the model and the ways to look at it. Looking never waits. The domain alone writes it. */
export class Model {
  readonly clock: Clock;
  protected readonly table = new ResourceTable();
  protected readonly alarmTable = new AlarmTable();
  protected readonly readings: Readings;
  protected readonly thresholdValues = new Map<number, Thresholds>();
  protected readonly controlValues = new Map<number, ControlValue>();
  protected readonly inventoryValues = new Map<number, Inventory>();

  protected constructor(clock: Clock, onReading: (sensor: Sensor) => void) {
    this.clock = clock;
    this.readings = new Readings(clock, onReading);
  }

  /** All resources in the order of their places. */
  resources(): readonly Resource[] {
    return this.table.list();
  }

  resource(id: number): Resource | undefined {
    return this.table.get(id);
  }

  resourceByKey(key: string): Resource | undefined {
    return this.table.byKey(key);
  }

  /** Resources directly inside another; null for the roots. */
  childrenOf(id: number | null): readonly Resource[] {
    return this.table.childrenOf(id);
  }

  instrument(id: number): Instrument | undefined {
    return this.table.instrument(id);
  }

  instrumentsOf(resourceId: number): readonly Instrument[] {
    return this.table.instrumentsOf(resourceId);
  }

  sensorsOf(resourceId: number): readonly Sensor[] {
    return this.instrumentsOf(resourceId).filter((i): i is Sensor => i.kind === "sensor");
  }

  controlsOf(resourceId: number): readonly Control[] {
    return this.instrumentsOf(resourceId).filter((i): i is Control => i.kind === "control");
  }

  inventoriesOf(resourceId: number): readonly InventoryInstrument[] {
    return this.instrumentsOf(resourceId).filter((i): i is InventoryInstrument => i.kind === "inventory");
  }

  /** All sensors in the order of their resources' places. */
  sensors(): readonly Sensor[] {
    return this.resources().flatMap((resource) => this.sensorsOf(resource.id));
  }

  sensor(id: number): Sensor | undefined {
    const instrument = this.table.instrument(id);
    return instrument?.kind === "sensor" ? instrument : undefined;
  }

  /** The last reading; a sensor never read is `unavailable`, `initial`. */
  reading(sensorId: number): SensorReading {
    return this.readings.of(sensorId);
  }

  thresholds(sensorId: number): Thresholds {
    return this.thresholdValues.get(sensorId) ?? {};
  }

  control(controlId: number): ControlValue | undefined {
    return this.controlValues.get(controlId);
  }

  inventory(inventoryId: number): Inventory | undefined {
    return this.inventoryValues.get(inventoryId);
  }

  /** The worst severity among the states a sensor is in. */
  sensorSeverity(sensorId: number): Severity {
    const sensor = this.sensor(sensorId);
    if (sensor === undefined) return "ok";
    return worstSeverity(this.reading(sensorId).states.map((name) => severityOf(sensor.states, name)));
  }

  /** The worst severity of the alarms of one resource, or of it and all it contains. */
  health(resourceId: number, withContent: boolean): Severity {
    const own = worstSeverity(this.alarmTable.severitiesOf(resourceId));
    if (!withContent) return own;
    return worstSeverity([own, ...this.childrenOf(resourceId).map((child) => this.health(child.id, true))]);
  }

  alarms(): readonly Alarm[] {
    return this.alarmTable.list();
  }

  /** Drops what is known of an instrument that is gone. */
  protected dropValues(instrumentId: number): void {
    this.readings.drop(instrumentId);
    this.thresholdValues.delete(instrumentId);
    this.controlValues.delete(instrumentId);
    this.inventoryValues.delete(instrumentId);
  }
}

function severityOf(states: readonly SensorState[], name: string): Severity {
  return states.find((s) => s.name === name)?.severity ?? "ok";
}
