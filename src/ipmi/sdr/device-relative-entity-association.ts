import { bits, flag, list, reserved, span, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** Device-relative Entity Association Record, type 09h: IPMI 2.0 section 43.5. */
export const deviceRelativeEntityAssociation = struct("Device-relative Entity Association Record", {
  kind: tag("device-relative-entity-association"),
  containerEntityId: u8,
  containerEntityInstance: u8,
  /** 8-bit slave address. */
  containerAddress: u8,
  ...bits(1, { reservedContainer0: reserved(3, 0), containerChannel: span(7, 4) }),
  ...bits(1, {
    reservedFlags0: reserved(4, 0),
    presenceSensorAlwaysThere: flag(5),
    linked: flag(6),
    /** The four contained entities are two ranges, first to last, instead of a list. */
    ranges: flag(7),
  }),
  /** Entity id 0 = unused. */
  contained: list(
    4,
    struct("contained entity", {
      address: u8,
      ...bits(1, { reservedChannel0: reserved(3, 0), channel: span(7, 4) }),
      entityId: u8,
      entityInstance: u8,
    }),
  ),
  ...bits(3, { reserved27: reserved(23, 0) }),
  ...bits(3, { reserved30: reserved(23, 0) }),
});
export type DeviceRelativeEntityAssociation = ValueOfType<typeof deviceRelativeEntityAssociation>;
