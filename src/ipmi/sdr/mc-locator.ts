import { bits, flag, named, reserved, span, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";

/** Management Controller Device Locator Record, type 12h: IPMI 2.0 section 43.9. */
export const mcLocator = struct("Management Controller Device Locator Record", {
  kind: tag("mc-locator"),
  /** 8-bit slave address. */
  address: u8,
  ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
  ...bits(1, {
    eventGeneration: named(span(1, 0), { enable: 0, disable: 1, doNotInitialize: 2 }),
    logInitializationErrors: flag(2),
    controllerLogsInitializationErrors: flag(3),
    reservedPower4: reserved(4, 4),
    static: flag(5),
    devicePowerNotification: flag(6),
    systemPowerNotification: flag(7),
  }),
  ...bits(1, {
    sensorDevice: flag(0),
    sdrRepositoryDevice: flag(1),
    selDevice: flag(2),
    fruInventoryDevice: flag(3),
    ipmbEventReceiver: flag(4),
    ipmbEventGenerator: flag(5),
    bridge: flag(6),
    chassisDevice: flag(7),
  }),
  ...bits(3, { reserved10: reserved(23, 0) }),
  entityId: u8,
  entityInstance: u8,
  oem: u8,
  id: sdrText,
});
export type McLocator = ValueOfType<typeof mcLocator>;
