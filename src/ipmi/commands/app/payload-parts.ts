import { bitSet, bits, reserved } from "../../../wire/declare.ts";

/** Payload types a user may use, by number: IPMI 2.0 sections 24.6 and 24.7. */
export const payloadAccess = {
  ...bits(1, { standardPayloads: bitSet(7, 0) }),
  ...bits(1, { reservedStandard8: reserved(7, 0) }),
  /** Bit n = payload type 20h + n. */
  ...bits(1, { oemPayloads: bitSet(7, 0) }),
  ...bits(1, { reservedOem8: reserved(7, 0) }),
};
