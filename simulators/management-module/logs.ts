/** The summary of what is wrong, and the event log: `monitors` 7.2, `errorLogs`. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import { growing, integer, order, scalars, text, under } from "./cells.ts";
import type { Chassis } from "./chassis.ts";
import { dateAndTime } from "./text.ts";

const execute = 1;

/** Logs and summaries of health: as many rows as there are entries. */
export function addLogs(store: ObjectStore, chassis: Chassis): () => void {
  const when = (wall: number) => {
    const { date, time } = dateAndTime(wall);
    return `${date}, ${time}`;
  };
  const summary = (row: number) => chassis.troubles[row - 1];
  const fill = [
    growing(store, under(2, 7, 2, 1), () => Math.max(1, chassis.troubles.length), {
      1: integer((row) => row),
      2: text((row) => {
        const trouble = summary(row);
        return trouble === undefined ? "Good" : trouble.severity === "ERR" ? "Critical" : "Warning";
      }),
      3: text((row) => summary(row)?.text ?? "No critical or warning events"),
      4: text((row) => when(summary(row)?.since ?? 0)),
    }),
    growing(store, under(3, 4, 2, 1), () => chassis.log.size, {
      1: integer((row) => row),
      2: text((row) => chassis.log.entry(row)),
    }),
  ];
  const update = () => {
    for (const each of fill) each();
  };
  const clear = () => {
    chassis.log.clear();
    update();
    return true;
  };
  scalars(store, under(3, 4), { 3: order([execute], clear) });
  return update;
}
