import type { FastifyInstance, FastifyRequest } from "fastify";
import { every } from "../../../base/clock.ts";
import { UsageError } from "../../../base/errors.ts";
import type { Domain } from "../../../hpi/domain.ts";
import { eventFeed, eventId, parseEventId } from "../../event-feed.ts";
import { SseStreams } from "../../sse.ts";
import type { HpiApiOptions } from "../context.ts";
import { eventView } from "../views/event-view.ts";
import { sensorBrief } from "../views/sensor-view.ts";
import { eventsQuery, parseAs, resourceOf, resourceQuery } from "./parameters.ts";

/** Changes of readings within this time are told once. */
const COALESCE_MS = 500;

/** GET /events/stream, /readings/stream as server-sent events. */
export function streamRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  const streams = new SseStreams(app, domain.clock);

  app.get(
    "/events/stream",
    {
      config: {
        auth: "ReadOnly",
        summary: "Events as they come, from Last-Event-ID or ?after= on; else from now on",
      },
    },
    async (request, reply) => {
      const start = startOf(domain, request);
      const stream = streams.open(request, reply);
      const { epoch, lastSequence } = domain.log;
      // A reader that knew another log is told, then gets all of this one.
      await stream.send({ event: start.restarted ? "restarted" : "log", data: { epoch, lastSequence } });
      try {
        for await (const event of eventFeed(domain, start.after, stream.signal)) {
          await stream.send({ id: eventId(event), event: "event", data: eventView(domain, event) });
        }
      } finally {
        stream.end();
      }
    },
  );

  app.get(
    "/readings/stream",
    { config: { auth: "ReadOnly", summary: "Readings as they change, at most twice a second each" } },
    async (request, reply) => {
      const { resource } = parseAs(resourceQuery, request.query);
      const only = resource === undefined ? undefined : resourceOf(domain, resource).id;
      const stream = streams.open(request, reply);
      const changed = new Set<number>();
      const stopListening = domain.onChange((change) => {
        if (change.kind !== "reading" && change.kind !== "thresholds") return;
        if (only === undefined || only === change.resourceId) changed.add(change.sensorId);
      });
      const stopFlushing = every(domain.clock, COALESCE_MS, () => {
        // A slow client gets the newest readings when it has room, not all of them.
        if (changed.size === 0 || stream.blocked) return;
        const sensors = [...changed].flatMap((id) => domain.sensor(id) ?? []);
        changed.clear();
        void stream.send({ event: "readings", data: sensors.map((sensor) => sensorBrief(domain, sensor)) });
      });
      const stop = () => {
        stopListening();
        stopFlushing();
      };
      if (stream.signal.aborted) stop();
      else stream.signal.addEventListener("abort", stop, { once: true });
    },
  );
}

/** Where a reader's stream begins; what it knew of a log that is gone counts for nothing. */
function startOf(domain: Domain, request: FastifyRequest): { after: number; restarted: boolean } {
  const last = request.headers["last-event-id"];
  const { after, epoch } = parseAs(eventsQuery, request.query);
  const known = typeof last === "string" ? parseEventId(last) : undefined;
  if (typeof last === "string" && known === undefined) {
    throw new UsageError("E_EVENT_ID", "Last-Event-ID: expected the id of an event");
  }
  const restarted = (known?.epoch ?? epoch ?? domain.log.epoch) !== domain.log.epoch;
  if (restarted) return { after: 0, restarted };
  const from = known?.sequence ?? after ?? domain.log.lastSequence;
  return { after: Math.min(from, domain.log.lastSequence), restarted };
}
