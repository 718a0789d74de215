import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ZodError } from "zod";
import {
  AgentError,
  DeviceRefusedError,
  DeviceSilentError,
  type ErrorContext,
  messageOf,
  NotThereError,
  UsageError,
} from "../../base/errors.ts";

export interface ApiErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly context: ErrorContext };
}

/** Codes whose status says more than that of their class. */
const statusOfCode: Readonly<Record<string, number>> = {
  E_FORBIDDEN: 403,
  E_BUSY: 503,
  E_LOG_EPOCH: 410,
};

/** Every failure below the prefix answers {error: {code, message, context}}. */
export function useApiErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(body("E_NO_ROUTE", `nothing is served at ${request.method} this path`, {})),
  );
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ZodError) {
    const problems = error.issues.slice(0, 16).map((issue) => ({ at: issue.path.join("."), expected: issue.message }));
    const first = problems[0];
    const where = first === undefined || first.at === "" ? "" : `${first.at}: `;
    return reply.code(400).send(body("E_REQUEST", `${where}${first?.expected ?? "not as expected"}`, { problems }));
  }
  if (error instanceof AgentError) {
    return reply.code(statusOf(error)).send(body(error.code, error.message, error.context));
  }
  const status = statusCodeOf(error);
  if (status < 500) return reply.code(status).send(body("E_REQUEST", messageOf(error), {}));
  request.log.error({ error }, "a request failed");
  return reply.code(500).send(body("E_INTERNAL", "the agent failed; its log says why", {}));
}

function statusOf(error: AgentError): number {
  const known = statusOfCode[error.code];
  if (known !== undefined) return known;
  if (error instanceof UsageError) return 400;
  if (error instanceof NotThereError) return 404;
  if (error instanceof DeviceRefusedError) return 502;
  if (error instanceof DeviceSilentError) return 504;
  return 500;
}

/** The framework's own errors carry a status: a body that is no JSON, one that is too large. */
function statusCodeOf(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
}

function body(code: string, message: string, context: ErrorContext): ApiErrorBody {
  return { error: { code, message, context } };
}
