import type { FastifyInstance } from "fastify";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { HpiApiOptions } from "../context.ts";

/** GET /: what this is, how far discovery has come, and where the rest lies. */
export function indexDocument(app: FastifyInstance, { domain, agent, simulator }: HpiApiOptions): void {
  app.get("/", { config: { auth: "ReadOnly", summary: "The agent and what it serves" } }, () => {
    const at = (path: string) => `${app.prefix}${path}`;
    return {
      agent,
      domain: domain.name,
      simulated: domain.simulated,
      machine: simulator?.machine ?? null,
      discovery: domain.discovery(),
      health: worst(domain),
      resources: domain.resources().length,
      roots: domain.childrenOf(null).map((r) => ({ id: r.id, tag: r.tag, entityPath: formatEntityPath(r.entityPath) })),
      log: { epoch: domain.log.epoch, lastSequence: domain.log.lastSequence, durable: domain.log.durable },
      links: {
        tree: at("/tree"),
        resources: at("/resources"),
        sensors: at("/sensors"),
        controls: at("/controls"),
        inventory: at("/inventory"),
        sel: at("/sel"),
        alarms: at("/alarms"),
        events: at("/events"),
        eventStream: at("/events/stream"),
        readingStream: at("/readings/stream"),
        operations: at("/operations"),
        ...(simulator === undefined ? {} : { sim: at("/sim") }),
        openapi: at("/openapi.json"),
      },
    };
  });
}

function worst(domain: HpiApiOptions["domain"]) {
  const alarms = domain.alarms();
  return (["critical", "major", "minor"] as const).find((s) => alarms.some((a) => a.severity === s)) ?? "ok";
}
