import type { Domain } from "../hpi/domain.ts";
import type { LoggedEvent } from "../hpi/event.ts";

/** Events kept for a slow reader before it is sent back to the log. */
const BUFFERED = 256;
const PAGE = 200;

/** The id clients see and resume from: the log's epoch and the place in it. */
export function eventId(event: Pick<LoggedEvent, "epoch" | "sequence">): string {
  return `${event.epoch}-${event.sequence}`;
}

/** The inverse of `eventId`; undefined for a text that is none. */
export function parseEventId(text: string): { epoch: string; sequence: number } | undefined {
  const match = /^([0-9a-zA-Z-]{1,64})-(\d{1,15})$/.exec(text);
  return match === null ? undefined : { epoch: match[1]!, sequence: Number(match[2]) };
}

/**
 * Every event after `afterSequence` in order, without gap or repetition: first from the log, then live. A reader that
 * falls behind reads from the log again, so memory stays bounded. Ends when the signal fires.
 */
export async function* eventFeed(
  domain: Domain,
  afterSequence: number,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent> {
  let live: LoggedEvent[] = [];
  let wake: () => void = () => {};
  const stop = domain.onEvent((event) => {
    if (live.length >= BUFFERED) live = [];
    live.push(event);
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    let last = afterSequence;
    while (!signal.aborted) {
      const contiguous = live[0]?.sequence === last + 1;
      const batch = contiguous ? live.splice(0) : await nextFromLog(domain, last);
      for (const event of batch) {
        if (signal.aborted) return;
        if (event.sequence <= last) continue;
        last = event.sequence;
        yield event;
      }
      live = live.filter((event) => event.sequence > last);
      if (signal.aborted || batch.length > 0) continue;
      // The log has lost what lies between: go on with what there is.
      if (live.length > 0) last = live[0]!.sequence - 1;
      // Nothing new, or numbered but not committed yet: a notice will come.
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}

function nextFromLog(domain: Domain, after: number): Promise<readonly LoggedEvent[]> {
  return domain.log.lastSequence > after ? domain.log.read(after, PAGE) : Promise.resolve([]);
}
