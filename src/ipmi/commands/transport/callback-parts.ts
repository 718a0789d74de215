import { bitSet, bits, reserved, span, u8 } from "../../../wire/declare.ts";

/** Whose callback options: IPMI 2.0 sections 25.11 and 25.12. */
export const callbackUser = {
  ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
  ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
};

export const callbackOptions = {
  ...bits(1, { kinds: bitSet(1, 0, { ipmi: 0, cbcp: 1 }), reservedKinds2: reserved(7, 2) }),
  ...bits(1, {
    cbcp: bitSet(3, 0, { none: 0, prespecified: 1, userSpecified: 2, fromList: 3 }),
    reservedCbcp4: reserved(7, 4),
  }),
  /** Destination selectors; Fh = unspecified. */
  destination1: u8,
  destination2: u8,
  destination3: u8,
};
