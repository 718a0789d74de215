import type { FastifyInstance, FastifyRequest } from "fastify";
import { every } from "../../../base/clock.ts";
import { UsageError } from "../../../base/errors.ts";
import type { Domain } from "../../../hpi/domain.ts";
import { eventFeed, eventId, parseEventId } from "../../event-feed.ts";
import { openSse } from "../../sse.ts";
import type { HpiApiOptions } from "../context.ts";
import { eventView } from "../views/event-view.ts";
import { sensorBrief } from "../views/sensor-view.ts";
import { eventsQuery, resourceOf, resourceQuery } from "./parameters.ts";

const KEEP_ALIVE_MS = 15_000;
/** Changes of readings within this time are told once. */
const COALESCE_MS = 500;
const MAXIMUM_STREAMS = 64;

/** GET /events/stream, /readings/stream as server-sent events. */
export function streamRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  const open = new Set<object>();
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());

  const checkRoom = () => {
    if (open.size >= MAXIMUM_STREAMS) throw new UsageError("E_BUSY", `${MAXIMUM_STREAMS} streams are open already`);
  };

  app.get(
    "/events/stream",
    {
      config: {
        auth: "ReadOnly",
        summary: "Events as they come, from Last-Event-ID or ?after= on; else from now on",
      },
    },
    async (request, reply) => {
      checkRoom();
      const start = startOf(domain, request);
      const stream = openSse(reply);
      open.add(stream);
      const signal = AbortSignal.any([stream.signal, stopping.signal]);
      const stop = every(domain.clock, KEEP_ALIVE_MS, () => void stream.comment("still here"));
      const { epoch, lastSequence } = domain.log;
      await stream.send({ event: start.restarted ? "restarted" : "log", data: { epoch, lastSequence } });
      for await (const event of eventFeed(domain, start.after, signal)) {
        await stream.send({ id: eventId(event), event: "event", data: eventView(domain, event) });
      }
      stop();
      open.delete(stream);
      stream.end();
    },
  );

  app.get(
    "/readings/stream",
    { config: { auth: "ReadOnly", summary: "Readings as they change, at most twice a second each" } },
    async (request, reply) => {
      checkRoom();
      const { resource } = resourceQuery.parse(request.query);
      const only = resource === undefined ? undefined : resourceOf(domain, resource).id;
      const stream = openSse(reply);
      open.add(stream);
      const changed = new Set<number>();
      let sending = false;
      const stopListening = domain.onChange((change) => {
        if (change.kind !== "reading" && change.kind !== "thresholds") return;
        if (only === undefined || only === change.resourceId) changed.add(change.sensorId);
      });
      const flush = async () => {
        if (sending || changed.size === 0) return;
        sending = true;
        const sensors = [...changed].flatMap((id) => domain.sensor(id) ?? []);
        changed.clear();
        await stream.send({ event: "readings", data: sensors.map((sensor) => sensorBrief(domain, sensor)) });
        sending = false;
      };
      const stopFlushing = every(domain.clock, COALESCE_MS, () => void flush());
      const signal = AbortSignal.any([stream.signal, stopping.signal]);
      const close = () => {
        stopListening();
        stopFlushing();
        open.delete(stream);
        stream.end();
      };
      if (signal.aborted) close();
      else signal.addEventListener("abort", close, { once: true });
    },
  );
}

/** Where a reader's stream begins; what it knew of a log that is gone counts for nothing. */
function startOf(domain: Domain, request: FastifyRequest): { after: number; restarted: boolean } {
  const last = request.headers["last-event-id"];
  const { after, epoch } = eventsQuery.parse(request.query);
  const known = typeof last === "string" ? parseEventId(last) : undefined;
  if (typeof last === "string" && known === undefined) {
    throw new UsageError("E_EVENT_ID", "Last-Event-ID: expected the id of an event");
  }
  const restarted = (known?.epoch ?? epoch ?? domain.log.epoch) !== domain.log.epoch;
  if (restarted) return { after: 0, restarted };
  const from = known?.sequence ?? after ?? domain.log.lastSequence;
  return { after: Math.min(from, domain.log.lastSequence), restarted };
}
