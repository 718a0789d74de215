import type { SecurityLevel } from "./v3-message.ts";
import type { View } from "./view.ts";

/** Who asks, as the security model vouches for it (RFC 3411 section 3.2). */
export interface Requester {
  /** 1 for SNMPv1, 2 for SNMPv2c, 3 for USM. */
  readonly model: 1 | 2 | 3;
  readonly securityName: string;
  readonly level: SecurityLevel;
  readonly context: string;
  /** Address it asks from; nothing is decided by it. */
  readonly source?: string;
}

/** The access control of an engine: which view a requester has; undefined refuses it (authorizationError). */
export interface AccessControl {
  view(requester: Requester, purpose: "read" | "write" | "notify"): View | undefined;
}
