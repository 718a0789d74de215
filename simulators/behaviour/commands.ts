/** Commands that the simulated machines answer and the agent never sends. */

import { defineCommand } from "../../src/ipmi/command.ts";
import { Group, NetFn } from "../../src/ipmi/net-fn.ts";
import { bytes, optional, u8 } from "../../src/wire/declare.ts";

const picmg = { netFn: NetFn.groupExtension, group: Group.picmg } as const;

export const GetShelfAddressInfo = defineCommand({
  ...picmg,
  name: "Get Shelf Address Info",
  cmd: 0x02,
  spec: "PICMG 3.0 command 02h",
  privilege: "user",
  request: {},
  response: { typeLength: u8, address: bytes(20) },
});

export const SetShelfAddressInfo = defineCommand({
  ...picmg,
  name: "Set Shelf Address Info",
  cmd: 0x03,
  spec: "PICMG 3.0 command 03h",
  privilege: "administrator",
  request: { typeLength: u8, address: bytes(20) },
  response: {},
});

export const SetIpmbState = defineCommand({
  ...picmg,
  name: "Set IPMB State",
  cmd: 0x09,
  spec: "PICMG 3.0 command 09h",
  privilege: "administrator",
  request: {
    /** FFh = leave as it is; bit 0: 0 = isolated, 1 = under local control. */
    busA: u8,
    busB: u8,
  },
  response: {},
});

export const ComputePowerProperties = defineCommand({
  ...picmg,
  name: "Compute Power Properties",
  cmd: 0x10,
  spec: "PICMG 3.0 command 10h",
  privilege: "operator",
  request: { fruDeviceId: u8 },
  response: {
    slots: u8,
    controllerLocation: u8,
  },
});

export const RenegotiatePower = defineCommand({
  ...picmg,
  name: "Renegotiate Power",
  cmd: 0x13,
  spec: "PICMG 3.0 command 13h",
  privilege: "operator",
  request: { fruDeviceId: optional(u8) },
  response: {},
});

export const GetShelfManagerIpmbAddress = defineCommand({
  ...picmg,
  name: "Get Shelf Manager IPMB Address",
  cmd: 0x1b,
  spec: "PICMG 3.0 command 1Bh",
  privilege: "user",
  request: {},
  response: {
    active: u8,
    /** FFh = none. */
    backup: u8,
  },
});
