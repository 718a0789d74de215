import { bits, reserved, span, struct, tag, u8, unsigned } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";

/** Generic Device Locator Record, type 10h: IPMI 2.0 section 43.7. */
export const genericLocator = struct("Generic Device Locator Record", {
  kind: tag("generic-locator"),
  /** 8-bit slave address of the controller that gives access; 0 = directly on the IPMB. */
  accessAddress: u8,
  ...bits(2, {
    /** 7-bit. */
    slaveAddress: span(7, 1),
    channel: unsigned([0, 0], [15, 13]),
    lun: span(12, 11),
    privateBus: span(10, 8),
  }),
  ...bits(1, { addressSpan: span(2, 0), reservedSpan3: reserved(7, 3) }),
  ...bits(1, { reserved10: reserved(7, 0) }),
  deviceType: u8,
  deviceTypeModifier: u8,
  entityId: u8,
  entityInstance: u8,
  oem: u8,
  id: sdrText,
});
export type GenericLocator = ValueOfType<typeof genericLocator>;
