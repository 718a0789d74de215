import { bits, flag, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSerialModemMux = defineCommand({
  name: "Set Serial/Modem Mux",
  netFn: NetFn.transport,
  cmd: 0x12,
  spec: "IPMI 2.0 section 25.3",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, {
      setting: named(span(3, 0), {
        getStatus: 0,
        requestSystem: 1,
        requestController: 2,
        forceSystem: 3,
        forceController: 4,
        blockToSystem: 5,
        allowToSystem: 6,
        blockToController: 7,
        allowToController: 8,
      }),
      reservedSetting4: reserved(7, 4),
    }),
  },
  response: {
    ...bits(1, {
      setTo: named(span(0, 0), { system: 0, controller: 1 }),
      accepted: flag(1),
      messagingActive: flag(2),
      alertInProgress: flag(3),
      reservedMux4: reserved(5, 4),
      toControllerAllowed: flag(6),
      toSystemAllowed: flag(7),
    }),
  },
});
