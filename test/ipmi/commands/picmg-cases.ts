import { FruControl } from "../../../src/ipmi/commands/picmg/fru-control.ts";
import { GetAddressInfo } from "../../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetFruActivationPolicy } from "../../../src/ipmi/commands/picmg/get-fru-activation-policy.ts";
import { GetFruLedProperties } from "../../../src/ipmi/commands/picmg/get-fru-led-properties.ts";
import { GetFruLedState } from "../../../src/ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../../src/ipmi/commands/picmg/get-led-color-capabilities.ts";
import { GetPicmgProperties } from "../../../src/ipmi/commands/picmg/get-picmg-properties.ts";
import { GetPortState } from "../../../src/ipmi/commands/picmg/get-port-state.ts";
import { GetPowerLevel } from "../../../src/ipmi/commands/picmg/get-power-level.ts";
import { SetFruActivation } from "../../../src/ipmi/commands/picmg/set-fru-activation.ts";
import { SetFruActivationPolicy } from "../../../src/ipmi/commands/picmg/set-fru-activation-policy.ts";
import { SetFruLedState } from "../../../src/ipmi/commands/picmg/set-fru-led-state.ts";
import { SetPortState } from "../../../src/ipmi/commands/picmg/set-port-state.ts";
import { SetPowerLevel } from "../../../src/ipmi/commands/picmg/set-power-level.ts";
import type { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";

const properties = { extensionMajor: 2, extensionMinor: 3, maximumFruDeviceId: 4, controllerFruDeviceId: 0 };
const link = { channel: 5, interface: "fabric", ports: 3, linkType: 2, linkTypeExtension: 1, groupingId: 7 } as const;

function inShelf(fake: FakeConnection): FakeConnection {
  return fake.answer(GetPicmgProperties, () => properties);
}

export const picmgCases: readonly PeerCase[] = [
  peerCase(GetPicmgProperties, {
    ask: ["ipmitool", "picmg", "properties"],
    response: properties,
    prints: ["PICMG Ext. Version : 2.3", "Max FRU Device ID : 0x04", "FRU Device ID : 0x00"],
  }),
  peerCase(GetAddressInfo, {
    ask: ["ipmitool", "picmg", "addrinfo", "3"],
    request: { fruDeviceId: 3 },
    response: { hardwareAddress: 0x41, ipmbAddress: 0x82, reserved3: 0xff, fruDeviceId: 3, siteNumber: 5, siteType: 0 },
    prints: [
      "Hardware Address : 0x41",
      "IPMB-0 Address : 0x82",
      "FRU ID : 0x03",
      "Site ID : 0x05",
      "Site Type : ATCA board",
    ],
    also: inShelf,
  }),
  ...(
    [
      ["0", "coldReset"],
      ["1", "warmReset"],
      ["2", "gracefulReboot"],
      ["3", "diagnosticInterrupt"],
      ["4", "quiesce"],
    ] as const
  ).map(([number, option]) =>
    peerCase(FruControl, {
      ask: ["ipmitool", "picmg", "frucontrol", "3", number],
      request: { fruDeviceId: 3, option },
      response: {},
      also: inShelf,
    }),
  ),
  peerCase(GetFruLedProperties, {
    ask: ["ipmitool", "picmg", "led", "prop", "3"],
    request: { fruDeviceId: 3 },
    response: { statusLeds: ["blue", "led1", "led3"], applicationLeds: 2 },
    prints: ["General Status LED Properties: 0x b", "App. Specific LED Count: 0x 2"],
    also: inShelf,
  }),
  peerCase(GetLedColorCapabilities, {
    ask: ["ipmitool", "picmg", "led", "cap", "3", "1"],
    request: { fruDeviceId: 3, ledId: 1 },
    response: { colors: ["red", "amber"], localColor: "red", overrideColor: "amber" },
    prints: ["LED Color Capabilities: RED, AMBER", "LOCAL control: RED", "OVERRIDE state: AMBER"],
    also: inShelf,
  }),
  peerCase(SetFruLedState, {
    ask: ["ipmitool", "picmg", "led", "set", "3", "1", "10", "90", "4"],
    request: { fruDeviceId: 3, ledId: 1, function: 10, onDuration: 90, color: "amber" },
    response: {},
    also: inShelf,
  }),
  peerCase(GetFruLedState, {
    ask: ["ipmitool", "picmg", "led", "get", "3", "1"],
    request: { fruDeviceId: 3, ledId: 1 },
    response: {
      localControl: true,
      override: true,
      lampTest: true,
      localFunction: 0x0a,
      localOnDuration: 0x5a,
      localColor: "blue",
      overrideFunction: 0xff,
      overrideOnDuration: 0,
      overrideColor: "green",
      lampTestDuration: 0x14,
    },
    prints: [
      "LED states: 7",
      "Local Control function: a",
      "Local Control On-Duration: 5a",
      "Local Control Color: 1 [BLUE]",
      "Override function: ff",
      "Override Color: 3 [GREEN]",
      "Lamp test duration: 14",
    ],
    also: inShelf,
  }),
  peerCase(SetFruActivationPolicy, {
    ask: ["ipmitool", "picmg", "policy", "set", "3", "3", "2"],
    request: {
      fruDeviceId: 3,
      changeLocked: true,
      changeDeactivationLocked: true,
      locked: false,
      deactivationLocked: true,
    },
    response: {},
    also: inShelf,
  }),
  peerCase(GetFruActivationPolicy, {
    ask: ["ipmitool", "picmg", "policy", "get", "3"],
    request: { fruDeviceId: 3 },
    response: { locked: false, deactivationLocked: true },
    prints: ["activation not locked deactivation locked"],
    also: inShelf,
  }),
  peerCase(SetFruActivation, {
    ask: ["ipmitool", "picmg", "activate", "3"],
    request: { fruDeviceId: 3, activation: "activate" },
    response: {},
    also: inShelf,
  }),
  peerCase(SetFruActivation, {
    ask: ["ipmitool", "picmg", "deactivate", "3"],
    request: { fruDeviceId: 3, activation: "deactivate" },
    response: {},
    also: inShelf,
  }),
  peerCase(SetPortState, {
    ask: ["ipmitool", "picmg", "portstate", "set", "1", "5", "3", "2", "1", "7", "1"],
    request: { link, enabled: true },
    response: {},
    also: inShelf,
  }),
  peerCase(GetPortState, {
    ask: ["ipmitool", "picmg", "portstate", "get", "1", "5"],
    request: { interface: "fabric", channel: 5 },
    response: { links: [{ link, enabled: true }] },
    prints: [
      "Link Grouping ID: 0x07",
      "Link Type Extension: 0x01",
      "Link Type: 0x02",
      "Port Flag: 0x03",
      "Interface: 0x01 - Fabric Interface",
      "Channel Number: 0x05",
      "STATE: enabled",
    ],
    also: inShelf,
  }),
  peerCase(SetPowerLevel, {
    ask: ["ipmitool", "picmg", "power", "set", "3", "2", "1"],
    request: { fruDeviceId: 3, level: 2, desired: "copyToPresent" },
    response: {},
    also: inShelf,
  }),
  peerCase(GetPowerLevel, {
    ask: ["ipmitool", "picmg", "power", "get", "3", "1"],
    request: { fruDeviceId: 3, powerType: "desiredSteadyState" },
    response: { level: 2, dynamic: true, delayToStable: 30, multiplier: 10, draw: [50, 200] },
    prints: [
      "Dynamic Power Configuration: enabled",
      "Actual Power Level: 2",
      "Delay to stable Power: 30",
      "Power Multiplier: 10",
      "Power Draw 1: 50 Power Draw 2: 200",
    ],
    also: inShelf,
  }),
];
