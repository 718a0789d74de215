import { bits, bytes, reserved, span, struct, tag, u8, u16, u24 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** Management Controller Confirmation Record, type 13h: IPMI 2.0 section 43.10. */
export const mcConfirmation = struct("Management Controller Confirmation Record", {
  kind: tag("mc-confirmation"),
  /** 8-bit slave address. */
  address: u8,
  deviceId: u8,
  ...bits(1, { deviceRevision: span(3, 0), channel: span(7, 4) }),
  ...bits(1, { firmwareMajor: span(6, 0), reservedFirmware7: reserved(7, 7) }),
  /** BCD, as sent. */
  firmwareMinor: u8,
  ...bits(1, { ipmiMinor: span(7, 4), ipmiMajor: span(3, 0) }),
  manufacturerId: u24,
  productId: u16,
  guid: bytes(16),
});
export type McConfirmation = ValueOfType<typeof mcConfirmation>;
