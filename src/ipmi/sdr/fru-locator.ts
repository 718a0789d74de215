import { bits, flag, reserved, span, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";

/** FRU Device Locator Record, type 11h: IPMI 2.0 section 43.8. */
export const fruLocator = struct("FRU Device Locator Record", {
  kind: tag("fru-locator"),
  /** 8-bit slave address of the controller that gives access; 0 = directly on the IPMB. */
  accessAddress: u8,
  /** FRU device id of a logical FRU device, slave address of a physical one. */
  deviceId: u8,
  ...bits(1, { privateBus: span(2, 0), lun: span(4, 3), reservedLun5: reserved(6, 5), logical: flag(7) }),
  ...bits(1, { reservedChannel0: reserved(3, 0), channel: span(7, 4) }),
  ...bits(1, { reserved10: reserved(7, 0) }),
  deviceType: u8,
  deviceTypeModifier: u8,
  /** Entity the FRU describes. */
  entityId: u8,
  entityInstance: u8,
  oem: u8,
  id: sdrText,
});
export type FruLocator = ValueOfType<typeof fruLocator>;
