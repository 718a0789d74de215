import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { HpiApiOptions } from "../context.ts";

type Paths = Record<string, Record<string, object>>;

/** GET /openapi.json: collected from the routes, so register it first. */
export function openapiDocument(app: FastifyInstance, { agent }: HpiApiOptions): void {
  const paths: Paths = {};
  app.addHook("onRoute", ({ method, url, config }) => {
    if (config?.summary === undefined) return;
    const path = url.replace(/:(\w+)/g, "{$1}");
    for (const verb of [method].flat()) {
      if (verb === "HEAD") continue;
      paths[path] = { ...paths[path], [verb.toLowerCase()]: operationOf(path, config.summary, config.body) };
    }
  });

  app.get("/openapi.json", { config: { auth: "ReadOnly", summary: "This description" } }, () => ({
    openapi: "3.1.0",
    info: { title: `${agent.name} HPI API`, version: agent.version },
    security: [{ basic: [] }, { session: [] }],
    components: {
      securitySchemes: {
        basic: { type: "http", scheme: "basic" },
        session: { type: "apiKey", in: "header", name: "X-Auth-Token" },
      },
    },
    paths,
  }));
}

function operationOf(path: string, summary: string, body: z.ZodType | undefined): object {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: z.toJSONSchema(body) } } } }),
    responses: { "200": { description: "OK" }, default: { description: "{error: {code, message, context}}" } },
  };
}
