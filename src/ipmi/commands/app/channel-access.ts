import { bits, flag, named, reserved, span } from "../../../wire/declare.ts";

/** IPMI 2.0 sections 22.22 and 22.23. */
export const channelAccess = bits(1, {
  accessMode: named(span(2, 0), { disabled: 0, preBootOnly: 1, alwaysAvailable: 2, shared: 3 }),
  userLevelAuthenticationOff: flag(3),
  perMessageAuthenticationOff: flag(4),
  pefAlertingOff: flag(5),
  reservedAccess6: reserved(7, 6),
});
