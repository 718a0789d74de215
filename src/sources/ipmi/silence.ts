import { DeviceSilentError } from "../../base/errors.ts";
import type { Target } from "../../ipmi/connection.ts";

/** Nobody was asked: IPMI connections say so, see `Connection`. */
const UNASKED = ["E_NOT_SENT", "E_QUEUE_FULL"];

/** Whether a request that failed speaks against the controller it was for, and not against the way to it. */
export function isOwnSilence(error: DeviceSilentError, { target }: { readonly target: Target | undefined }): boolean {
  if (UNASKED.includes(error.code)) return false;
  return target === undefined || error.context["silent"] !== "controller";
}

/** One request whose answer is late or lost, or that had to wait too long, may do better the next time. */
export function isLate(error: unknown): boolean {
  return error instanceof DeviceSilentError && (error.code === "E_TIMEOUT" || error.code === "E_NOT_SENT");
}
