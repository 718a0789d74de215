/**
 * The contract between IPMI commands and whatever carries them. Implementations live in transport/; the one suite every
 * implementation runs is test/contract/connection.ts.
 */
import type { Cancel } from "../base/clock.ts";

/** Who a request is for. `undefined` target = the controller the connection leads to. */
export interface Target {
  /** IPMB slave address as written in SDRs and address tables (8 bit, even), e.g. 0x82. */
  readonly address: number;
  /** Channel number to bridge through; 0 = primary IPMB. */
  readonly channel: number;
}

/**
 * Urgency of a request (docs/architecture.md, queues). A lower number overtakes a higher one, but no lane starves.
 * safety: watchdog, power-off. discovery: everything that can take minutes.
 */
export const Lane = {
  safety: 0,
  operation: 1,
  event: 2,
  demand: 3,
  polling: 4,
  discovery: 5,
} as const;
export type Lane = (typeof Lane)[keyof typeof Lane];

/** One IPMI request before any framing. */
export interface RawRequest {
  /** Even network function, 0x00-0x3E. */
  readonly netFn: number;
  /** Logical unit, 0-3. */
  readonly lun: number;
  readonly cmd: number;
  /** Data bytes after the command. */
  readonly data: Uint8Array;
  readonly target?: Target | undefined;
}

export interface RequestOptions {
  readonly lane?: Lane | undefined;
  /** Total time for the request including waiting in the queue and retries, milliseconds. Default 5000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One IPMI response: completion code and the data bytes after it. */
export interface RawResponse {
  readonly completionCode: number;
  readonly data: Uint8Array;
}

/** What a connection can do; the suite checks each claim and that what is not claimed is refused. */
export interface Capabilities {
  /** Delivers asynchronous notices (`onAttention`) when the controller has something to fetch. */
  readonly events: boolean;
  /** Requests that may be outstanding at once. 1 = strictly serial. */
  readonly pipelining: number;
  /** Controllers worth asking at once; by default as many as requests may be outstanding. */
  readonly targets?: number;
  /** Reaches other controllers (`RawRequest.target`). */
  readonly bridging: boolean;
  /**
   * Tells a target that is not there (`E_NO_DEVICE`) from one that does not answer (`E_TIMEOUT`). Default true; false
   * where both end in `E_TIMEOUT`.
   */
  readonly tellsAbsence?: boolean;
  /** Carries LUNs other than 0. */
  readonly lun: boolean;
  /** Most data bytes a response can carry after the completion code, direct and bridged. */
  readonly maxResponse: { readonly direct: number; readonly bridged: number };
}

/** Why frames were thrown away, counted for ever. Keys are stable names such as `checksum`, `short`, `unexpected`. */
export type RejectedFrames = Readonly<Record<string, number>>;

export type ConnectionState = "connecting" | "up" | "down" | "closed";

/**
 * A way to one management controller. `request` resolves for every response the controller gives, whatever its
 * completion code. It rejects with DeviceSilentError (`E_TIMEOUT`, `E_LINK_DOWN`, `E_BREAKER_OPEN`), CancelledError,
 * UsageError (`E_NOT_SUPPORTED`: a capability not claimed; `E_BAD_REQUEST`: no IPMI message can carry it) or
 * NotThereError (`E_NO_DEVICE`). Two more DeviceSilentErrors say that nobody was asked: `E_QUEUE_FULL` when more requests
 * wait than the queue holds, `E_NOT_SENT` when its time was up in the queue. The context of `E_TIMEOUT` says who was
 * `silent`, where that is known: the `controller` itself or the `target` behind it.
 */
export interface Connection {
  /** The controller's name in the configuration. */
  readonly name: string;
  /** The kind of transport: `vm`, `ipmitool`, `open`, `lan`, `fake`. */
  readonly kind: string;
  readonly capabilities: Capabilities;
  readonly state: ConnectionState;
  /** Why the connection is not up, for people, where it is known. */
  readonly trouble?: string | undefined;
  readonly rejectedFrames: RejectedFrames;
  request(request: RawRequest, options?: RequestOptions): Promise<RawResponse>;
  /** The controller raised its attention line or sent an event message. Never fires when `capabilities.events` is false. */
  onAttention(listener: () => void): Cancel;
  /**
   * Only where something on the way empties the event message buffer itself, so that Read Event Message Buffer is refused
   * with `E_NOT_SUPPORTED`: each message it held, as the 16 bytes of a SEL record, before `onAttention`.
   */
  onEventMessage?(listener: (record: Uint8Array) => void): Cancel;
  onStateChange(listener: (state: ConnectionState) => void): Cancel;
  /** Ends everything; pending requests reject. Safe to call twice. */
  close(): Promise<void>;
}
