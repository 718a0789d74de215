/**
 * The error families of the agent. The class says whose fault it is, the code says what happened; every code is listed
 * in docs/errors.md.
 */

/** Structured facts that go with an error into logs and replies. Never put a secret here. */
export type ErrorContext = Readonly<Record<string, unknown>>;

/** Base of every error this project throws on purpose. */
export class AgentError extends Error {
  /** Stable machine-readable code, e.g. `E_COMPLETION`. */
  readonly code: string;
  readonly context: ErrorContext;

  constructor(code: string, message: string, context: ErrorContext = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.context = context;
  }
}

/** Our bug: an invariant of this program does not hold. */
export class InternalError extends AgentError {}

/** Caller's mistake: bad input, bad configuration, bad argument. The message names what and where. */
export class UsageError extends AgentError {}

/** Bytes that do not form what they claim to be. The only error a decoder may throw. */
export class WireError extends AgentError {}

/** The device answered and said no. */
export class DeviceRefusedError extends AgentError {}

/** The device did not answer in time, or the way to it is broken. */
export class DeviceSilentError extends AgentError {}

/** The thing asked for is not there: no such resource, device file, record. */
export class NotThereError extends AgentError {}

/** The caller gave up: an AbortSignal fired. */
export class CancelledError extends AgentError {
  constructor(what: string) {
    super("E_CANCELLED", `${what} was cancelled`);
  }
}

/** The message of anything thrown, for logs and replies. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
