/** One exchange in our terms, and what another project's decoders read from our bytes. */
import { type Command, encodeRequest, type RequestOf, type ResponseOf } from "../../../../src/ipmi/command.ts";
import type { Fields } from "../../freeipmi-layouts.ts";
import type { Dissection } from "./tshark.ts";

/** Fields by the names of the other project. */
interface Reading<F> {
  readonly request?: F;
  readonly response?: F;
}

export interface ReadBackCase {
  readonly command: Command<unknown, unknown>;
  /** Data bytes after the command number. */
  readonly request: Uint8Array;
  /** Completion code and the data bytes after it. */
  readonly response: Uint8Array;
  readonly tshark?: Reading<Dissection>;
  readonly freeipmi?: Reading<Fields>;
  /** Where FreeIPMI's name is not the standard's. */
  readonly layouts: Reading<string>;
}

export function readBack<C extends Command<unknown, unknown>>(
  command: C,
  given: {
    readonly request: RequestOf<C>;
    readonly response: ResponseOf<C>;
    readonly tshark?: Reading<Dissection>;
    readonly freeipmi?: Reading<Fields>;
    readonly layouts?: Reading<string>;
  },
): ReadBackCase {
  const { request, response, layouts = {}, ...readings } = given;
  const prefix = command.group === undefined ? [] : [command.group];
  return {
    command,
    request: encodeRequest(command, request),
    response: Uint8Array.of(0, ...prefix, ...command.response.encode(response)),
    layouts,
    ...readings,
  };
}
