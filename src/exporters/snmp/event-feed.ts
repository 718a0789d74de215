import type { Unsubscribe } from "../../base/emitter.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { EventPlace } from "./outbox.ts";

const PAGE = 500;

export interface EventFeedHooks {
  /** Awaited before the first event that is not given live, with the place before it. Must not reject. */
  readonly late?: (place: number) => Promise<void>;
  /** All that comes now is given live. */
  readonly live?: () => void;
}

/**
 * Gives every event of the log after a place once and in order: first those that are there, then new ones, each in the
 * turn in which everybody sees it (`live`). Of another log, which is a new one, all events are given.
 */
export async function followEvents(
  domain: Domain,
  after: EventPlace,
  logger: Logger,
  give: (event: LoggedEvent, live: boolean) => void,
  hooks: EventFeedHooks = {},
): Promise<Unsubscribe> {
  let place = after.epoch === domain.log.epoch ? after.sequence : 0;
  let waiting: LoggedEvent[] | undefined = [];
  const once = (event: LoggedEvent, live: boolean): void => {
    if (event.sequence <= place) return;
    place = event.sequence;
    give(event, live);
  };
  const unsubscribe = domain.onEvent((event) => {
    if (waiting === undefined) once(event, true);
    else waiting.push(event);
  });
  let prepared = false;
  const prepare = async (): Promise<void> => {
    if (prepared) return;
    prepared = true;
    await hooks.late?.(place);
  };
  try {
    for (;;) {
      const page = await domain.log.read(place, PAGE);
      if (page.length > 0) await prepare();
      for (const event of page) once(event, false);
      if (page.length < PAGE) break;
    }
  } catch (error) {
    logger.warn({ error: messageOf(error) }, "events of the last run could not be read and are not notified");
  }
  if (waiting.some(({ sequence }) => sequence > place)) await prepare();
  // Giving an event may make another one.
  for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) once(event, false);
  waiting = undefined;
  hooks.live?.();
  return unsubscribe;
}
