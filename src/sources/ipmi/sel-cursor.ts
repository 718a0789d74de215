/** How far a SEL has been read: stored with every event that comes from it. */
export interface SelCursor {
  /** Erase time stamp of the SEL, raw; a changed one means another log. */
  readonly erased: number;
  readonly recordId: number;
  /** The bytes of that record as hexadecimal text; proves that it is still the same record. */
  readonly record: string;
  /** Sequence numbers of events that were told by their messages and whose records are not behind this one. */
  readonly told?: readonly number[] | undefined;
}

export function writeSelCursor(cursor: SelCursor): string {
  return JSON.stringify(cursor);
}

/** Undefined for text that is no cursor, which only means reading everything again. */
export function readSelCursor(text: string | undefined): SelCursor | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { erased, recordId, record, told } = value as Partial<Record<keyof SelCursor, unknown>>;
  if (typeof erased !== "number" || typeof recordId !== "number" || typeof record !== "string") return undefined;
  const numbers = Array.isArray(told) ? told.filter((one) => typeof one === "number") : [];
  return { erased, recordId, record, ...(numbers.length === 0 ? {} : { told: numbers }) };
}
