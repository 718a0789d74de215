import { AgentError, InternalError, messageOf, UsageError } from "../base/errors.ts";
import { StoreError } from "./errors.ts";
import type { SerializedError } from "./protocol.ts";

/** Makes an error fit for a message port. Anything not thrown on purpose is a failure of the disk or the database. */
export function serializeError(thrown: unknown): SerializedError {
  if (thrown instanceof AgentError) {
    const family = thrown instanceof UsageError ? "usage" : thrown instanceof InternalError ? "internal" : "store";
    return { family, code: thrown.code, message: thrown.message, context: thrown.context };
  }
  return { family: "store", code: "E_STORE_FAILED", message: messageOf(thrown), context: systemFacts(thrown) };
}

/** The reverse of `serializeError`. */
export function deserializeError(error: SerializedError): AgentError {
  const Family = { usage: UsageError, internal: InternalError, store: StoreError }[error.family];
  return new Family(error.code, error.message, error.context);
}

function systemFacts(thrown: unknown): Record<string, unknown> {
  if (typeof thrown !== "object" || thrown === null) return {};
  const { code, errcode, path } = thrown as { code?: unknown; errcode?: unknown; path?: unknown };
  return {
    ...(code === undefined ? {} : { cause: code }),
    ...(errcode === undefined ? {} : { sqlite: errcode }),
    ...(path === undefined ? {} : { path }),
  };
}
