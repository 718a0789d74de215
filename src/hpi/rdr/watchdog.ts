import type { EntityPath } from "../entity-path.ts";

/** Static description of a watchdog timer. */
export interface WatchdogRdr {
  readonly kind: "watchdog";
  readonly number: number;
  readonly name: string;
  readonly key: string;
  readonly entityPath: EntityPath;
}
