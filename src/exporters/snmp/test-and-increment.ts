import type { ColumnSpec } from "../../snmp/column.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";
import type { CellWriter } from "../../snmp/set.ts";

const MOST = 0x7fffffff;

/** How far apart the values of one start and the next begin. */
const STRIDE = 65_537;

/**
 * A scalar of TestAndIncr syntax (RFC 2579): a SET succeeds with its present value only, and makes it one more. What a
 * manager read before a restart, of which `boots` counts another one, is not its value any more.
 */
export function testAndIncrement(number: number, boots: number): ColumnSpec & { readonly write: CellWriter } {
  let value = ((boots - 1) * STRIDE) % MOST;
  return {
    number,
    syntax: "Integer32",
    live: () => value,
    write: {
      test: (assignment) => (assignment.value === value ? ErrorStatus.noError : ErrorStatus.inconsistentValue),
      commit(assignment) {
        // Named twice in one SET, the second no longer holds.
        if (assignment.value !== value) return ErrorStatus.inconsistentValue;
        value = value === MOST ? 0 : value + 1;
        return ErrorStatus.noError;
      },
      undo() {
        value = value === 0 ? MOST : value - 1;
        return true;
      },
    },
  };
}
