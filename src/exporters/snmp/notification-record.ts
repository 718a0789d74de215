import { z } from "zod";
import type { Notification, NotifiedObject } from "../../snmp/notification.ts";
import { formatOid, parseOid } from "../../snmp/oid.ts";
import { type SnmpValue, type Syntax, tagOf } from "../../snmp/syntax.ts";

/** A notification with its place in the outbox. */
export interface SentNotification extends Notification {
  /** Counts all notifications of this outbox, across restarts. */
  readonly sequence: number;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
}

const whole = z.number().int().min(0);
const oid = z.string().regex(/^\d+(\.\d+)+$/);
const syntaxes = Object.keys(tagOf) as [Syntax, ...Syntax[]];

const recordSchema = z.object({
  id: oid,
  /** Boots of the engine that made it: its sysUpTime means nothing after a restart. */
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
export function writeRecord(notification: Notification, boots: number, at: number): string {
  const objects = notification.objects.map(({ name, syntax, value }) => [formatOid(name), syntax, ...written(value)]);
  return JSON.stringify({ id: formatOid(notification.id), boots, upTime: notification.upTime, at, objects });
}

/** Reads what `writeRecord` wrote; undefined when it did not. One of an earlier boot has happened at sysUpTime 0. */
export function readRecord(sequence: number, text: string, boots: number): SentNotification | undefined {
  try {
    const record = recordSchema.parse(JSON.parse(text));
    const objects = record.objects.map(([name, syntax, kind, value]): NotifiedObject => {
      return { name: parseOid(name), syntax, value: read(syntax, kind, value) };
    });
    const upTime = record.boots === boots ? record.upTime : 0;
    return { sequence, id: parseOid(record.id), upTime, at: record.at, objects };
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
