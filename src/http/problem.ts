import { AgentError, DeviceRefusedError, DeviceSilentError, NotThereError, UsageError } from "../base/errors.ts";

/** What went wrong with a request, before any exporter's format. */
export interface Problem {
  readonly status: number;
  /** Stable code `E_…`. */
  readonly code: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Thrown by a handler that wants a certain status. */
export class HttpError extends AgentError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    context: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, context);
    this.status = status;
    this.headers = headers;
  }
}

/** How an exporter writes a problem. `url` is what could be made out of the request line, else empty. */
export type ProblemFormatter = (
  problem: Problem,
  request: { readonly method: string; readonly url: string },
) => { readonly contentType: string; readonly body: string };

/** RFC 9457. */
export const problemJson: ProblemFormatter = ({ status, code, message }) => ({
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "about:blank", status, title: message, code }),
});

/** What a caller's mistake maps to when it is not a plain 400. */
const statusOfCode: Readonly<Record<string, number>> = {
  E_FORBIDDEN: 403,
  E_ACCOUNT_EXISTS: 409,
  E_BUSY: 503,
  E_LOGIN_BUSY: 503,
  E_SESSION_LIMIT: 503,
};

/** The framework's own errors, by its codes; others keep the status the framework gives them. */
const frameworkProblems: Readonly<Record<string, readonly [code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["E_HTTP_BODY_TOO_LARGE", "the body is too large"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["E_HTTP_MEDIA_TYPE", "the content type is not supported"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["E_HTTP_JSON", "the body is not valid JSON"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["E_HTTP_JSON", "the body is empty"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["E_HTTP_REQUEST", "the content length does not match the body"],
  FST_ERR_BAD_URL: ["E_HTTP_REQUEST", "the URL is malformed"],
};

/** What is left of an error for the client: anything unforeseen says nothing about itself. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof HttpError) {
    const { status, code, message, context, headers } = thrown;
    return { status, code, message, context, headers };
  }
  if (thrown instanceof AgentError && thrown.code === "E_STATE_WRITE") {
    const message = "nothing was changed, because the state directory cannot be written: the agent's log says why";
    // Insufficient Storage: RFC 4918 section 11.5.
    return { status: 507, code: thrown.code, message, context: {}, headers: {} };
  }
  if (thrown instanceof AgentError) {
    const status = statusOfAgentError(thrown);
    if (status !== 500) {
      const { code, message, context } = thrown;
      return { status, code, message, context, headers: status === 503 ? { "retry-after": "1" } : {} };
    }
  }
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = frameworkProblems[String(code)];
  const clientStatus = typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
  if (clientStatus !== undefined) {
    const [ours, message] = known ?? ["E_HTTP_REQUEST", "the request is malformed"];
    return { status: clientStatus, code: ours, message, context: {}, headers: {} };
  }
  return { status: 500, code: "E_INTERNAL", message: "an internal error occurred", context: {}, headers: {} };
}

function statusOfAgentError(error: AgentError): number {
  const byCode = statusOfCode[error.code];
  if (byCode !== undefined) return byCode;
  if (error instanceof UsageError) return 400;
  if (error instanceof NotThereError) return 404;
  if (error instanceof DeviceRefusedError) return 502;
  if (error instanceof DeviceSilentError) return 504;
  return 500;
}
