import { ChassisReset } from "../../../../src/ipmi/commands/chassis/chassis-reset.ts";
import { SetChassisCapabilities } from "../../../../src/ipmi/commands/chassis/set-chassis-capabilities.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const chassisReadBackCases: readonly ReadBackCase[] = [
  readBack(ChassisReset, { request: {}, response: {}, tshark: {} }),
  readBack(SetChassisCapabilities, {
    request: {
      intrusionSensor: false,
      frontPanelLockout: true,
      fruInfoDevice: 32,
      sdrDevice: 34,
      selDevice: 36,
      systemManagementDevice: 38,
      bridgeDevice: 40,
    },
    response: {},
    tshark: {
      request: {
        "ch05.flags.fpl": "1",
        "ch05.fru_info": "0x20",
        "ch05.sdr": "0x22",
        "ch05.sel": "0x24",
        "ch05.sm": "0x26",
        "ch05.bridge": "0x28",
      },
    },
  }),
];
