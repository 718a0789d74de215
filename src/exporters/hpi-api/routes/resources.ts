import type { FastifyInstance } from "fastify";
import type { HpiApiOptions } from "../context.ts";
import { resourceTree, resourceView } from "../views/resource-view.ts";
import { resourceOf } from "./parameters.ts";

/** GET /tree, /resources, /resources/:id. */
export function resourceRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  app.get("/tree", { config: { auth: "ReadOnly", summary: "Resources, nested as they contain each other" } }, () => ({
    simulated: domain.simulated,
    discovery: domain.discovery(),
    roots: resourceTree(domain, null),
  }));

  app.get(
    "/resources",
    { config: { auth: "ReadOnly", summary: "All resources in the order of their places" } },
    () => ({
      resources: domain.resources().map((resource) => resourceView(domain, resource)),
    }),
  );

  app.get<{ Params: { id: string } }>(
    "/resources/:id",
    { config: { auth: "ReadOnly", summary: "One resource" } },
    ({ params }) => resourceView(domain, resourceOf(domain, params.id)),
  );
}
