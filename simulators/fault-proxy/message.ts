/** A message on its way through a fault proxy, as far as its transport can look into it. */
import type { Random } from "./random.ts";

export interface Message {
  readonly kind: "request" | "reply" | "attention" | "session";
  /** Of the request, even, also for a reply; undefined when it cannot be read. For bridged messages the inner one. */
  readonly netFn: number | undefined;
  readonly cmd: number | undefined;
  /** IPMB address of the controller asked or answering; undefined when it cannot be read. */
  readonly target: number | undefined;
  /** As it goes over the wire. */
  readonly bytes: Uint8Array;
  /** One bit wrong and the checksum with it. */
  corrupted(random: Random): Uint8Array;
  /** For a reply: with other data after the completion code, all checksums right; undefined when it cannot be read. */
  withData(change: (data: Uint8Array) => Uint8Array): Uint8Array | undefined;
  /** For a reply: with this completion code and no data; undefined when it cannot be read. */
  withCompletion(code: number): Uint8Array | undefined;
  /** For a request: a refusal to send back in its place; undefined when this transport cannot make one up. */
  refusal(code: number): Uint8Array | undefined;
}
