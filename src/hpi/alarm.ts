import type { EventTime, LoggedEvent } from "./event.ts";
import type { Severity } from "./severity.ts";

/** An active alarm: an entry of the Domain Alarm Table. */
export interface Alarm {
  /** Never reused within one run of the log. */
  readonly id: number;
  /** What holds: `sensor:<id>:<state>`, `resource:<id>`, `agent:<subject>`. */
  readonly condition: string;
  readonly kind: "sensor" | "resource" | "agent";
  readonly severity: Severity;
  readonly resourceId: number | null;
  readonly sensorId: number | null;
  readonly text: string;
  readonly raised: EventTime;
  /** The event that raised it. */
  readonly event: Pick<LoggedEvent, "epoch" | "sequence">;
  readonly acknowledged: boolean;
}
