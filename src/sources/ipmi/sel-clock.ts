import { GetSelTime } from "../../ipmi/commands/storage/get-sel-time.ts";
import { SetSelTime } from "../../ipmi/commands/storage/set-sel-time.ts";
import { selTime } from "../../ipmi/sel/sel-time.ts";
import type { Channel } from "./channel.ts";

/** A clock that is off by less is left alone: the standard counts whole seconds. */
const SETTING_LIMIT_MS = 2000;
/** Time stamps of a clock that is off by more are not believed. */
const TRUST_LIMIT_MS = 60_000;

/** What is known of the clock that stamps a SEL. */
export interface SelClock {
  /** Our wall clock minus the SEL's, milliseconds; null when it cannot be read or was never set. */
  readonly offset: number | null;
  readonly trusted: boolean;
}

export const unknownSelClock: SelClock = { offset: null, trusted: false };

/** Reads the SEL clock and sets it when it is wrong and that is allowed. */
export async function checkSelClock(channel: Channel, wall: () => number, maySet: boolean): Promise<SelClock> {
  const offset = await readOffset(channel, wall);
  if (maySet && (offset === null || Math.abs(offset) > SETTING_LIMIT_MS)) {
    const set = await channel.ask(SetSelTime, { time: Math.round(wall() / 1000) });
    if (set !== null) return judged(await readOffset(channel, wall));
  }
  return judged(offset);
}

function judged(offset: number | null): SelClock {
  return { offset, trusted: offset !== null && Math.abs(offset) <= TRUST_LIMIT_MS };
}

async function readOffset(channel: Channel, wall: () => number): Promise<number | null> {
  const answer = await channel.ask(GetSelTime, {});
  if (answer === null) return null;
  const time = selTime(answer.time);
  return time.kind === "wall" ? wall() - time.wall : null;
}
