import type { FastifyInstance } from "fastify";
import { NotThereError } from "../../../base/errors.ts";
import type { Operation, OperationRequest } from "../../../hpi/operation.ts";
import { jsonTime } from "../../json-time.ts";
import type { HpiApiOptions } from "../context.ts";
import { operationRequest } from "./operation-request.ts";
import { parseAs } from "./parameters.ts";

/** How long a request waits for its operation before it is told where to ask. */
const WAIT_MS = 1000;

/** POST /operations, GET /operations, GET /operations/:id. */
export function operationRoutes(app: FastifyInstance, { domain }: HpiApiOptions): void {
  app.post(
    "/operations",
    {
      config: {
        // Who may do what is decided by the domain, per kind of operation.
        auth: "ReadOnly",
        summary: "Changes hardware; 202 and a Location when not done within a second",
        body: operationRequest,
      },
    },
    async (request, reply) => {
      const wanted = parseAs(operationRequest, request.body) as OperationRequest;
      const { accepted, finished } = domain.perform(wanted, request.principal);
      const operation = await within(finished);
      reply.header("location", `${app.prefix}/operations/${accepted.id}`);
      return reply.code(operation === null ? 202 : 200).send(operationView(operation ?? current(accepted)));
    },
  );

  app.get("/operations", { config: { auth: "ReadOnly", summary: "Operations under way and the last ones" } }, () => ({
    operations: domain.operations().map(operationView),
  }));

  app.get<{ Params: { id: string } }>(
    "/operations/:id",
    { config: { auth: "ReadOnly", summary: "One operation" } },
    ({ params }) => {
      const operation = domain.operation(params.id);
      if (operation === undefined) throw new NotThereError("E_NO_OPERATION", "no such operation, or long ended");
      return operationView(operation);
    },
  );

  const current = (accepted: Operation) => domain.operation(accepted.id) ?? accepted;

  const within = (finished: Promise<Operation>) =>
    new Promise<Operation | null>((resolve) => {
      const cancel = domain.clock.after(WAIT_MS, () => resolve(null));
      void finished.then((operation) => {
        cancel();
        resolve(operation);
      });
    });
}

function operationView(operation: Operation) {
  return { ...operation, created: jsonTime(operation.created), updated: jsonTime(operation.updated) };
}
