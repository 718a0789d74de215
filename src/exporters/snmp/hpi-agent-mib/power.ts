import type { HotSwapState } from "../../../hpi/hot-swap.ts";
import type { Resource } from "../../../hpi/resource.ts";
import { ErrorStatus } from "../../../snmp/pdu.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { actionWish, type Commands } from "./commands.ts";
import { entryOf } from "./words.ts";

const Column = { state: 1, action: 2 } as const;
const entry = entryOf(7);

const powerOf: Readonly<Record<HotSwapState, number>> = {
  NotPresent: 2,
  Inactive: 2,
  InsertionPending: 2,
  Active: 3,
  ExtractionPending: 3,
};

/** hpiAgentPowerTable: the resources with power or reset. */
export class PowerTable {
  readonly #rows: Rows<number>;

  constructor(store: ObjectStore, commands: Commands, resource: (id: number) => Resource | undefined) {
    this.#rows = new Rows(
      store.table(entry, [
        { number: Column.state, syntax: "Integer32" },
        {
          number: Column.action,
          syntax: "Integer32",
          write: commands.writer([...entry, Column.action], (assignment) => {
            const resourceId = assignment.index[0]!;
            const capabilities = resource(resourceId)?.capabilities;
            if (capabilities === undefined) return ErrorStatus.inconsistentName;
            const power = (desired: "on" | "off" | "cycle") =>
              capabilities.includes("power") ? ({ kind: "set-power", resourceId, desired } as const) : undefined;
            const reset = (desired: "cold" | "warm" | "graceful") =>
              capabilities.includes("reset") ? ({ kind: "reset", resourceId, desired } as const) : undefined;
            return actionWish(assignment, `power ${resourceId}`, [
              ...[power("on"), power("off"), power("cycle")],
              ...[reset("cold"), reset("warm"), reset("graceful")],
            ]);
          }),
        },
      ]),
    );
  }

  batch(change: () => void): void {
    this.#rows.batch(change);
  }

  put(resource: Resource): void {
    const { id, capabilities, hotSwap, silent } = resource;
    if (!capabilities.includes("power") && !capabilities.includes("reset")) {
      this.remove(id);
      return;
    }
    const state = hotSwap === null || silent ? 1 : powerOf[hotSwap.state];
    this.#rows.put(id, [id], { [Column.state]: state, [Column.action]: 1 });
  }

  remove(resourceId: number): void {
    this.#rows.remove(resourceId);
  }
}
