import type { Domain } from "../../hpi/domain.ts";
import type { EventOrigin, EventTime, HpiEvent, SensorEvent } from "../../hpi/event.ts";
import type { ThresholdName } from "../../hpi/rdr/sensor.ts";
import type { Resource } from "../../hpi/resource.ts";
import type { Severity } from "../../hpi/severity.ts";
import { unitSymbol } from "../../hpi/unit.ts";
import { type BusAddress, busAddress } from "../../ipmi/bus-address.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import { hotSwapEventOf, type HotSwapEvent as PicmgHotSwapEvent } from "../../ipmi/picmg/hot-swap-event.ts";
import { valueFromRaw } from "../../ipmi/reading.ts";
import { decodeSelRecord, type SelRecord, type SystemEvent } from "../../ipmi/sel/index.ts";
import { thresholdEventOf } from "../../ipmi/sel/threshold-event.ts";
import { discreteState } from "../../ipmi/tables/discrete-states.ts";
import { sensorTypeName } from "../../ipmi/tables/sensor-types.ts";
import type { ThresholdName as IpmiThresholdName } from "../../ipmi/thresholds.ts";
import type { McTable } from "./mc-table.ts";
import type { SelClock } from "./sel-clock.ts";
import { selStamp } from "./sel-stamp.ts";
import { hpiThreshold } from "./sensor-rdr.ts";
import { fruOfSensor } from "./sensor-reader.ts";
import type { BoundSensor, Tree } from "./tree.ts";

/** What a record means for the model. */
export type Meaning =
  | {
      readonly kind: "event";
      /** Who generated it; null for software and records without one. */
      readonly at: BusAddress | null;
      readonly event: HpiEvent;
    }
  /** A FRU changed its state: the model's event depends on the state before. */
  | {
      readonly kind: "hot-swap";
      readonly at: BusAddress;
      readonly fru: number;
      readonly change: PicmgHotSwapEvent;
      readonly time: EventTime;
      /** The same as a mere sensor event, for records of long ago. */
      readonly event: HpiEvent;
    };

export interface BuildOptions {
  readonly domain: Domain;
  readonly tree: Tree;
  readonly mcs: McTable;
  /** Resource of what has no place of its own. */
  readonly fallback: () => Resource | undefined;
  readonly clock: () => SelClock;
}

/** Makes events of SEL records and event messages. Nothing is dropped: what is not understood is kept as it came. */
export class EventBuilder {
  readonly #options: BuildOptions;

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  /** `raw` is 16 bytes in the form of a SEL record. */
  meaning(raw: Uint8Array, origin: EventOrigin): Meaning {
    const record = decodeSelRecord(raw);
    const time = this.#time(record, origin);
    const hex = Buffer.from(raw).toString("hex");
    if (record.kind !== "system-event") {
      return { kind: "event", at: null, event: this.#opaque(record, time, hex, origin) };
    }
    const sensor = this.sensorOf(record);
    const event = this.#sensorEvent(record, sensor, time, hex, origin);
    const change = hotSwapEventOf(record);
    if (change === undefined)
      return { kind: "event", at: isOfController(record) ? this.#generator(record) : null, event };
    const fru = change.fruDeviceId ?? (sensor === undefined ? 0 : fruOfSensor(sensor));
    return { kind: "hot-swap", at: this.#generator(record), fru, change, time, event };
  }

  /** The sensor an event is about; undefined when no record describes it. */
  sensorOf(record: SystemEvent): BoundSensor | undefined {
    const { generatorLun, sensorNumber, sensorType, eventReadingType } = record;
    const candidates = this.#options.tree.sensorsAt(this.#generator(record), generatorLun, sensorNumber);
    return (
      candidates.find((s) => s.point.sensorType === sensorType && s.point.eventReadingType === eventReadingType) ??
      candidates.find((s) => s.point.sensorType === sensorType)
    );
  }

  /** Many do not tell the channel, or not the right one: then the only controller of that address is meant. */
  #generator({ generatorId, generatorChannel, generatorLun, sensorNumber, sensorType }: SystemEvent): BusAddress {
    const { mcs, tree } = this.#options;
    const at = busAddress(generatorId, generatorChannel);
    if (mcs.get(at) !== undefined) return at;
    const [only, ...more] = mcs.alike(generatorId);
    if (only === undefined || more.length > 0) return at;
    const isIts = tree.sensorsAt(only.at, generatorLun, sensorNumber).some((s) => s.point.sensorType === sensorType);
    return at === generatorId || only === mcs.primary || isIts ? only.at : at;
  }

  /** The device's time stamp, milliseconds since the epoch; null when it gave none worth showing. */
  timeOf(record: SelRecord): number | null {
    return selStamp(record);
  }

  #time(record: SelRecord, origin: EventOrigin): EventTime {
    const { domain, clock } = this.#options;
    // Event messages carry no time of their own.
    if (origin !== "sel") return domain.eventTime();
    const device = this.timeOf(record);
    return domain.eventTime(device, device !== null && clock().trusted);
  }

  #opaque(record: SelRecord, time: EventTime, raw: string, origin: EventOrigin): HpiEvent {
    const type = record.recordType.toString(16).toUpperCase().padStart(2, "0");
    const maker = record.kind === "oem-timestamped" ? ` of manufacturer ${record.manufacturerId}` : "";
    return {
      type: "oem",
      severity: "informational",
      time,
      origin,
      resourceId: this.#options.fallback()?.id ?? null,
      text: `${record.kind === "unknown" ? "unknown" : "OEM"} record of type ${type}h${maker}`,
      raw,
      data: raw,
    };
  }

