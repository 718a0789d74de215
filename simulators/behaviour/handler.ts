/** How the simulator answers a command: decoded and encoded by the command's own declaration. */
import { UsageError, WireError } from "../../src/base/errors.ts";
import type { Command } from "../../src/ipmi/command.ts";
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

export interface Handler extends CommandCode {
  readonly answer: (asked: Asked, data: Uint8Array) => Answer;
}

/** Refuses the command with a completion code. Never returns. */
export function refuse(code: number): never {
  throw new CompletionError("simulated command", code, completionCodeText(code));
}

export function on<Request, Response>(
  command: Command<Request, Response>,
  respond: (
    request: Request,
    asked: Asked,
  ) => Response | AfterOriginal<Response> | WithCode<Response> | typeof original,
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
      try {
        const response = respond(request, asked);
        if (response === original) return { kind: "original" };
        if (has(response, "afterOriginal"))
          return { kind: "answer-after-original", bytes: bytesOf(CompletionCode.ok, response.afterOriginal) };
        if (has(response, "code")) return { kind: "answer", bytes: bytesOf(response.code, response.response) };
        return { kind: "answer", bytes: bytesOf(CompletionCode.ok, response) };
      } catch (error) {
        if (error instanceof CompletionError) return refusal(error.completionCode, body);
        // A value the response cannot hold.
        if (error instanceof UsageError) return refusal(CompletionCode.cannotProvideResponse, body);
        throw error;
      }
    },
  };
}

function refusal(code: number, body: readonly number[]): Answer {
  return { kind: "answer", bytes: Uint8Array.of(code, ...body) };
}

type Marked<R> = AfterOriginal<R> | WithCode<R>;

function has<R, K extends "afterOriginal" | "code">(
  response: R | Marked<R>,
  key: K,
): response is Extract<Marked<R>, Readonly<Record<K, unknown>>> {
  return typeof response === "object" && response !== null && key in response;
}
