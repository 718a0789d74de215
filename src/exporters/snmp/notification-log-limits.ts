import type { Role } from "../../hpi/operation.ts";
import type { ColumnSpec } from "../../snmp/column.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";
import type { Assignment, CellWriter } from "../../snmp/set.ts";
import type { Settings } from "./settings.ts";

/** More than this the log never holds, whatever is set. */
export const MOST_ENTRIES = 1000;

/** nlmConfigGlobalEntryLimit and nlmConfigGlobalAgeOut (RFC 3014), which managers may set; kept over restarts. */
export class NotificationLogLimits {
  readonly #settings: Settings | undefined;
  readonly #roleOf: (securityName: string) => Role | undefined;
  /** Called when a limit has changed for good. */
  onChanged: () => void = () => {};

  /** Without `settings` they cannot be set. */
  constructor(settings: Settings | undefined, roleOf: (securityName: string) => Role | undefined) {
    this.#settings = settings;
    this.#roleOf = roleOf;
  }

  /** Entries that may be held. */
  get entries(): number {
    const limit = this.#get("nlmConfigGlobalEntryLimit", MOST_ENTRIES);
    return limit === 0 ? MOST_ENTRIES : Math.min(limit, MOST_ENTRIES);
  }

  /** Milliseconds that an entry is kept. */
  get age(): number {
    const minutes = this.#get("nlmConfigGlobalAgeOut", 0);
    return minutes === 0 ? Number.POSITIVE_INFINITY : minutes * 60_000;
  }

  /** Entries up to here were discarded because somebody set a lower limit. */
  get discarded(): number {
    return this.#get("nlmDiscarded", 0);
  }

  set discarded(index: number) {
    this.#settings?.set("nlmDiscarded", String(index));
  }

  columns(): readonly ColumnSpec[] {
    return [this.#column(1, "nlmConfigGlobalEntryLimit", MOST_ENTRIES), this.#column(2, "nlmConfigGlobalAgeOut", 0)];
  }

  #get(name: string, otherwise: number): number {
    const set = this.#settings?.get(name);
    return set === undefined || !/^\d{1,10}$/.test(set) ? otherwise : Number(set);
  }

  #column(number: number, name: string, otherwise: number): ColumnSpec {
    const spec = { number, syntax: "Unsigned32", live: () => this.#get(name, otherwise) } as const;
    return this.#settings === undefined ? spec : { ...spec, write: this.#writer(this.#settings, name) };
  }

  #writer(settings: Settings, name: string): CellWriter {
    const before = new WeakMap<Assignment, string | undefined>();
    return {
      kept: () => settings.kept(),
      // Who shortens the log takes evidence away.
      test: ({ principal }) =>
        this.#roleOf(principal) === "Administrator" ? ErrorStatus.noError : ErrorStatus.noAccess,
      commit: (assignment) => {
        before.set(assignment, settings.get(name));
        if (!settings.set(name, String(assignment.value))) return ErrorStatus.resourceUnavailable;
        (assignment.later ?? queueMicrotask)(() => this.onChanged());
        return ErrorStatus.noError;
      },
      undo: (assignment) => settings.set(name, before.get(assignment)),
    };
  }
}
