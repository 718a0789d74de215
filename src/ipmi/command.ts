/** IPMI commands as declarations, and the one way to run them. */
import { WireError } from "../base/errors.ts";
import { type Members, type Struct, struct, type ValueOf } from "../wire/struct.ts";
import { CompletionError } from "./completion-error.ts";
import type { Connection, RawResponse, RequestOptions, Target } from "./connection.ts";
import type { Group, Privilege } from "./net-fn.ts";
import { completionCodeText } from "./tables/completion-codes.ts";

export interface Command<Request, Response> {
  /** The standard's name of the command. */
  readonly name: string;
  readonly netFn: number;
  readonly cmd: number;
  /** Standard and section. */
  readonly spec: string;
  readonly privilege: Privilege;
  /** Body code of a group extension command; in neither `request` nor `response`. */
  readonly group: Group | undefined;
  readonly request: Struct<Request>;
  readonly response: Struct<Response>;
  /** Meaning of the codes only this command uses. */
  readonly completionCodes: Readonly<Record<number, string>>;
}

export type RequestOf<C> = C extends { readonly request: Struct<infer Request> } ? Request : never;
export type ResponseOf<C> = C extends { readonly response: Struct<infer Response> } ? Response : never;

export function defineCommand<const Request extends Members, const Response extends Members>(definition: {
  readonly name: string;
  readonly netFn: number;
  readonly cmd: number;
  readonly spec: string;
  readonly privilege: Privilege;
  readonly group?: Group;
  readonly request: Request;
  readonly response: Response;
  readonly completionCodes?: Readonly<Record<number, string>>;
}): Command<ValueOf<Request>, ValueOf<Response>> {
  return {
    ...definition,
    group: definition.group,
    request: struct(`${definition.name} request`, definition.request),
    response: struct(`${definition.name} response`, definition.response),
    completionCodes: definition.completionCodes ?? {},
  };
}

export interface SendOptions extends RequestOptions {
  /** Logical unit, default 0. */
  readonly lun?: number | undefined;
  /** Default: the controller the connection leads to. */
  readonly target?: Target | undefined;
}

/**
 * Runs a command. Throws CompletionError for a completion code other than 00h, WireError for a malformed response,
 * UsageError `E_ENCODE` for a request that cannot be written, and whatever the connection rejects with.
 */
export async function send<Request, Response>(
  connection: Connection,
  command: Command<Request, Response>,
  request: NoInfer<Request>,
  options: SendOptions = {},
): Promise<Response> {
  const { lun = 0, target, ...requestOptions } = options;
  const data = encodeRequest(command, request);
  const response = await connection.request(
    { netFn: command.netFn, lun, cmd: command.cmd, data, target },
    requestOptions,
  );
  return decodeResponse(command, response);
}

/** The data bytes of a request, group body code included. */
export function encodeRequest<Request>(command: Command<Request, unknown>, request: NoInfer<Request>): Uint8Array {
  const body = command.request.encode(request);
  if (command.group === undefined) return body;
  return Uint8Array.of(command.group, ...body);
}

/** The value of a response. Throws as `send` does. */
export function decodeResponse<Request, Response>(
  command: Command<Request, Response>,
  response: RawResponse,
): Response {
  const { completionCode, data } = response;
  if (completionCode !== 0) {
    const text = completionCodeText(completionCode, command.completionCodes);
    throw new CompletionError(command.name, completionCode, text);
  }
  if (command.group === undefined) return command.response.decode(data);
  if (data[0] !== command.group) {
    throw new WireError("E_WIRE_VALUE", `${command.name}: response lacks the body code of its group`, {
      command: command.name,
      group: command.group,
      found: data[0],
    });
  }
  return command.response.decode(data.subarray(1));
}
