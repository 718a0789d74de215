import { bitSet, bits, flag, reserved, span, u8, u24 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelAuthenticationCapabilities = defineCommand({
  name: "Get Channel Authentication Capabilities",
  netFn: NetFn.app,
  cmd: 0x38,
  spec: "IPMI 2.0 section 22.13",
  privilege: "callback",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(6, 4), extendedData: flag(7) }),
    ...bits(1, { privilege: span(3, 0), reservedPrivilege4: reserved(7, 4) }),
  },
  response: {
    channel: u8,
    ...bits(1, {
      authenticationTypes: bitSet(5, 0, { none: 0, md2: 1, md5: 2, password: 4, oem: 5 }),
      reservedTypes6: reserved(6, 6),
      extendedData: flag(7),
    }),
    ...bits(1, {
      anonymousLogin: flag(0),
      nullUserNames: flag(1),
      namedUsers: flag(2),
      userLevelAuthenticationOff: flag(3),
      perMessageAuthenticationOff: flag(4),
      twoKeyLogin: flag(5),
      reservedStatus6: reserved(7, 6),
    }),
    ...bits(1, { ipmi15: flag(0), ipmi20: flag(1), reservedVersions2: reserved(7, 2) }),
    oemId: u24,
    oemData: u8,
  },
});
