import { WireError } from "../../base/errors.ts";
import { GetSelEntry } from "../../ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo, type SelInfo } from "../../ipmi/commands/storage/get-sel-info.ts";
import { isCompletion } from "../../ipmi/completion-error.ts";
import { selRecordLength } from "../../ipmi/sel/index.ts";
import { CompletionCode } from "../../ipmi/tables/completion-codes.ts";
import type { Channel } from "./channel.ts";
import type { SelCursor } from "./sel-cursor.ts";
import { selStampOf } from "./sel-stamp.ts";

/** A record as read; `raw` is always whole. */
export interface SelEntry {
  readonly id: number;
  readonly raw: Uint8Array;
  /** `raw` as hexadecimal text, record id included. */
  readonly hex: string;
}

export interface SelRead {
  readonly info: SelInfo;
  /** In the order of the log. */
  readonly entries: readonly SelEntry[];
  /**
   * `erased` and `changed`: what the cursor spoke of is gone, by the erase time the log was cleared or some of it deleted,
   * or else only by what is there. All of it was read, and some of it may have been read before.
   */
  readonly since: "cursor" | "erased" | "changed";
  /** Records before the cursor are gone. */
  readonly deleted: boolean;
  /** Records that were passed over because the controller does not give them. */
  readonly unreadable: readonly number[];
  /** More may be there: the controller has no time for it now. */
  readonly later: boolean;
}

const FIRST = 0x0000;
const LAST = 0xffff;
const WHOLE = 0xff;
const MAX_ENTRIES = 0xffff;
/** Records that are looked for behind one that cannot be read: most controllers number them one after the other. */
const MAX_PASSED_OVER = 8;
/** The log is being erased (IPMI 2.0 section 31.5). */
const ERASING = 0x81;
/** They say nothing of the record, and a moment later it may be given. */
const NOT_NOW: readonly number[] = [
  ERASING,
  CompletionCode.nodeBusy,
  CompletionCode.timeout,
  CompletionCode.cannotProvideResponse,
  CompletionCode.firmwareUpdate,
  CompletionCode.initializing,
  CompletionCode.notSupportedInState,
];

/**
 * What came after `cursor`, or everything. Null when the controller has no SEL or refuses to show it. Who is not patient
 * passes over what the controller has no time for, as over what it does not give. `isKnown` tells of a record, as hexadecimal
 * text, whether it was read before.
 */
export async function readSel(
  channel: Channel,
  cursor: SelCursor | undefined,
  patient = false,
  isKnown: (hex: string) => boolean = () => true,
): Promise<SelRead | null> {
  const info = await channel.ask(GetSelInfo, {});
  if (info === null) return null;
  const erased = cursor !== undefined && cursor.erased !== info.lastErase;
  const none = { info, ...nothing, deleted: false };
  if (info.entries === 0) return { ...none, since: erased ? "erased" : "cursor" };
  const gone = erased ? "erased" : "changed";
  if (cursor === undefined) return { ...none, ...(await follow(channel, FIRST, patient)), since: "cursor" };
  // The erase time is also that of a single record's deletion (IPMI 2.0 section 31.2). Without a time stamp of its own a
  // record may look the same in the next log.
  if (!erased || selStampOf(cursor.record) !== null) {
    const last = await readEntry(channel, cursor.recordId);
    if (last === "later" && patient) return { ...none, since: "cursor", later: true };
    const isThere = typeof last === "object" && last?.entry.hex === cursor.record;
    // It may have been read from a log that had just been cleared, in the middle.
    const first = isThere && erased ? await readEntry(channel, FIRST) : null;
    const isSame = typeof first !== "object" || first === null || isKnown(first.entry.hex);
    if (isThere && isSame) {
      return { info, ...(await follow(channel, last.next, patient)), since: "cursor", deleted: erased };
    }
  }
  return { ...none, ...(await follow(channel, FIRST, patient)), since: gone };
}

type Walk = Pick<SelRead, "entries" | "unreadable" | "later">;

const nothing: Walk = { entries: [], unreadable: [], later: false };

async function follow(channel: Channel, from: number, patient: boolean): Promise<Walk> {
  const entries: SelEntry[] = [];
  const unreadable: number[] = [];
  const seen = new Set<number>();
  let missing: number[] = [];
  for (let id = from; id !== LAST && entries.length < MAX_ENTRIES; ) {
    // A link back would never end.
    if (seen.has(id)) break;
    seen.add(id);
    const read = await readEntry(channel, id);
    if (read === "later" && patient) return { entries, unreadable, later: true };
    if (read === "later" || read === null) {
      missing.push(id);
      if (id === FIRST || missing.length > MAX_PASSED_OVER) break;
      id++;
      continue;
    }
    unreadable.push(...missing);
    missing = [];
    entries.push(read.entry);
    id = read.next;
    if (id === FIRST) break;
  }
  return { entries, unreadable, later: false };
}

/** Null when there is no such record, or none that makes sense. */
async function readEntry(
  channel: Channel,
  recordId: number,
): Promise<{ entry: SelEntry; next: number } | "later" | null> {
  try {
    const { nextRecordId, data } = await channel.send(GetSelEntry, {
      reservationId: 0,
      recordId,
      offset: 0,
      count: WHOLE,
    });
    if (data.length < selRecordLength) return null;
    const raw = new Uint8Array(data.subarray(0, selRecordLength));
    const hex = Buffer.from(raw).toString("hex");
    // Records are found by the number they were asked for, whatever they call themselves.
    const id = recordId === FIRST ? raw[0]! + raw[1]! * 256 : recordId;
    return { entry: { id, raw, hex }, next: nextRecordId };
  } catch (error) {
    if (isCompletion(error, ...NOT_NOW)) return "later";
    if (isCompletion(error) || error instanceof WireError) return null;
    throw error;
  }
}