  #sensorEvent(
    record: SystemEvent,
    sensor: BoundSensor | undefined,
    time: EventTime,
    raw: string,
    origin: EventOrigin,
  ): SensorEvent {
    const { tree, fallback } = this.#options;
    const number = record.sensorNumber.toString(16).toUpperCase().padStart(2, "0");
    const name = sensor?.rdr.name ?? `sensor ${number}h`;
    const owner = tree.resourceOf(this.#generator(record), 0) ?? fallback();
    const base = {
      type: "sensor",
      time,
      origin,
      resourceId: sensor?.resourceId ?? owner?.id ?? null,
      sensorId: sensor?.id ?? null,
      sensorNumber: sensor?.rdr.number ?? record.sensorNumber,
      sensorName: name,
      sensorType: sensor?.rdr.type ?? sensorTypeName(record.sensorType),
      raw,
    } as const;
    const crossed = crossing(record, sensor);
    if (crossed !== undefined) return { ...base, ...thresholdPart(name, crossed, sensor) };
    const { name: state, severity: usual } = discreteState(record.sensorType, record.eventReadingType, record.offset);
    const severity = sensor?.rdr.states.find((s) => s.name === state)?.severity ?? usual;
    const assertion = !record.deassertion;
    const text = `${name}: ${words(state)}${assertion ? "" : " no longer"}`;
    return { ...base, severity, assertion, state, text };
  }
}

/** Odd generator ids are software: IPMI 2.0 section 32.1. */
function isOfController({ generatorId }: SystemEvent): boolean {
  return generatorId % 2 === 0 && generatorId !== 0;
}

interface Crossing {
  readonly threshold: ThresholdName;
  /** The value is past the threshold now. */
  readonly past: boolean;
  readonly reading: number | undefined;
  readonly limit: number | undefined;
}

/** Which threshold a record speaks of: going the bad way and asserted, or coming back. */
function crossing(record: SystemEvent, sensor: BoundSensor | undefined): Crossing | undefined {
  const event = thresholdEventOf(record);
  if (event?.event === undefined) return undefined;
  const [, name = "", way = ""] = /^(.*)Going(High|Low)$/.exec(event.event) ?? [];
  // The direction is one of raw counts, and so is the name.
  const bad = way === (name.startsWith("upper") ? "High" : "Low");
  return {
    threshold: hpiThreshold(name as IpmiThresholdName, sensor?.point.record),
    past: bad !== record.deassertion,
    reading: event.triggerReading,
    limit: event.triggerThreshold,
  };
}

function thresholdPart(name: string, crossed: Crossing, sensor: BoundSensor | undefined) {
  const reading = converted(sensor, crossed.reading);
  const threshold = converted(sensor, crossed.limit);
  const usual: Severity = crossed.threshold.endsWith("Minor")
    ? "minor"
    : crossed.threshold.endsWith("Major")
      ? "major"
      : "critical";
  const severity = sensor?.rdr.states.find((s) => s.name === crossed.threshold)?.severity ?? usual;
  const unit = sensor?.rdr.numeric == null ? "" : ` ${unitSymbol(sensor.rdr.numeric.unit)}`;
  const limit = crossed.threshold.replace(/([A-Z])/, (letter) => ` ${letter.toLowerCase()}`);
  const facts = [
    ...(reading === undefined ? [] : [`reading ${shown(reading)}${unit}`]),
    ...(threshold === undefined ? [] : [`limit ${shown(threshold)}${unit}`]),
  ].join(", ");
  const what = crossed.past ? `is past its ${limit} threshold` : `is back from its ${limit} threshold`;
  return {
    severity,
    assertion: crossed.past,
    state: crossed.threshold,
    ...(reading === undefined ? {} : { reading }),
    ...(threshold === undefined ? {} : { threshold }),
    text: `${name} ${what}${facts === "" ? "" : `: ${facts}`}`,
  };
}

/** Linearized values have as many digits as the computer. */
function shown(value: number): number {
  return Number(value.toPrecision(6));
}

function converted(sensor: BoundSensor | undefined, raw: number | undefined): number | undefined {
  if (raw === undefined || sensor?.point.record.kind !== "full-sensor") return undefined;
  const { record } = sensor.point;
  return isNonLinear(record.linearization) ? undefined : valueFromRaw(record, raw);
}

function words(state: string): string {
  return state.replaceAll("-", " ");
}
