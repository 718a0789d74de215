import type { Unsubscribe } from "../../base/emitter.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { EventPlace } from "./outbox.ts";

const PAGE = 500;

/**
 * Gives every event of the log after a place once and in order: first those that are there, then new ones. Of another
 * log, which is a new one, all events are given.
 */
export async function followEvents(
  domain: Domain,
  after: EventPlace,
  logger: Logger,
  give: (event: LoggedEvent) => void,
): Promise<Unsubscribe> {
  let place = after.epoch === domain.log.epoch ? after.sequence : 0;
  let waiting: LoggedEvent[] | undefined = [];
  const once = (event: LoggedEvent): void => {
    if (event.sequence <= place) return;
    place = event.sequence;
    give(event);
  };
  const unsubscribe = domain.onEvent((event) => {
    if (waiting === undefined) once(event);
    else waiting.push(event);
  });
  try {
    for (;;) {
      const page = await domain.log.read(place, PAGE);
      for (const event of page) once(event);
      if (page.length < PAGE) break;
    }
  } catch (error) {
    logger.warn({ error: messageOf(error) }, "events of the last run could not be read and are not notified");
  }
  // Giving an event may make another one.
  for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) once(event);
  waiting = undefined;
  return unsubscribe;
}
