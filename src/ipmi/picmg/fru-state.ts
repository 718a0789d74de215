/** FRU states and why they change: PICMG 3.0 section 3.2.4. */

export const fruStates = ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"] as const;
/** M0 not installed, M1 inactive, M2 activation request, M3 activation in progress, M4 active, M5 deactivation request, M6 deactivation in progress, M7 communication lost. */
export type FruState = (typeof fruStates)[number];

const causes = {
  0x0: "normal",
  0x1: "commanded-by-shelf-manager",
  0x2: "handle-operated",
  0x3: "programmatic-by-fru",
  0x4: "communication-lost-or-regained",
  0x5: "communication-lost-or-regained-locally",
  0x6: "surprise-extraction",
  0x7: "information-provided",
  0x8: "invalid-hardware-address",
  0x9: "unexpected-deactivation",
  0xa: "surprise-after-power-failure",
} as const;
export type FruStateCause = (typeof causes)[keyof typeof causes] | "unknown";

export function fruStateCause(code: number): FruStateCause {
  return (causes as Readonly<Record<number, FruStateCause>>)[code] ?? "unknown";
}
