import { z } from "zod";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification, NotifiedObject } from "../../snmp/notification.ts";
import { formatOid, parseOid } from "../../snmp/oid.ts";
import { type SnmpValue, type Syntax, tagOf } from "../../snmp/syntax.ts";

/** A notification with its place in the outbox. */
export interface SentNotification extends Notification {
  /** Counts all notifications of this outbox, across restarts. */
  readonly sequence: number;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
  /** The engine that made it. */
  readonly engineId: Uint8Array;
}

/** The engine that reads or writes records. */
type Engine = Pick<SnmpEngine, "id" | "boots">;

const whole = z.number().int().min(0);
const oid = z.string().regex(/^\d+(\.\d+)+$/);
const syntaxes = Object.keys(tagOf) as [Syntax, ...Syntax[]];

const recordSchema = z.object({
  id: oid,
  /** The engine that made it and its boots: its sysUpTime means nothing after a restart. */
  engine: z
    .string()
    .regex(/^([0-9a-f]{2}){5,32}$/)
    .optional(),
  boots: whole,
  upTime: whole,
  at: whole,
  objects: z.array(
    z.union([
      z.tuple([oid, z.enum(syntaxes), z.literal("number"), z.string().regex(/^-?\d{1,20}$/)]),
      z.tuple([oid, z.enum(syntaxes), z.literal("text"), z.string()]),
      z.tuple([oid, z.enum(syntaxes), z.literal("hex"), z.string().regex(/^([0-9a-f]{2})*$/)]),
      z.tuple([oid, z.enum(syntaxes), z.literal("oid"), oid]),
    ]),
  ),
});

/** A notification as JSON text. */
export function writeRecord(notification: Notification, { id, boots }: Engine, at: number): string {
  const objects = notification.objects.map(({ name, syntax, value }) => [formatOid(name), syntax, ...written(value)]);
  const made = { engine: Buffer.from(id).toString("hex"), boots, upTime: notification.upTime, at };
  return JSON.stringify({ id: formatOid(notification.id), ...made, objects });
}

/** Reads what `writeRecord` wrote; undefined when it did not. One of an earlier boot has happened at sysUpTime 0. */
export function readRecord(sequence: number, text: string, engine: Engine): SentNotification | undefined {
  try {
    const record = recordSchema.parse(JSON.parse(text));
    const objects = record.objects.map(([name, syntax, kind, value]): NotifiedObject => {
      return { name: parseOid(name), syntax, value: read(syntax, kind, value) };
    });
    const engineId = record.engine === undefined ? engine.id : Buffer.from(record.engine, "hex");
    const thisRun = record.boots === engine.boots && Buffer.compare(engineId, engine.id) === 0;
    const upTime = thisRun ? record.upTime : 0;
    return { sequence, id: parseOid(record.id), upTime, at: record.at, engineId, objects };
  } catch {
    // A damaged entry is one lost notification; the ones after it must still go out.
    return undefined;
  }
}

function written(value: SnmpValue): [string, string] {
  if (typeof value === "number" || typeof value === "bigint") return ["number", String(value)];
  if (typeof value === "string") return ["text", value];
  if (value instanceof Uint8Array) return ["hex", Buffer.from(value).toString("hex")];
  return ["oid", formatOid(value)];
}

function read(syntax: Syntax, kind: "number" | "text" | "hex" | "oid", value: string): SnmpValue {
  switch (kind) {
    case "number":
      return syntax === "Counter64" ? BigInt(value) : Number(value);
    case "hex":
      return Buffer.from(value, "hex");
    case "oid":
      return parseOid(value);
    default:
      return value;
  }
}
