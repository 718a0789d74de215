/** The HPI hot-swap states. Source: SAI-HPI-B.03.02 section 7 (SaHpiHsStateT). */
export const hotSwapStates = ["NotPresent", "Inactive", "InsertionPending", "Active", "ExtractionPending"] as const;
export type HotSwapState = (typeof hotSwapStates)[number];

/** Why a hot-swap state changed. Source: SaHpiHsCauseOfStateChangeT, PICMG 3.0 table 3-22. */
export const hotSwapCauses = [
  "auto-policy",
  "external-software",
  "software-command",
  "operator-latch",
  "removal",
  "insertion",
  "surprise-extraction",
  "communication-lost",
  "communication-failure",
  "user-update",
  "unexpected-deactivation",
  "unknown",
] as const;
export type HotSwapCause = (typeof hotSwapCauses)[number];
