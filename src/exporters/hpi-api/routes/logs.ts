import type { FastifyInstance } from "fastify";
import { HttpError } from "../../../http/problem.ts";
import { jsonTime } from "../../json-time.ts";
import type { HpiApiOptions } from "../context.ts";
import { alarmView, eventView } from "../views/event-view.ts";
import { eventsQuery, parseAs, toId } from "./parameters.ts";

/** GET /alarms, POST /alarms/:id/acknowledge, GET /events, /sel. */
export function logRoutes(app: FastifyInstance, { domain, sel }: HpiApiOptions): void {
  app.get("/alarms", { config: { auth: "ReadOnly", summary: "What is wrong now" } }, () => ({
    alarms: domain.alarms().map((alarm) => alarmView(domain, alarm)),
  }));

  app.post<{ Params: { id: string } }>(
    "/alarms/:id/acknowledge",
    { config: { auth: "Operator", summary: "Takes note that somebody knows of an alarm" } },
    async ({ params, principal }) => {
      const id = toId(params.id);
      await domain.acknowledge(id, principal.id);
      const alarm = domain.alarms().find((known) => known.id === id);
      return { alarm: alarm === undefined ? null : alarmView(domain, alarm) };
    },
  );

  app.get(
    "/events",
    {
      config: {
        auth: "ReadOnly",
        summary: "The event log: the latest, or those after a sequence number (?after=&limit=&epoch=)",
      },
    },
    async ({ query }) => {
      const { after, limit, epoch } = parseAs(eventsQuery, query);
      const { log } = domain;
      if (epoch !== undefined && epoch !== log.epoch) {
        throw new HttpError(410, "E_LOG_EPOCH", "the log was begun anew, read it from its start", {
          epoch: log.epoch,
          lastSequence: log.lastSequence,
        });
      }
      const events = after === undefined ? await log.latest(limit) : await log.read(after, limit);
      return {
        epoch: log.epoch,
        lastSequence: log.lastSequence,
        durable: log.durable,
        /** What `after` must be to go on. */
        next: events.at(-1)?.sequence ?? after ?? log.lastSequence,
        events: events.map((event) => eventView(domain, event)),
      };
    },
  );

  app.get("/sel", { config: { auth: "ReadOnly", summary: "Records of the controllers' own event logs" } }, () => ({
    records: sel().map((record) => ({ ...record, time: jsonTime(record.time) })),
  }));
}
