import type { HotSwapCause, HotSwapState } from "../hpi/hot-swap.ts";
import type { FruState, FruStateCause } from "../ipmi/picmg/fru-state.ts";
import type { HotSwapEvent } from "../ipmi/picmg/hot-swap-event.ts";

/** HPI states of M0 to M7. M7 says only that nobody can tell; the state before holds. */
const states: Readonly<Record<FruState, HotSwapState | null>> = {
  m0: "NotPresent",
  m1: "Inactive",
  m2: "InsertionPending",
  m3: "InsertionPending",
  m4: "Active",
  m5: "ExtractionPending",
  m6: "ExtractionPending",
  m7: null,
};

/** Null for M7. */
export function hotSwapStateOf(state: FruState): HotSwapState | null {
  return states[state];
}

/** `M4` as people write it. */
export function nativeHotSwap(state: FruState): string {
  return state.toUpperCase();
}

const causes: Readonly<Record<FruStateCause, HotSwapCause>> = {
  normal: "auto-policy",
  "commanded-by-shelf-manager": "external-software",
  "handle-operated": "operator-latch",
  "programmatic-by-fru": "software-command",
  "communication-lost-or-regained": "communication-lost",
  "communication-lost-or-regained-locally": "communication-failure",
  "surprise-extraction": "surprise-extraction",
  "information-provided": "user-update",
  "invalid-hardware-address": "unknown",
  "unexpected-deactivation": "unexpected-deactivation",
  "surprise-after-power-failure": "surprise-extraction",
  unknown: "unknown",
};

/**
 * HPI's word for why a FRU changed its state. To be put in or taken out is as normal to a FRU as any other step, but no
 * policy does it.
 */
export function hotSwapCauseOf({ cause, current, previous }: HotSwapEvent): HotSwapCause {
  if (cause !== "normal") return causes[cause];
  if (current === "m0") return "removal";
  return previous === "m0" ? "insertion" : causes.normal;
}
