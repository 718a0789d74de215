import { ChassisControl } from "../../../src/ipmi/commands/chassis/chassis-control.ts";
import { ChassisIdentify } from "../../../src/ipmi/commands/chassis/chassis-identify.ts";
import { GetChassisCapabilities } from "../../../src/ipmi/commands/chassis/get-chassis-capabilities.ts";
import { type ChassisStatus, GetChassisStatus } from "../../../src/ipmi/commands/chassis/get-chassis-status.ts";
import { GetPohCounter } from "../../../src/ipmi/commands/chassis/get-poh-counter.ts";
import { GetSystemBootOptions } from "../../../src/ipmi/commands/chassis/get-system-boot-options.ts";
import { GetSystemRestartCause } from "../../../src/ipmi/commands/chassis/get-system-restart-cause.ts";
import { SetFrontPanelEnables } from "../../../src/ipmi/commands/chassis/set-front-panel-enables.ts";
import { SetPowerCycleInterval } from "../../../src/ipmi/commands/chassis/set-power-cycle-interval.ts";
import { SetPowerRestorePolicy } from "../../../src/ipmi/commands/chassis/set-power-restore-policy.ts";
import { SetSystemBootOptions } from "../../../src/ipmi/commands/chassis/set-system-boot-options.ts";
import { fromHex } from "../capture.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";

const quiet: ChassisStatus = {
  powerOn: true,
  powerOverload: false,
  powerInterlock: false,
  powerFault: false,
  powerControlFault: false,
  powerRestorePolicy: "restores",
  lastEventAcFailed: false,
  lastEventOverload: false,
  lastEventInterlock: false,
  lastEventFault: false,
  lastPowerUpByCommand: false,
  intrusion: false,
  frontPanelLockout: false,
  driveFault: false,
  coolingFault: false,
  identify: "off",
  identifySupported: false,
  disabledButtons: [],
  disableableButtons: ["powerOff", "reset", "diagnosticInterrupt", "standby"],
};

export const chassisCases: readonly PeerCase[] = [
  peerCase(GetChassisCapabilities, {
    ask: ["ipmi-chassis", "--get-chassis-capabilities"],
    response: {
      intrusionSensor: false,
      frontPanelLockout: true,
      diagnosticInterrupt: true,
      powerInterlock: false,
      fruInfoDevice: 0x20,
      sdrDevice: 0x22,
      selDevice: 0x24,
      systemManagementDevice: 0x26,
      bridgeDevice: 0x28,
    },
    prints: [
      "Intrusion sensor : not provided",
      "Front Panel Lockout : provided",
      "Diagnostic Interrupt : provided",
      "Power interlock : not provided",
      "FRU Info Device Address : 20h",
      "SDR Device Address : 22h",
      "SEL Device Address : 24h",
      "Sys Mgmt Device Address : 26h",
      "Bridge Device Address : 28h",
    ],
  }),
  peerCase(GetChassisStatus, {
    ask: ["ipmitool", "chassis", "status"],
    response: {
      powerOn: true,
      powerOverload: false,
      powerInterlock: true,
      powerFault: false,
      powerControlFault: true,
      powerRestorePolicy: "restores",
      lastEventAcFailed: true,
      lastEventOverload: false,
      lastEventInterlock: false,
      lastEventFault: false,
      lastPowerUpByCommand: false,
      intrusion: true,
      frontPanelLockout: false,
      driveFault: true,
      coolingFault: false,
      identify: "timed",
      identifySupported: true,
      disabledButtons: ["reset"],
      disableableButtons: ["powerOff", "standby"],
    },
    prints: [
      "System Power : on",
      "Power Overload : false",
      "Power Interlock : active",
      "Main Power Fault : false",
      "Power Control Fault : true",
      "Power Restore Policy : previous",
      "Last Power Event : ac-failed",
      "Chassis Intrusion : active",
      "Front-Panel Lockout : inactive",
      "Drive Fault : true",
      "Cooling/Fan Fault : false",
      "Sleep Button Disable : allowed",
      "Diag Button Disable : not allowed",
      "Reset Button Disable : not allowed",
      "Power Button Disable : allowed",
      "Sleep Button Disabled: false",
      "Diag Button Disabled : false",
      "Reset Button Disabled: true",
      "Power Button Disabled: false",
    ],
  }),
  ...(
    [
      ["off", "powerDown"],
      ["on", "powerUp"],
      ["cycle", "powerCycle"],
      ["reset", "hardReset"],
      ["diag", "diagnosticInterrupt"],
      ["soft", "softShutdown"],
    ] as const
  ).map(([verb, action]) =>
    peerCase(ChassisControl, { ask: ["ipmitool", "chassis", "power", verb], request: { action }, response: {} }),
  ),
  peerCase(ChassisIdentify, {
    ask: ["ipmitool", "chassis", "identify", "7"],
    request: { interval: 7 },
    response: {},
    prints: ["Chassis identify interval: 7 seconds"],
  }),
  peerCase(SetPowerRestorePolicy, {
    ask: ["ipmitool", "chassis", "policy", "previous"],
    request: { policy: "restores" },
    response: { supported: ["staysOff", "restores", "powersUp"] },
    prints: ["Set chassis power restore policy to previous"],
  }),
  peerCase(SetPowerRestorePolicy, {
    ask: ["ipmitool", "chassis", "policy", "list"],
    request: { policy: "noChange" },
    response: { supported: ["staysOff", "powersUp"] },
    prints: ["Supported chassis power policy: always-off always-on"],
  }),
  peerCase(GetSystemRestartCause, {
    ask: ["ipmitool", "chassis", "restart_cause"],
    response: { cause: "watchdog", channel: 0 },
    prints: ["System restart cause: watchdog expired"],
  }),
  peerCase(SetSystemBootOptions, {
    ask: ["ipmitool", "chassis", "bootparam", "set", "bootflag", "force_disk"],
    request: { parameter: 0, markInvalid: false, data: Uint8Array.of(0) },
    response: {},
  }),
  peerCase(GetSystemBootOptions, {
    ask: ["ipmitool", "chassis", "bootparam", "get", "5"],
    request: { parameter: 5, set: 0, block: 0 },
    response: { version: 1, parameter: 5, invalid: true, data: fromHex("c0 08 00 00 00") },
    prints: [
      "Boot parameter version: 1",
      "Boot parameter 5 is invalid/locked",
      "Options apply to all future boots",
      "Boot Device Selector : Force Boot from default Hard-Drive",
    ],
  }),
  peerCase(SetFrontPanelEnables, {
    ask: ["ipmi-chassis-config", "--commit", "--key-pair=Chassis_Front_Panel_Buttons:Enable_Reset_Button=No"],
    request: { disabledButtons: ["reset"] },
    response: {},
    also: (fake) => fake.answer(GetChassisStatus, () => quiet),
  }),
  peerCase(SetPowerCycleInterval, {
    ask: ["ipmi-chassis", "--set-power-cycle-interval=7"],
    request: { interval: 7 },
    response: {},
  }),
  peerCase(GetPohCounter, {
    ask: ["ipmitool", "chassis", "poh"],
    response: { minutesPerCount: 60, count: 50 },
    prints: ["POH Counter : 2 days, 2 hours"],
  }),
];
