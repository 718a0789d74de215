import type { FastifyInstance } from "fastify";
import { useApiErrors } from "./api-error.ts";
import type { HpiApiOptions } from "./context.ts";
import type {} from "./route-config.ts";
import { indexDocument } from "./routes/index-document.ts";
import { instrumentRoutes } from "./routes/instruments.ts";
import { logRoutes } from "./routes/logs.ts";
import { openapiDocument } from "./routes/openapi.ts";
import { operationRoutes } from "./routes/operations.ts";
import { resourceRoutes } from "./routes/resources.ts";
import { sensorRoutes } from "./routes/sensors.ts";
import { simulationRoutes } from "./routes/simulation.ts";
import { streamRoutes } from "./routes/streams.ts";

export type { HpiApiOptions, SelRecord } from "./context.ts";
export type * from "./simulator-control.ts";

/** The model as JSON, in HPI's words: a fastify plugin, to be registered under a prefix such as /hpi/v1. */
export async function hpiApi(app: FastifyInstance, options: HpiApiOptions): Promise<void> {
  useApiErrors(app);
  openapiDocument(app, options);
  indexDocument(app, options);
  resourceRoutes(app, options);
  sensorRoutes(app, options);
  instrumentRoutes(app, options);
  logRoutes(app, options);
  streamRoutes(app, options);
  operationRoutes(app, options);
  if (options.simulator !== undefined) simulationRoutes(app, options.simulator);
}
