import type { HotSwapEvent, LoggedEvent, OperationEvent } from "./event.ts";
import type { Operation } from "./operation.ts";
import type { HotSwapStatus } from "./resource.ts";
import type { SensorStates } from "./sensor-states.ts";

/** What the log tells of the time before this start. */
export interface History {
  /** Where parts stood, by resource. */
  readonly hotSwap: Map<number, HotSwapStatus>;
  /** Operations that had begun and not ended. */
  readonly unfinished: readonly Operation[];
  /** Keys of alarms that somebody acknowledged: see `acknowledgementKey`. */
  readonly acknowledged: ReadonlySet<string>;
}

/** Goes through the log, oldest first; asserted states end up in `states`. */
export function recall(events: readonly LoggedEvent[], states: SensorStates): History {
  const hotSwap = new Map<number, HotSwapStatus>();
  const unfinished = new Map<string, Operation>();
  const acknowledged = new Set<string>();
  for (const event of events) {
    switch (event.type) {
      case "sensor":
        states.apply(event);
        break;
      case "hot-swap":
        if (event.resourceId === null) break;
        hotSwap.set(event.resourceId, hotSwapStatus(event));
        if (event.state === "NotPresent") states.forgetResource(event.resourceId);
        break;
      case "operation":
        if (isUnfinished(event)) {
          const operation = operationOf(event);
          if (operation !== null) unfinished.set(event.operationId, operation);
        } else unfinished.delete(event.operationId);
        break;
      case "domain":
        if (event.acknowledged === undefined) break;
        acknowledged.add(acknowledgementKey(event.acknowledged.condition, event.acknowledged.sequence));
        if (event.acknowledged.ended !== undefined) {
          states.end(event.acknowledged.ended.sensorId, event.acknowledged.ended.state);
        }
        break;
    }
  }
  return { hotSwap, unfinished: [...unfinished.values()], acknowledged };
}

/** Tells an alarm from a later one of the same condition. */
export function acknowledgementKey(condition: string, sequence: number): string {
  return `${condition}@${sequence}`;
}

export function hotSwapStatus(event: HotSwapEvent): HotSwapStatus {
  return {
    state: event.state,
    previous: event.previousState,
    cause: event.cause,
    native: event.native,
    since: event.time.received,
  };
}

function isUnfinished({ state }: OperationEvent): boolean {
  return state === "queued" || state === "running" || state === "verifying";
}

/** Null for an entry that does not say what was asked for. */
function operationOf(event: LoggedEvent & OperationEvent): Operation | null {
  if (event.request === undefined) return null;
  return {
    id: event.operationId,
    request: event.request,
    resourceTag: event.resourceTag,
    reference: event.reference,
    principal: { id: event.principal, door: "log", source: "before the restart", role: "ReadOnly" },
    state: "unknown",
    error: null,
    created: event.time.received,
    updated: event.time.received,
  };
}
