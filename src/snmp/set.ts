import type { Oid } from "./oid.ts";
import type { ErrorStatusCode } from "./pdu.ts";
import type { RowHandle } from "./row-index.ts";
import type { SnmpValue } from "./syntax.ts";

/** A value as it comes from the network, decoded by the column's syntax. */
export type WrittenValue = Exclude<SnmpValue, string>;

/** One assignment of a SET request. */
export interface Assignment {
  /** The instance, below the column's prefix. */
  readonly index: Oid;
  /** Its row; undefined when there is none yet. */
  readonly row: RowHandle | undefined;
  readonly value: WrittenValue;
  /** Who asks: the security name, for audit and authorisation. */
  readonly principal: string;
  /** Does something when nothing of the request is undone any more; without it that is so at the end of the turn. */
  readonly later?: (act: () => void) => void;
}

/**
 * What SET may do to a column, in the phases of RFC 3416 section 4.2.5. Nothing here waits: an assignment that reaches
 * hardware is accepted and queued by `commit`.
 */
export interface CellWriter {
  /** True when an assignment may make a row; otherwise one without a row is refused as noCreation. */
  readonly creates?: boolean;
  /** Whether the assignment could be made now. Changes nothing. */
  test(assignment: Assignment): ErrorStatusCode;
  /** Makes it. Anything but `noError` undoes the whole request. */
  commit(assignment: Assignment): ErrorStatusCode;
  /** Takes back what `commit` did; false when that is not possible any more. */
  undo(assignment: Assignment): boolean;
}
