import type { Role } from "../../hpi/operation.ts";
import type { ColumnSpec } from "../../snmp/column.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";
import type { Assignment } from "../../snmp/set.ts";
import type { Settings } from "./settings.ts";

const ENABLED = 1;
const DISABLED = 2;
const SETTING = "snmpEnableAuthenTraps";

/** snmpEnableAuthenTraps (RFC 3418): as configured until a manager sets it; what was set is kept over restarts. */
export class AuthenticationTraps {
  readonly #configured: boolean;
  readonly #settings: Settings | undefined;
  readonly #roleOf: (securityName: string) => Role | undefined;

  /** Without `settings` it cannot be set. */
  constructor(configured: boolean, settings: Settings | undefined, roleOf: (securityName: string) => Role | undefined) {
    this.#configured = configured;
    this.#settings = settings;
    this.#roleOf = roleOf;
  }

  /** Whether authenticationFailure notifications are sent. */
  get enabled(): boolean {
    const set = this.#settings?.get(SETTING);
    return set === undefined ? this.#configured : set === String(ENABLED);
  }

  column(number: number): ColumnSpec {
    const spec = { number, syntax: "Integer32", live: () => (this.enabled ? ENABLED : DISABLED) } as const;
    const settings = this.#settings;
    if (settings === undefined) return spec;
    const before = new WeakMap<Assignment, string | undefined>();
    return {
      ...spec,
      write: {
        kept: () => settings.kept(),
        // Who may silence the alarm about guessed passwords decides about security.
        test: ({ value, principal }) => {
          if (this.#roleOf(principal) !== "Administrator") return ErrorStatus.noAccess;
          return value === ENABLED || value === DISABLED ? ErrorStatus.noError : ErrorStatus.wrongValue;
        },
        commit(assignment) {
          before.set(assignment, settings.get(SETTING));
          const set = settings.set(SETTING, String(assignment.value));
          return set ? ErrorStatus.noError : ErrorStatus.resourceUnavailable;
        },
        undo: (assignment) => settings.set(SETTING, before.get(assignment)),
      },
    };
  }
}
