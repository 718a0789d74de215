/** How the simulator answers a command: decoded and encoded by the command's own declaration. */
import { UsageError, WireError } from "../../src/base/errors.ts";
import { type Command, decodeResponse, encodeRequest } from "../../src/ipmi/command.ts";
import { CompletionError } from "../../src/ipmi/completion-error.ts";
import { CompletionCode, completionCodeText } from "../../src/ipmi/tables/completion-codes.ts";
import type { Controller } from "../machine/machine.ts";
import type { Answer, CommandCode } from "../module/handover.ts";

/** Where a request went and came from. */
export interface Asked {
  readonly controller: Controller;
  /** 15 is the system interface, 0 IPMB, others are LANs. */
  readonly channel: number;
}

/** Leaves the request to ipmi_sim's own handler. */
export const original = Symbol("original");
/** A response with a completion code of its own that is no refusal. */
export interface WithCode<R> {
  readonly code: number;
  readonly response: R;
}
/** A response after ipmi_sim's own handler did its part; what that says is dropped. */
export interface AfterOriginal<R> {
  readonly afterOriginal: R;
}

/** A response that needs to know first what ipmi_sim's own handler says to another request. */
export interface AfterAsking<R> {
  readonly asked: Extract<Answer, { readonly kind: "ask" }>["request"];
  /** Takes what it says: completion code and data. */
  readonly use: (said: Uint8Array) => R;
}

export interface Handler extends CommandCode {
  readonly answer: (asked: Asked, data: Uint8Array) => Answer;
}

/** Refuses the command with a completion code. Never returns. */
export function refuse(code: number): never {
  throw new CompletionError("simulated command", code, completionCodeText(code));
}

/** Asks ipmi_sim's own handler `command` and makes a response from what it says; where it refuses, that is the response. */
export function asking<Request, Said, Response>(
  command: Command<Request, Said>,
  request: NoInfer<Request>,
  respond: (said: Said) => Response,
): AfterAsking<Response> {
  const { netFn, cmd } = command;
  return {
    asked: { netFn, cmd, data: encodeRequest(command, request) },
    use: ([completionCode = CompletionCode.unspecified, ...data]) =>
      respond(decodeResponse(command, { completionCode, data: Uint8Array.from(data) })),
  };
}

export function on<Request, Response>(
  command: Command<Request, Response>,
  respond: (
    request: Request,
    asked: Asked,
  ) => Response | AfterOriginal<Response> | WithCode<Response> | AfterAsking<Response> | typeof original,
): Handler {
  const { netFn, cmd, group } = command;
  const body = group === undefined ? [] : [group];
  const bytesOf = (code: number, response: Response) =>
    Uint8Array.of(code, ...body, ...command.response.encode(response));
  return {
    netFn,
    group,
    cmd,
    answer(asked, data) {
      let request: Request;
      try {
        request = command.request.decode(data.subarray(body.length));
      } catch (error) {
        if (error instanceof WireError) return refusal(CompletionCode.dataLengthInvalid, body);
        throw error;
      }
      return unlessRefused(body, () => {
        const response = respond(request, asked);
        if (response === original) return { kind: "original" };
        if (has(response, "asked")) {
          const use = (said: Uint8Array) =>
            unlessRefused(body, () => ({ kind: "answer", bytes: bytesOf(CompletionCode.ok, response.use(said)) }));
          return { kind: "ask", request: response.asked, use };
        }
        if (has(response, "afterOriginal"))
          return { kind: "answer-after-original", bytes: bytesOf(CompletionCode.ok, response.afterOriginal) };
        if (has(response, "code")) return { kind: "answer", bytes: bytesOf(response.code, response.response) };
        return { kind: "answer", bytes: bytesOf(CompletionCode.ok, response) };
      });
    },
  };
}

function unlessRefused<A extends Answer>(body: readonly number[], answer: () => A): A | Refusal {
  try {
    return answer();
  } catch (error) {
    if (error instanceof CompletionError) return refusal(error.completionCode, body);
    // A value the response cannot hold.
    if (error instanceof UsageError) return refusal(CompletionCode.cannotProvideResponse, body);
    throw error;
  }
}

type Refusal = Extract<Answer, { readonly bytes: Uint8Array }>;

function refusal(code: number, body: readonly number[]): Refusal {
  return { kind: "answer", bytes: Uint8Array.of(code, ...body) };
}

type Marked<R> = AfterOriginal<R> | WithCode<R> | AfterAsking<R>;

function has<R, K extends "afterOriginal" | "code" | "asked">(
  response: R | Marked<R>,
  key: K,
): response is Extract<Marked<R>, Readonly<Record<K, unknown>>> {
  return typeof response === "object" && response !== null && key in response;
}
