import type { Oid } from "../oid.ts";
import type { SnmpValue } from "../syntax.ts";

/** Where to look for a variable: from `start`, or behind it, to before `end`; an empty `end` is none. */
export interface SearchRange {
  readonly start: Oid;
  readonly include: boolean;
  readonly end: Oid;
}

/** A variable binding. AgentX numbers types as BER tags them; exceptions and Null have no value. */
export interface AgentxVarbind {
  readonly name: Oid;
  readonly tag: number;
  readonly value: Exclude<SnmpValue, string> | undefined;
}
