import { bits, bytes, flag, optional, reserved, span, u8, u16, u24 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetDeviceId = defineCommand({
  name: "Get Device ID",
  netFn: NetFn.app,
  cmd: 0x01,
  spec: "IPMI 2.0 section 20.1",
  privilege: "user",
  request: {},
  response: {
    deviceId: u8,
    ...bits(1, { deviceRevision: span(3, 0), reserved6: reserved(6, 4), providesDeviceSdrs: flag(7) }),
    ...bits(1, { firmwareMajor: span(6, 0), updateInProgress: flag(7) }),
    /** BCD, as sent. */
    firmwareMinor: u8,
    /** BCD, least significant digit first: 02h is 2.0, 51h is 1.5. */
    ...bits(1, { ipmiMinor: span(7, 4), ipmiMajor: span(3, 0) }),
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
    manufacturerId: u24,
    productId: u16,
    auxiliaryFirmwareRevision: optional(bytes(4)),
  },
});

export type DeviceId = ResponseOf<typeof GetDeviceId>;
