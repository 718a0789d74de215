import type { FastifyInstance } from "fastify";
import { type HpiApiOptions, sensorsIn } from "../context.ts";
import { sensorBrief, sensorView } from "../views/sensor-view.ts";
import { instrumentOf, parseAs, resourceOf, resourceQuery } from "./parameters.ts";

/** GET /sensors, /sensors/:id. */
export function sensorRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  app.get(
    "/sensors",
    { config: { auth: "ReadOnly", summary: "Sensors with their readings; ?resource= for those of one resource" } },
    ({ query }) => {
      const { resource } = parseAs(resourceQuery, query);
      const of = resource === undefined ? undefined : resourceOf(domain, resource).id;
      return { sensors: sensorsIn(domain, of).map((sensor) => sensorBrief(domain, sensor)) };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/sensors/:id",
    { config: { auth: "ReadOnly", summary: "One sensor, with everything known of it" } },
    ({ params }) => sensorView(domain, instrumentOf(domain, "sensor", params.id)),
  );
}
