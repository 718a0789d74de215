/** The events that the domain makes itself. */
import type { Alarm } from "./alarm.ts";
import type { DomainEvent, EventTime, HotSwapEvent, OperationEvent, ResourceEvent } from "./event.ts";
import type { HotSwapState } from "./hot-swap.ts";
import type { Operation } from "./operation.ts";
import type { Sensor } from "./rdr/index.ts";
import type { Resource, ResourceDescription } from "./resource.ts";
import type { Severity } from "./severity.ts";

/** An alarm of the agent itself begins, or with null ends. */
export function agentAlarmEvent(
  subject: string,
  severity: Severity | null,
  text: string,
  time: EventTime,
): DomainEvent {
  return {
    type: "domain",
    what: severity === null ? "alarm-cleared" : "alarm",
    subject,
    severity: severity ?? "ok",
    time,
    origin: "agent",
    resourceId: null,
    text,
  };
}

/** `sensor`: that of the alarm. A state whose end nobody will tell ends by the acknowledgement. */
export function acknowledgementEvent(
  alarm: Alarm,
  sensor: Sensor | undefined,
  by: string,
  time: EventTime,
): DomainEvent {
  const ended = endedBy(alarm, sensor);
  return {
    type: "domain",
    what: "alarm-acknowledged",
    acknowledged: { condition: alarm.condition, sequence: alarm.event.sequence, ended },
    severity: "informational",
    time,
    origin: "operator",
    resourceId: alarm.resourceId,
    text: `${by} acknowledged: ${alarm.text}`,
  };
}

/** The state behind an alarm when no reading will ever show its end. */
function endedBy(alarm: Alarm, sensor: Sensor | undefined): { sensorId: number; state: string } | undefined {
  if (sensor === undefined) return undefined;
  const name = alarm.condition.slice(`sensor:${sensor.id}:`.length);
  const state = sensor.states.find((known) => known.name === name);
  const readable = sensor.pollPeriod !== null && state !== undefined && state.eventOnly !== true;
  return readable ? undefined : { sensorId: sensor.id, state: name };
}

export function conflictEvent({ id, tag }: Resource, holder: Resource, time: EventTime): ResourceEvent {
  return {
    type: "resource",
    change: "conflict",
    severity: "minor",
    time,
    origin: "discovery",
    resourceId: id,
    text: `${tag} claims the place of ${holder.tag}`,
  };
}

export function silenceEvent(resource: Resource, silent: boolean, reason: string, time: EventTime): ResourceEvent {
  return {
    type: "resource",
    change: silent ? "failed" : "restored",
    severity: silent ? resource.severity : "ok",
    time,
    origin: "agent",
    resourceId: resource.id,
    text: silent ? `${resource.tag} does not answer: ${reason}` : `${resource.tag} answers again`,
  };
}

/** Discovery found a part in another state than the one it was last known in. */
export function foundStateEvent(
  resourceId: number,
  { tag, severity, hotSwapNative }: ResourceDescription,
  state: HotSwapState,
  previousState: HotSwapState,
  time: EventTime,
): HotSwapEvent {
  return {
    type: "hot-swap",
    severity: severity === "critical" ? "major" : "informational",
    time,
    origin: "discovery",
    resourceId,
    state,
    previousState,
    cause: "unknown",
    native: hotSwapNative ?? null,
    text: `${tag} is ${state}, was ${previousState}`,
  };
}

export function operationEvent(operation: Operation, tag: string | undefined, time: EventTime): OperationEvent {
  const { request, principal, state, error } = operation;
  const name = tag ?? operation.resourceTag;
  return {
    type: "operation",
    severity: error === null ? "informational" : "minor",
    time,
    origin: "operator",
    resourceId: request.resourceId,
    operationId: operation.id,
    kind: request.kind,
    state,
    principal: principal.id,
    resourceTag: name,
    reference: operation.reference,
    request,
    text: `${request.kind} of ${name ?? `resource ${request.resourceId}`}: ${state}${error === null ? "" : `, ${error.message}`}`,
  };
}
