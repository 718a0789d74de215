import type { HotSwapCause, HotSwapState } from "./hot-swap.ts";
import type { OperationRequest } from "./operation.ts";
import type { Severity } from "./severity.ts";

/** When something happened, and how sure we are. Order is by sequence alone. */
export interface EventTime {
  /** When the agent learned of it, milliseconds since the epoch. */
  readonly received: number;
  /** The device's own time stamp, milliseconds since the epoch as the device counts; null when it gave none. */
  readonly device: number | null;
  /** True when the device's clock is known to be set. */
  readonly trusted: boolean;
}

/** Where an event came from. */
export type EventOrigin = "event-message" | "sel" | "polling" | "discovery" | "kernel" | "agent" | "operator";

interface EventBase {
  readonly severity: Severity;
  readonly time: EventTime;
  readonly origin: EventOrigin;
  /** Resource it is about; null for the domain. */
  readonly resourceId: number | null;
  /** One sentence for people. */
  readonly text: string;
  /** The device's record as hexadecimal text, when there is one. */
  readonly raw?: string | undefined;
}

export interface SensorEvent extends EventBase {
  readonly type: "sensor";
  /** Null when the device named a sensor that has no RDR. */
  readonly sensorId: number | null;
  readonly sensorNumber: number;
  readonly sensorName: string;
  readonly sensorType: string;
  readonly assertion: boolean;
  /** State name as in the RDR. */
  readonly state: string;
  readonly reading?: number | undefined;
  readonly threshold?: number | undefined;
}

export interface HotSwapEvent extends EventBase {
  readonly type: "hot-swap";
  readonly state: HotSwapState;
  readonly previousState: HotSwapState | null;
  readonly cause: HotSwapCause;
  readonly native: string | null;
}

export interface ResourceEvent extends EventBase {
  readonly type: "resource";
  readonly change: "added" | "updated" | "removed" | "failed" | "restored" | "conflict";
}

export interface DomainEvent extends EventBase {
  readonly type: "domain";
  /** `agent-started`, `alarm`, `alarm-cleared`, `alarm-acknowledged`. */
  readonly what: string;
  /** For alarms of the agent itself: which one. */
  readonly subject?: string | undefined;
  /** For the acknowledgement of an alarm: which one, and the state that counts as ended by it. */
  readonly acknowledged?:
    | {
        readonly condition: string;
        /** Sequence number of the event that raised it. */
        readonly sequence: number;
        readonly ended?: { readonly sensorId: number; readonly state: string } | undefined;
      }
    | undefined;
}

export interface OperationEvent extends EventBase {
  readonly type: "operation";
  readonly operationId: string;
  readonly kind: string;
  readonly state: string;
  readonly principal: string;
  /** Name of the resource when it was asked for: after a restart its hardware is yet to be found. */
  readonly resourceTag?: string | undefined;
  /** What the door that asked calls it, so that it can be told also after a restart. */
  readonly reference?: string | undefined;
  /** What was asked for, so that a restart can look whether it came about. */
  readonly request?: OperationRequest | undefined;
}

/** A record we cannot interpret; nothing is lost. */
export interface OemEvent extends EventBase {
  readonly type: "oem";
  readonly data: string;
}

export type HpiEvent = SensorEvent | HotSwapEvent | ResourceEvent | DomainEvent | OperationEvent | OemEvent;

/** An event with its place in the log. `epoch` names the log, `sequence` the entry. */
export type LoggedEvent = HpiEvent & {
  readonly epoch: string;
  readonly sequence: number;
  /** Set when the log could not be written: the event is in memory only. */
  readonly volatile?: true | undefined;
};

/** How far a source has read; stored in the same transaction as the event. */
export interface SourceCursor {
  readonly source: string;
  readonly value: string;
}
