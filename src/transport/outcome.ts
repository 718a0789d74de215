import type { RawRequest, RawResponse } from "../ipmi/connection.ts";

/** How one attempt to carry a request ended. */
export type Outcome =
  | { readonly kind: "response"; readonly response: RawResponse }
  /** The controller says nobody listens at the target's address. */
  | { readonly kind: "absent" }
  /** The bus to the target was busy; the request was not delivered. */
  | { readonly kind: "busBusy" }
  /** Somebody else's trouble came before it: it was not done, or may be done twice. */
  | { readonly kind: "again" }
  /** No answer in time; `who` failed to give it, and perhaps somebody on the way said why. */
  | { readonly kind: "silent"; readonly who: "controller" | "target"; readonly reason?: string }
  /** The way to the controller broke while the answer was due. */
  | { readonly kind: "lost" };

export type OnOutcome = (outcome: Outcome) => void;

/**
 * Carries one request and calls back once, perhaps before it returns; ends by itself within the transport's own limit and
 * never throws. `now` is the clock's monotonic time as the caller has just read it. A callback and no promise: one system
 * interface carries thousands of requests in a second, and each promise between it and the caller costs.
 */
export type Exchange = (request: RawRequest, now: number, onOutcome: OnOutcome) => void;
