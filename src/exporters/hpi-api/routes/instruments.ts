import type { FastifyInstance } from "fastify";
import type { HpiApiOptions } from "../context.ts";
import { controlView, inventoryView } from "../views/instrument-view.ts";
import { instrumentOf, parseAs, resourceOf, resourceQuery } from "./parameters.ts";

/** GET /controls, /controls/:id, /inventory, /inventory/:id. */
export function instrumentRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  const resourcesOf = (query: unknown) => {
    const { resource } = parseAs(resourceQuery, query);
    return resource === undefined ? domain.resources() : [resourceOf(domain, resource)];
  };

  app.get("/controls", { config: { auth: "ReadOnly", summary: "What can be set, such as LEDs" } }, ({ query }) => ({
    controls: resourcesOf(query).flatMap((r) => domain.controlsOf(r.id).map((control) => controlView(domain, control))),
  }));

  app.get<{ Params: { id: string } }>(
    "/controls/:id",
    { config: { auth: "ReadOnly", summary: "One control" } },
    ({ params }) => controlView(domain, instrumentOf(domain, "control", params.id)),
  );

  app.get("/inventory", { config: { auth: "ReadOnly", summary: "Inventory (FRU) data" } }, ({ query }) => ({
    inventories: resourcesOf(query).flatMap((r) =>
      domain.inventoriesOf(r.id).map((inventory) => inventoryView(domain, inventory, false)),
    ),
  }));

  app.get<{ Params: { id: string } }>(
    "/inventory/:id",
    { config: { auth: "ReadOnly", summary: "One inventory, with its bytes in base 64" } },
    ({ params }) => inventoryView(domain, instrumentOf(domain, "inventory", params.id), true),
  );
}
