import type { LoggedEvent } from "../../../hpi/event.ts";
import { eventId, parseEventId } from "../../event-feed.ts";
import { jsonTime } from "../../json-time.ts";
import { describeEvent } from "../mapping/event-message.ts";
import { type Body, collectionBody, known, oem, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { AGENT, link, uris } from "../uris.ts";

/** Members of a page when the client does not say. */
const PAGE = 100;
const MAXIMUM_PAGE = 1000;

export const logServiceCollection: RedfishResource = {
  path: "/Managers/:manager/LogServices",
  read: ({ params }) =>
    params["manager"] === AGENT
      ? collectionBody("LogServiceCollection", uris.logServices, "Log services", [uris.eventLog])
      : null,
};

export const eventLog: RedfishResource = {
  path: "/Managers/:manager/LogServices/EventLog",
  read: ({ service: { domain }, params }) =>
    params["manager"] === AGENT
      ? resourceBody("LogService", uris.eventLog, "EventLog", "Event log", {
          ServiceEnabled: true,
          LogEntryType: "Event",
          OverWritePolicy: "WrapsWhenFull",
          DateTime: jsonTime(domain.clock.wall()),
          DateTimeLocalOffset: "+00:00",
          Status: { State: "Enabled", Health: domain.log.durable ? "OK" : "Warning" },
          Entries: link(uris.logEntries),
          Oem: oem("LogService", { Epoch: domain.log.epoch, LastSequence: domain.log.lastSequence }),
        })
      : null,
};

export const logEntries: RedfishResource = {
  path: "/Managers/:manager/LogServices/EventLog/Entries",
  pagesItself: true,
  async read({ service, params, page }) {
    if (params["manager"] !== AGENT) return null;
    const { log } = service.domain;
    const top = Math.min(page.top ?? PAGE, MAXIMUM_PAGE);
    // Who follows nextLink misses nothing when the oldest entries go meanwhile: places shift, sequence numbers do not.
    const events = page.token === undefined ? await log.page(page.skip, top) : await log.read(page.token, top);
    const last = events.at(-1)?.sequence ?? log.lastSequence;
    const rest = page.top === undefined ? "" : `&$top=${page.top - events.length}`;
    return {
      "@odata.id": uris.logEntries,
      "@odata.type": "#LogEntryCollection.LogEntryCollection",
      Name: "Entries of the event log",
      "Members@odata.count": log.count,
      Members: events.map((event) => entryBody(service, event)),
      // An explicit $top asks for no more than that.
      ...(last < log.lastSequence && (page.top === undefined || page.top > top)
        ? { "Members@odata.nextLink": `${uris.logEntries}?$skiptoken=${last}${rest}` }
        : {}),
    };
  },
};

export const logEntry: RedfishResource = {
  path: "/Managers/:manager/LogServices/EventLog/Entries/:entry",
  async read({ service, params }) {
    const wanted = parseEventId(params["entry"] ?? "");
    const { log } = service.domain;
    if (params["manager"] !== AGENT || wanted === undefined || wanted.epoch !== log.epoch) return null;
    if (wanted.sequence < 1 || wanted.sequence > log.lastSequence) return null;
    const [event] = await log.read(wanted.sequence - 1, 1);
    return event?.sequence === wanted.sequence ? entryBody(service, event) : null;
  },
};

function entryBody(service: RedfishService, event: LoggedEvent): Body {
  const id = eventId({ epoch: service.domain.log.epoch, sequence: event.sequence });
  const { messageId, args, severity, origin } = describeEvent(service, event);
  return resourceBody("LogEntry", uris.logEntry(id), id, `Event ${event.sequence}`, {
    EntryType: "Event",
    EventId: id,
    Severity: severity,
    Message: event.text,
    MessageId: messageId,
    MessageArgs: args,
    ...known({ Created: jsonTime(event.time.received) ?? undefined }),
    Links: { OriginOfCondition: link(origin) },
    Oem: oem("LogEntry", {
      Sequence: event.sequence,
      Type: event.type,
      HpiSeverity: event.severity,
      Origin: event.origin,
      DeviceTime: jsonTime(event.time.device),
      DeviceTimeTrusted: event.time.trusted,
      ...(event.raw === undefined ? {} : { Raw: event.raw }),
    }),
  });
}
