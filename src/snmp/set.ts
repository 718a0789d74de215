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
  /** Address it comes from, where the door knows it. */
  readonly source?: string;
  /** Does something when nothing of the request is undone any more; without it that is so at the end of the turn. */
  readonly later?: (act: () => void) => void;
}

/**
 * What SET may do to a column, in the phases of RFC 3416 section 4.2.5. None of them waits: an assignment that reaches
 * hardware is accepted and queued by `commit`; for the disk the reply waits, not the agent.
 */
export interface CellWriter {
  /** True when an assignment may make a row; otherwise one without a row is refused as noCreation. */
  readonly creates?: boolean;
  /** Resolves when what was made is on disk, rejects, and says why in the log, when it cannot be. */
  readonly kept?: () => Promise<void>;
  /** Takes this writer's assignments together with others of the request, in place of the phases below. */
  readonly joint?: JointWriter;
  /** Whether the assignment could be made now. Changes nothing. */
  test(assignment: Assignment): ErrorStatusCode;
  /** Makes it. Anything but `noError` undoes the whole request. */
  commit(assignment: Assignment): ErrorStatusCode;
  /** Takes back what `commit` did; false when that is not possible any more. */
  undo(assignment: Assignment): boolean;
}

/** An assignment and who makes it. */
export interface Step {
  readonly writer: CellWriter;
  readonly assignment: Assignment;
}

/** What cannot be made, and why; the whole request fails with it. */
export interface Refusal {
  readonly step: Step;
  readonly status: ErrorStatusCode;
}

/**
 * Makes assignments that only mean something together, such as the columns of a new row, and that are made when they are
 * on disk. The reply waits for that; other requests do not. Doors that cannot wait refuse them.
 */
export interface JointWriter {
  /** Does the work when no other is under way; undefined when too many wait already. */
  turn<T>(work: () => Promise<T>): Promise<T> | undefined;
  /** Whether all of them could be made now. Changes nothing. */
  test(steps: readonly Step[]): Refusal | undefined;
  /** Makes all of them, or resolves with false and has changed nothing. Comes right after `test`. */
  commit(steps: readonly Step[]): Promise<boolean>;
}
