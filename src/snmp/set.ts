import type { Oid } from "./oid.ts";
import type { ErrorStatusCode } from "./pdu.ts";
import type { SnmpValue } from "./syntax.ts";

/** One assignment of a SET request. */
export interface Assignment {
  /** The instance, below the column's prefix. */
  readonly index: Oid;
  /** Decoded by the column's syntax: number, bigint, octets or OID. */
  readonly value: Exclude<SnmpValue, string>;
  /** Who asks: the security name, for audit and authorisation. */
  readonly principal: string;
}

/**
 * What SET may do to a column, in the phases of RFC 3416 section 4.2.5. Nothing here waits: an assignment that reaches
 * hardware is accepted and queued by `commit`.
 */
export interface CellWriter {
  /** Whether the assignment could be made now. Changes nothing. */
  test(assignment: Assignment): ErrorStatusCode;
  /** Makes it. Anything but `noError` undoes the whole request. */
  commit(assignment: Assignment): ErrorStatusCode;
  /** Takes back what `commit` did; false when that is not possible any more. */
  undo(assignment: Assignment): boolean;
}
