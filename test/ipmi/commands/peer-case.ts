/** One command as another project's tool asks it and prints its response. */
import type { Command, RequestOf, ResponseOf } from "../../../src/ipmi/command.ts";
import type { FakeConnection } from "../../../src/ipmi/fake-connection.ts";

export interface PeerCase {
  readonly command: Command<unknown, unknown>;
  /** The tool and its arguments; `ipmitool` or a tool of FreeIPMI. */
  readonly ask: readonly [tool: string, ...args: string[]];
  /** What one of the tool's requests must mean to us. */
  readonly request: object;
  /** What it is answered. */
  readonly respond: (request: unknown) => unknown;
  /** What the tool must then print, white space collapsed. */
  readonly prints: readonly string[];
  /** The tool gives a failure as its exit status although all went well. */
  readonly exitsWrongly: boolean;
  /** Answers the tool needs besides. */
  readonly also: (fake: FakeConnection) => unknown;
}

export function peerCase<C extends Command<unknown, unknown>, const R extends ResponseOf<C>>(
  command: C,
  given: {
    readonly ask: readonly [tool: string, ...args: string[]];
    readonly request?: Partial<RequestOf<C>>;
    readonly response: R | ((request: RequestOf<C>) => R);
    readonly prints?: readonly string[];
    readonly exitsWrongly?: boolean;
    readonly also?: (fake: FakeConnection) => unknown;
  },
): PeerCase {
  const { ask, request = {}, response, prints = [], exitsWrongly = false, also = () => {} } = given;
  const respond = (asked: unknown): unknown =>
    typeof response === "function" ? (response as (request: unknown) => unknown)(asked) : response;
  return { command, ask, request, respond, prints, exitsWrongly, also };
}
