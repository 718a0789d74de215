import type { HotSwapCause, HotSwapState } from "../hpi/hot-swap.ts";

/** Sensor type of the FRU hot-swap sensor: PICMG 3.0 section 3.2.4.3. */
export const HOT_SWAP_SENSOR_TYPE = 0xf0;

/** FRU states M0 to M7 by number: PICMG 3.0 table 3-15. M7 says only that nobody can tell; the state before holds. */
const states: readonly (HotSwapState | null)[] = [
  "NotPresent",
  "Inactive",
  "InsertionPending",
  "InsertionPending",
  "Active",
  "ExtractionPending",
  "ExtractionPending",
  null,
];

export const COMMUNICATION_LOST = 7;

/** HPI state of an M-state; null for M7 and numbers that are none. */
export function hotSwapStateOf(mState: number): HotSwapState | null {
  return states[mState] ?? null;
}

export function nativeHotSwap(mState: number): string {
  return `M${mState}`;
}

/** Causes by code: PICMG 3.0 table 3-20. */
const causes: readonly HotSwapCause[] = [
  "auto-policy", // normal state change
  "external-software", // commanded by the shelf manager
  "operator-latch", // handle switch changed
  "software-command", // FRU programmatic action
  "communication-lost",
  "communication-failure", // lost, locally detected
  "surprise-extraction",
  "user-update", // provided information
  "unknown", // invalid hardware address
  "unexpected-deactivation",
];

/** Cause of a state change by its code; `unknown` for 15 and codes the standard does not name. */
export function hotSwapCauseOf(code: number): HotSwapCause {
  return causes[code] ?? "unknown";
}
