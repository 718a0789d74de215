import { HttpError, type Problem, type ProblemFormatter } from "../../http/problem.ts";
import { extendedInfo, type MessageKey, messageId } from "./messages.ts";

/** Where a thrown RedfishError keeps its message. */
const MESSAGE = "redfishMessage";
const MAXIMUM_URI = 256;

/** An error in the words of the Base registry. */
export class RedfishError extends HttpError {
  constructor(
    status: number,
    key: MessageKey<"Base">,
    args: readonly string[] = [],
    related: readonly string[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, "E_REDFISH", key, { [MESSAGE]: { key, args, related } }, headers);
  }
}

/** {"error": {…}} with @Message.ExtendedInfo (DSP0266 section "Error responses"). */
export const redfishProblem: ProblemFormatter = (problem, request) => {
  const { key, args, related } = messageOf(problem, request.url);
  const info = extendedInfo(key, args, related);
  const error = { code: messageId("Base", key), message: info["Message"], "@Message.ExtendedInfo": [info] };
  return { contentType: "application/json; charset=utf-8", body: JSON.stringify({ error }) };
};

interface ErrorMessage {
  readonly key: MessageKey<"Base">;
  readonly args: readonly string[];
  readonly related: readonly string[];
}

function messageOf(problem: Problem, url: string): ErrorMessage {
  const own = problem.context[MESSAGE] as ErrorMessage | undefined;
  if (own !== undefined) return own;
  const path = url.split(/[?#]/, 1)[0]?.slice(0, MAXIMUM_URI) ?? "";
  const say = (key: MessageKey<"Base">, ...args: string[]) => ({ key, args, related: [] });
  switch (problem.status) {
    case 400:
      return problem.code === "E_HTTP_JSON" ? say("MalformedJSON") : say("UnrecognizedRequestBody");
    case 401:
      return say("NoValidSession");
    case 403:
      return problem.code === "E_PASSWORD_CHANGE_REQUIRED"
        ? say("PasswordChangeRequired", "/redfish/v1/AccountService/Accounts")
        : say("InsufficientPrivilege");
    case 404:
      return say("ResourceMissingAtURI", path);
    case 405:
      return say("OperationNotAllowed");
    case 412:
      return say("PreconditionFailed");
    case 413:
      return say("PayloadTooLarge");
    case 415:
      return say("HeaderInvalid", "Content-Type");
    case 429:
    case 503:
      return say("ServiceTemporarilyUnavailable", problem.headers["retry-after"] ?? "1");
    case 501:
      return say("ActionNotSupported", path);
    default:
      return problem.status >= 500 ? say("InternalError") : say("GeneralError");
  }
}
