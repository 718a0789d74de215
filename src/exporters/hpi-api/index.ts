import type { HttpExporter } from "../../http/server.ts";
import type { HpiApiOptions } from "./context.ts";
import { apiProblem } from "./problem.ts";
import type {} from "./route-config.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { indexDocument } from "./routes/index-document.ts";
import { instrumentRoutes } from "./routes/instruments.ts";
import { logRoutes } from "./routes/logs.ts";
import { openapiDocument } from "./routes/openapi.ts";
import { operationRoutes } from "./routes/operations.ts";
import { resourceRoutes } from "./routes/resources.ts";
import { sensorRoutes } from "./routes/sensors.ts";
import { simulationRoutes } from "./routes/simulation.ts";
import { snmpRoutes } from "./routes/snmp.ts";
import { streamRoutes } from "./routes/streams.ts";

export type { HpiApiOptions, SelRecord } from "./context.ts";
export type * from "./simulator-control.ts";

/** The model as JSON, in HPI's words, below /hpi/v1. */
export function hpiApi(options: HpiApiOptions): HttpExporter {
  return {
    name: "hpi-api",
    prefix: "/hpi/v1",
    formatProblem: apiProblem,
    async plugin(app) {
      // First, since it collects the routes that follow.
      openapiDocument(app, options);
      indexDocument(app, options);
      resourceRoutes(app, options);
      sensorRoutes(app, options);
      instrumentRoutes(app, options);
      logRoutes(app, options);
      streamRoutes(app, options);
      operationRoutes(app, options);
      accountRoutes(app, options);
      snmpRoutes(app, options);
      simulationRoutes(app, options);
    },
  };
}
