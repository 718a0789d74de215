import type { HttpExporter } from "../../http/server.ts";
import type { RedfishOptions } from "./options.ts";
import { RedfishError, redfishProblem } from "./problem.ts";
import type { RedfishResource } from "./resource.ts";
import { account, accountCollection, accountService, role, roleCollection } from "./resources/account-service.ts";
import { chassis, chassisCollection } from "./resources/chassis.ts";
import { eventService, subscription, subscriptionCollection } from "./resources/event-service.ts";
import { schemaCollection, schemaFile } from "./resources/json-schemas.ts";
import { eventLog, logEntries, logEntry, logServiceCollection } from "./resources/log-services.ts";
import { manager, managerCollection } from "./resources/managers.ts";
import { metadataDocument, odataDocument } from "./resources/metadata.ts";
import { registryCollection, registryFile } from "./resources/registries.ts";
import { sensor, sensorCollection } from "./resources/sensors.ts";
import { serviceRoot } from "./resources/service-root.ts";
import { session, sessionCollection, sessionService } from "./resources/session-service.ts";
import { system, systemCollection } from "./resources/systems.ts";
import { Router } from "./router.ts";
import { RedfishService } from "./service.ts";
import { uris } from "./uris.ts";

export type { RedfishOptions } from "./options.ts";

const resources: readonly RedfishResource[] = [
  serviceRoot,
  systemCollection,
  system,
  chassisCollection,
  chassis,
  sensorCollection,
  sensor,
  managerCollection,
  manager,
  logServiceCollection,
  eventLog,
  logEntries,
  logEntry,
  sessionService,
  sessionCollection,
  session,
  accountService,
  accountCollection,
  account,
  roleCollection,
  role,
  eventService,
  subscriptionCollection,
  subscription,
  registryCollection,
  registryFile,
  schemaCollection,
  schemaFile,
];

/** The model as a Redfish service (DSP0266), to read; below /redfish. */
export function redfish(options: RedfishOptions): HttpExporter {
  return {
    name: "redfish",
    prefix: "/redfish",
    formatProblem: redfishProblem,
    async plugin(app) {
      const service = new RedfishService(options);
      const stop = service.start();
      app.addHook("onClose", async () => stop());
      app.addHook("preHandler", async ({ headers }) => {
        const version = headers["odata-version"];
        if (version !== undefined && version !== "4.0") throw new RedfishError(412, "HeaderInvalid", ["OData-Version"]);
      });
      app.addHook("onSend", async (_request, reply) => {
        reply.header("odata-version", "4.0");
      });
      app.get("/", { config: { auth: "none" } }, () => ({ v1: uris.root }));
      app.get("/v1/odata", { config: { auth: "none" } }, odataDocument);
      app.get("/v1/$metadata", { config: { auth: "none" } }, (_request, reply) => {
        reply.type("application/xml; charset=utf-8");
        return metadataDocument();
      });
      new Router(service, resources).register(app);
    },
  };
}
