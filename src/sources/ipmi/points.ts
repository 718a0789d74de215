import type { BusAddress } from "../../ipmi/bus-address.ts";
import { isSensorRecord, type SdrRecord, type SensorRecord } from "../../ipmi/sdr/index.ts";
import type { TypedText } from "../../ipmi/typed-text.ts";
import type { EntityId } from "../../personalities/index.ts";
import type { SensorIdentity } from "./keys.ts";

/** One sensor: a record that several sensors share is taken apart. */
export interface SensorPoint extends SensorIdentity {
  readonly eventReadingType: number;
  readonly entity: EntityId;
  readonly name: string;
  readonly record: SensorRecord;
  /** The owner is software, which answers no commands: IPMI 2.0 section 43.1, byte 6. */
  readonly software: boolean;
}

const THRESHOLD = 0x01;
/** Sensor numbers end at FEh: FFh is reserved (IPMI 2.0 section 43.1, byte 8). */
const LAST_NUMBER = 0xfe;

/** Whom a record names by address and channel; undefined for what cannot be reached. */
export type Owner = (address: number, channel: number) => BusAddress | undefined;

/** Every sensor that the records of a repository describe. */
export function pointsOf(records: Iterable<SdrRecord>, ownerOf: Owner): readonly SensorPoint[] {
  return [...records].flatMap((record) => {
    if (!isSensorRecord(record)) return [];
    const owner = ownerOf(record.ownerId, record.ownerChannel);
    return owner === undefined ? [] : expand(record, owner);
  });
}

/** Each sensor once: the same one in the main and a device repository is one, and the first record of it wins. */
export function uniquePoints(points: Iterable<SensorPoint>): readonly SensorPoint[] {
  const unique = new Map<string, SensorPoint>();
  for (const point of points) {
    const key = [point.owner, point.lun, point.number, point.kind, point.sensorType].join("/");
    if (!unique.has(key)) unique.set(key, point);
  }
  return [...unique.values()];
}

function expand(record: SensorRecord, owner: BusAddress): readonly SensorPoint[] {
  const shared = record.kind === "full-sensor" ? 1 : record.shareCount;
  const count = Math.max(1, Math.min(shared, LAST_NUMBER - record.sensorNumber + 1));
  return Array.from({ length: count }, (_, i): SensorPoint => {
    const increments = record.kind !== "full-sensor" && record.entityInstanceIncrements;
    return {
      owner,
      lun: record.ownerLun,
      number: record.sensorNumber + i,
      kind:
        record.kind === "event-only" ? "event-only" : record.eventReadingType === THRESHOLD ? "threshold" : "discrete",
      sensorType: record.sensorType,
      baseUnit: record.kind === "event-only" ? 0 : record.baseUnit,
      eventReadingType: record.eventReadingType,
      entity: { id: record.entityId, instance: record.entityInstance + (increments ? i : 0) },
      name: `${record.id.text}${count === 1 ? "" : gapAfter(record.id) + suffix(record, i)}`,
      record,
      software: record.ownerId % 2 === 1,
    };
  });
}

const SPACE = 0x20;

/** The space that a shared record's text ends with belongs between it and the suffix. */
function gapAfter({ encoding, bytes }: TypedText): string {
  return encoding === "latin1" && bytes.at(-1) === SPACE ? " " : "";
}

/** Which of several sensors: a number, or letters as spreadsheets name columns (IPMI 2.0 section 43.2, byte 24). */
function suffix(record: SensorRecord, i: number): string {
  if (record.kind === "full-sensor") return "";
  const n = record.instanceModifierOffset + i;
  if (record.instanceModifier !== "alphabetic") return String(n);
  return n < 26 ? letter(n) : letter(Math.floor(n / 26) - 1) + letter(n % 26);
}

function letter(n: number): string {
  return String.fromCharCode(65 + (n % 26));
}
