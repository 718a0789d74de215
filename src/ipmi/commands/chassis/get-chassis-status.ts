import { bitSet, bits, flag, named, optionalBits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

const buttons = { powerOff: 0, reset: 1, diagnosticInterrupt: 2, standby: 3 } as const;

export const GetChassisStatus = defineCommand({
  name: "Get Chassis Status",
  netFn: NetFn.chassis,
  cmd: 0x01,
  spec: "IPMI 2.0 section 28.2",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, {
      powerOn: flag(0),
      powerOverload: flag(1),
      powerInterlock: flag(2),
      powerFault: flag(3),
      powerControlFault: flag(4),
      powerRestorePolicy: named(span(6, 5), { staysOff: 0, restores: 1, powersUp: 2, unknown: 3 }),
      reservedPower7: reserved(7, 7),
    }),
    ...bits(1, {
      lastEventAcFailed: flag(0),
      lastEventOverload: flag(1),
      lastEventInterlock: flag(2),
      lastEventFault: flag(3),
      lastPowerUpByCommand: flag(4),
      reservedEvent5: reserved(7, 5),
    }),
    ...bits(1, {
      intrusion: flag(0),
      frontPanelLockout: flag(1),
      driveFault: flag(2),
      coolingFault: flag(3),
      identify: named(span(5, 4), { off: 0, timed: 1, indefinite: 2 }),
      identifySupported: flag(6),
      reservedMisc7: reserved(7, 7),
    }),
    ...optionalBits(1, {
      disabledButtons: bitSet(3, 0, buttons),
      disableableButtons: bitSet(7, 4, buttons),
    }),
  },
});

export type ChassisStatus = ResponseOf<typeof GetChassisStatus>;
