import type { HotSwapStatus, Resource } from "../../../hpi/resource.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { adminString, dateAndTime } from "../text.ts";
import { actionWish, type Commands } from "./commands.ts";
import { causeNumber, entryOf, hotSwapState } from "./words.ts";

export const HotSwapColumn = {
  state: 1,
  previousState: 2,
  cause: 3,
  native: 4,
  lastChange: 5,
  transitions: 6,
  request: 7,
} as const;
const Column = HotSwapColumn;
export const hotSwapEntry = entryOf(3);

/** hpiAgentHotSwapTable: the resources that take part in hot swap. */
export class HotSwapTable {
  readonly #rows: Rows<number>;
  readonly #last = new Map<number, { readonly status: HotSwapStatus; readonly transitions: number }>();

  constructor(store: ObjectStore, commands: Commands) {
    this.#rows = new Rows(
      store.table(hotSwapEntry, [
        ...[Column.state, Column.previousState, Column.cause].map(
          (number) => ({ number, syntax: "Integer32" }) as const,
        ),
        ...[Column.native, Column.lastChange].map((number) => ({ number, syntax: "OctetString" }) as const),
        { number: Column.transitions, syntax: "Counter32" },
        {
          number: Column.request,
          syntax: "Integer32",
          write: commands.writer([...hotSwapEntry, Column.request], (assignment) => {
            const resourceId = assignment.index[0]!;
            return actionWish(assignment, `hot-swap ${resourceId}`, [
              { kind: "set-hot-swap", resourceId, desired: "activate" },
              { kind: "set-hot-swap", resourceId, desired: "deactivate" },
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
    const { id, hotSwap: status } = resource;
    if (status === null) {
      this.remove(id);
      return;
    }
    const last = this.#last.get(id);
    const transitions = last === undefined || last.status === status ? (last?.transitions ?? 0) : last.transitions + 1;
    this.#last.set(id, { status, transitions });
    this.#rows.put(id, [id], {
      [Column.state]: hotSwapState(status.state),
      [Column.previousState]: hotSwapState(status.previous),
      [Column.cause]: causeNumber[status.cause],
      [Column.native]: adminString(status.native ?? "", 64),
      [Column.lastChange]: dateAndTime(status.since),
      [Column.transitions]: transitions,
      [Column.request]: 1,
    });
  }

  remove(resourceId: number): void {
    this.#rows.remove(resourceId);
    this.#last.delete(resourceId);
  }
}
