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
  respond: (request: Request, asked: Asked) => Response | AfterOriginal<Response> | typeof original,
): Handler {
  const { netFn, cmd, group } = command;
  const body = group === undefined ? [] : [group];
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
        const after = isAfterOriginal(response);
        const encoded = command.response.encode(after ? response.afterOriginal : response);
        return {
          kind: after ? "answer-after-original" : "answer",
          bytes: Uint8Array.of(CompletionCode.ok, ...body, ...encoded),
        };
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

function isAfterOriginal<R>(response: R | AfterOriginal<R>): response is AfterOriginal<R> {
  return typeof response === "object" && response !== null && "afterOriginal" in response;
}
