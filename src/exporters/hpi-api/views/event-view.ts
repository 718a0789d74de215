import type { Alarm } from "../../../hpi/alarm.ts";
import type { Domain } from "../../../hpi/domain.ts";
import type { EventTime, LoggedEvent } from "../../../hpi/event.ts";
import { eventId } from "../../event-feed.ts";
import { jsonTime } from "../../json-time.ts";

export function eventView(domain: Domain, event: LoggedEvent) {
  return { id: eventId(event), ...event, resource: tagOf(domain, event.resourceId), time: timeView(event.time) };
}

export function alarmView(domain: Domain, alarm: Alarm) {
  return {
    ...alarm,
    resource: tagOf(domain, alarm.resourceId),
    raised: timeView(alarm.raised),
    event: eventId(alarm.event),
  };
}

function timeView(time: EventTime) {
  return { received: jsonTime(time.received), device: jsonTime(time.device), trusted: time.trusted };
}

function tagOf(domain: Domain, resourceId: number | null): string | null {
  return resourceId === null ? null : (domain.resource(resourceId)?.tag ?? null);
}
