import type { UsmIdentity } from "./user-keys.ts";

/** Where notifications go, and how. */
export interface NotificationTarget {
  /** Unique name, for logs and for what was delivered. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `inform` is repeated until it is acknowledged; SNMPv1 has traps only. */
  readonly kind: "trap" | "inform";
  readonly security: CommunitySecurity | UserSecurity;
  /** Milliseconds to the first repetition of an inform; each further one waits twice as long. */
  readonly timeout: number;
  /** Repetitions before an inform counts as lost. */
  readonly retries: number;
  /** Name of the filter profile it is subject to; without one nothing is filtered. */
  readonly filter?: string | undefined;
}

export interface CommunitySecurity {
  readonly version: "v1" | "v2c";
  readonly community: string;
  /** Who the access control takes the receiver for; the target's own name unless given. */
  readonly securityName?: string | undefined;
}

export interface UserSecurity {
  readonly version: "v3";
  /** For an inform with passwords or master keys: it needs keys of the receiver, whose engine id is found out later. */
  readonly user: UsmIdentity;
}
