/** Bytes that Clear SEL and Clear SDR Repository share: IPMI 2.0 sections 31.9 and 33.16. */
import { bits, bytes, named, reserved, span, u8, u16 } from "../../../wire/declare.ts";

/** "CLR". */
export const clearConfirmation = Uint8Array.of(0x43, 0x4c, 0x52);

export const clearRequest = {
  reservationId: u16,
  /** `clearConfirmation`. */
  confirmation: bytes(3),
  operation: named(u8, { getStatus: 0x00, initiate: 0xaa }),
};

export const clearResponse = bits(1, {
  progress: named(span(3, 0), { inProgress: 0, completed: 1 }),
  reserved4: reserved(7, 4),
});
