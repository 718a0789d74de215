/** SEL time stamps: IPMI 2.0 section 37. */

export type SelTime =
  | { readonly kind: "unspecified" }
  /** Seconds since the controller started: its clock was not set. */
  | { readonly kind: "since-start"; readonly seconds: number }
  /** Milliseconds since the Unix epoch, in the time zone the controller keeps (normally UTC). */
  | { readonly kind: "wall"; readonly wall: number };

const lastSinceStart = 0x20000000;

export function selTime(timestamp: number): SelTime {
  if (timestamp === 0xffffffff) return { kind: "unspecified" };
  if (timestamp <= lastSinceStart) return { kind: "since-start", seconds: timestamp };
  return { kind: "wall", wall: timestamp * 1000 };
}
