import type { FastifyReply, FastifyRequest } from "fastify";
import type { LoggedEvent } from "../../../hpi/event.ts";
import { eventFeed, eventId, parseEventId } from "../../event-feed.ts";
import { jsonTime } from "../../json-time.ts";
import { SseStreams } from "../../sse.ts";
import { registries } from "../generated.ts";
import { describeEvent } from "../mapping/event-message.ts";
import { RedfishError } from "../problem.ts";
import { type Body, collectionBody, known, mayUse, type RedfishResource, resourceBody, schemaId } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { link, uris } from "../uris.ts";

export const eventService: RedfishResource = {
  path: "/EventService",
  read: () =>
    resourceBody("EventService", uris.eventService, "EventService", "Event service", {
      ServiceEnabled: true,
      Status: { State: "Enabled", Health: "OK" },
      ServerSentEventUri: uris.eventStream,
      EventFormatTypes: ["Event"],
      RegistryPrefixes: Object.keys(registries).filter((name) => name !== "Base"),
      IncludeOriginOfConditionSupported: false,
      SSEFilterPropertiesSupported: {
        EventFormatType: false,
        EventType: false,
        MessageId: false,
        MetricReportDefinition: false,
        OriginResource: false,
        RegistryPrefix: false,
        ResourceType: false,
        SubordinateResources: false,
      },
      Subscriptions: link(uris.subscriptions),
    }),
  register(app, service) {
    const streams = new SseStreams(app, service.domain.clock);
    app.get("/v1/EventService/SSE", { config: { auth: "ReadOnly" } }, (request, reply) =>
      follow(service, streams, request, reply),
    );
  },
};

export const subscriptionCollection: RedfishResource = {
  path: "/EventService/Subscriptions",
  read: ({ service, principal }) =>
    collectionBody(
      "EventDestinationCollection",
      uris.subscriptions,
      "Event subscriptions",
      [...service.subscriptions.values()].flatMap((s) => (mayUse(principal, s.user) ? [uris.subscription(s.id)] : [])),
    ),
};

export const subscription: RedfishResource = {
  path: "/EventService/Subscriptions/:subscription",
  read({ service, params, principal }) {
    const found = service.subscriptions.get(params["subscription"] ?? "");
    if (found === undefined || !mayUse(principal, found.user)) return null;
    return resourceBody("EventDestination", uris.subscription(found.id), found.id, `Event stream of ${found.user}`, {
      Context: "",
      SubscriptionType: "SSE",
      Protocol: "Redfish",
      EventFormatType: "Event",
      Status: { State: "Enabled", Health: "OK" },
    });
  },
  register(app, service) {
    app.delete<{ Params: { subscription: string } }>(
      "/v1/EventService/Subscriptions/:subscription",
      { config: { auth: "ReadOnly" } },
      async (request, reply) => {
        const id = request.params.subscription;
        const found = service.subscriptions.get(id);
        if (found === undefined || !mayUse(request.principal, found.user)) {
          throw new RedfishError(404, "ResourceMissingAtURI", [uris.subscription(id.slice(0, 64))]);
        }
        found.stream.end();
        return reply.code(204).send();
      },
    );
  },
};

/** The stream of events: opening it is a subscription, which ends with it (DSP0266 section "Server-sent events"). */
async function follow(
  service: RedfishService,
  streams: SseStreams,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const after = startOf(service, request);
  const stream = streams.open(request, reply);
  service.subscribe(request.principal.id, stream);
  try {
    for await (const event of eventFeed(service.domain, after, stream.signal)) {
      await stream.send({ id: eventId(event), data: eventBody(service, event) });
    }
  } finally {
    stream.end();
  }
}

/** After the event that the client knows; from the start of the log when that was of another one; else from now on. */
function startOf({ domain }: RedfishService, request: FastifyRequest): number {
  const last = request.headers["last-event-id"];
  if (last === undefined) return domain.log.lastSequence;
  const known = typeof last === "string" ? parseEventId(last) : undefined;
  if (known === undefined) throw new RedfishError(400, "HeaderInvalid", ["Last-Event-ID"]);
  return known.epoch === domain.log.epoch ? Math.min(known.sequence, domain.log.lastSequence) : 0;
}

export function eventBody(service: RedfishService, event: LoggedEvent): Body {
  const id = eventId(event);
  const { messageId, args, severity, type, origin } = describeEvent(service, event);
  return {
    "@odata.type": `#${schemaId("Event")}.Event`,
    Id: id,
    Name: "Event",
    Context: "",
    Events: [
      {
        EventType: type,
        EventId: id,
        MemberId: "0",
        MessageId: messageId,
        Message: event.text,
        MessageArgs: args,
        MessageSeverity: severity,
        ...known({ EventTimestamp: jsonTime(event.time.received) ?? undefined }),
        OriginOfCondition: link(origin),
        LogEntry: link(uris.logEntry(id)),
      },
    ],
  };
}
