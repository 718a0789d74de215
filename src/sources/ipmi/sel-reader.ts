import { WireError } from "../../base/errors.ts";
import { GetSelEntry } from "../../ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo, type SelInfo } from "../../ipmi/commands/storage/get-sel-info.ts";
import { isCompletion } from "../../ipmi/completion-error.ts";
import { selRecordLength } from "../../ipmi/sel/index.ts";
import type { Channel } from "./channel.ts";
import type { SelCursor } from "./sel-cursor.ts";

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
   * What the cursor spoke of is gone. `erased`: the log was cleared, all of it is new. `changed`: all of it was read,
   * and some of it may have been read before.
   */
  readonly since: "cursor" | "erased" | "changed";
  /** Records that were passed over because the controller does not give them. */
  readonly unreadable: readonly number[];
}

const FIRST = 0x0000;
const LAST = 0xffff;
const WHOLE = 0xff;
const MAX_ENTRIES = 0xffff;
/** Records that are looked for behind one that cannot be read: most controllers number them one after the other. */
const MAX_PASSED_OVER = 8;

/** What came after `cursor`, or everything. Null when the controller has no SEL or refuses to show it. */
export async function readSel(channel: Channel, cursor: SelCursor | undefined): Promise<SelRead | null> {
  const info = await channel.ask(GetSelInfo, {});
  if (info === null) return null;
  const erased = cursor !== undefined && cursor.erased !== info.lastErase;
  if (info.entries === 0) return { info, entries: [], unreadable: [], since: erased ? "erased" : "cursor" };
  if (cursor === undefined || erased) {
    return { info, ...(await follow(channel, FIRST)), since: erased ? "erased" : "cursor" };
  }
  const last = await readEntry(channel, cursor.recordId);
  if (last?.entry.hex === cursor.record) return { info, ...(await follow(channel, last.next)), since: "cursor" };
  return { info, ...(await follow(channel, FIRST)), since: "changed" };
}

async function follow(channel: Channel, from: number): Promise<Pick<SelRead, "entries" | "unreadable">> {
  const entries: SelEntry[] = [];
  const unreadable: number[] = [];
  const seen = new Set<number>();
  let missing: number[] = [];
  for (let id = from; id !== LAST && entries.length < MAX_ENTRIES; ) {
    // A link back would never end.
    if (seen.has(id)) break;
    seen.add(id);
    const read = await readEntry(channel, id);
    if (read === null) {
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
  return { entries, unreadable };
}

/** Null when there is no such record, or none that makes sense. */
async function readEntry(channel: Channel, recordId: number): Promise<{ entry: SelEntry; next: number } | null> {
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
    if (isCompletion(error) || error instanceof WireError) return null;
    throw error;
  }
}
