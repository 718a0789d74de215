import type { ColumnSpec } from "../../snmp/column.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";

const MOST = 0x7fffffff;

/** A scalar of TestAndIncr syntax (RFC 2579): a SET succeeds with its present value only, and makes it one more. */
export function testAndIncrement(number: number): ColumnSpec {
  let value = 0;
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
