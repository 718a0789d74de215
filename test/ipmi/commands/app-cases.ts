import { ColdReset } from "../../../src/ipmi/commands/app/cold-reset.ts";
import { GetAcpiPowerState } from "../../../src/ipmi/commands/app/get-acpi-power-state.ts";
import { GetBmcGlobalEnables } from "../../../src/ipmi/commands/app/get-bmc-global-enables.ts";
import { GetChannelAccess } from "../../../src/ipmi/commands/app/get-channel-access.ts";
import { GetChannelAuthenticationCapabilities } from "../../../src/ipmi/commands/app/get-channel-authentication-capabilities.ts";
import { GetChannelCipherSuites } from "../../../src/ipmi/commands/app/get-channel-cipher-suites.ts";
import { GetChannelInfo } from "../../../src/ipmi/commands/app/get-channel-info.ts";
import { GetDeviceGuid } from "../../../src/ipmi/commands/app/get-device-guid.ts";
import { GetDeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";
import { GetSelfTestResults } from "../../../src/ipmi/commands/app/get-self-test-results.ts";
import { GetSessionInfo } from "../../../src/ipmi/commands/app/get-session-info.ts";
import { GetSystemGuid } from "../../../src/ipmi/commands/app/get-system-guid.ts";
import { GetSystemInfoParameters } from "../../../src/ipmi/commands/app/get-system-info-parameters.ts";
import { GetUserAccess } from "../../../src/ipmi/commands/app/get-user-access.ts";
import { GetUserName } from "../../../src/ipmi/commands/app/get-user-name.ts";
import { GetWatchdogTimer } from "../../../src/ipmi/commands/app/get-watchdog-timer.ts";
import { MasterWriteRead } from "../../../src/ipmi/commands/app/master-write-read.ts";
import { ResetWatchdogTimer } from "../../../src/ipmi/commands/app/reset-watchdog-timer.ts";
import { SetAcpiPowerState } from "../../../src/ipmi/commands/app/set-acpi-power-state.ts";
import { SetSystemInfoParameters } from "../../../src/ipmi/commands/app/set-system-info-parameters.ts";
import { SetUserAccess } from "../../../src/ipmi/commands/app/set-user-access.ts";
import { SetUserName } from "../../../src/ipmi/commands/app/set-user-name.ts";
import { SetUserPassword } from "../../../src/ipmi/commands/app/set-user-password.ts";
import { SetWatchdogTimer } from "../../../src/ipmi/commands/app/set-watchdog-timer.ts";
import { WarmReset } from "../../../src/ipmi/commands/app/warm-reset.ts";
import { fromHex } from "../capture.ts";
import { deviceId } from "./device-id.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";

const access = {
  accessMode: "alwaysAvailable",
  userLevelAuthenticationOff: false,
  perMessageAuthenticationOff: false,
  pefAlertingOff: true,
} as const;
const lanChannel = {
  channel: 1,
  medium: 4,
  protocol: 1,
  activeSessions: 3,
  sessions: "multiple",
  vendorId: 7154,
  auxiliary: new Uint8Array(2),
} as const;
const guid = fromHex("0104f002 079a 0200 05b2 39ffaf04ccfa");
const name = new Uint8Array(16);
name.set([0x62, 0x6f, 0x62]);
const userAccess = {
  maximumUsers: 2,
  enabledUsers: 1,
  status: "enabled",
  fixedNames: 1,
  privilegeLimit: 4,
  ipmiMessaging: true,
  linkAuthentication: false,
  callbackOnly: false,
} as const;

const watchdog = {
  use: "smsOs",
  running: true,
  dontLog: false,
  action: "powerCycle",
  preTimeoutInterrupt: "nmi",
  preTimeoutInterval: 15,
  expired: ["osLoad"],
  initialCountdown: 3000,
  presentCountdown: 2999,
} as const;

export const appCases: readonly PeerCase[] = [
  peerCase(GetDeviceId, {
    ask: ["ipmitool", "mc", "info"],
    response: { ...deviceId, auxiliaryFirmwareRevision: Uint8Array.of(2, 0x90, 0x37, 0xfa) },
    prints: [
      "Device ID : 1",
      "Device Revision : 4",
      "Firmware Revision : 5.12",
      "IPMI Version : 2.0",
      "Manufacturer ID : 12634",
      "Product ID : 3842 (0x0f02)",
      "Device Available : yes",
      "Provides Device SDRs : no",
      "Sensor Device SDR Repository Device SEL Device FRU Inventory Device IPMB Event Receiver Chassis Device",
      "0x02 0x90 0x37 0xfa",
    ],
  }),
  peerCase(ColdReset, {
    ask: ["ipmitool", "mc", "reset", "cold"],
    response: {},
    prints: ["Sent cold reset command to MC"],
  }),
  peerCase(WarmReset, {
    ask: ["ipmitool", "mc", "reset", "warm"],
    response: {},
    prints: ["Sent warm reset command to MC"],
  }),
  peerCase(GetSelfTestResults, {
    ask: ["bmc-device", "--get-self-test-results"],
    response: { result: "corrupted", detail: 0x40 },
    prints: ["Corrupted or inaccessible data or devices", "Cannot access SDR Repository"],
  }),
  peerCase(SetAcpiPowerState, {
    ask: [
      "bmc-device",
      "--set-acpi-power-state",
      "--set-acpi-system-power-state=S4",
      "--set-acpi-device-power-state=D1",
    ],
    request: { setSystem: true, systemState: 4, setDevice: true, deviceState: 1 },
    response: {},
  }),
  peerCase(GetAcpiPowerState, {
    ask: ["bmc-device", "--get-acpi-power-state"],
    response: { systemState: 4, deviceState: 1 },
    prints: ["System Power State : S4", "Device Power State : D1"],
  }),
  peerCase(GetDeviceGuid, {
    ask: ["bmc-info", "--get-device-guid"],
    response: { guid },
    prints: ["facc04af-ff39-b205-0002-9a0702f00401"],
  }),
  peerCase(GetSystemGuid, {
    ask: ["bmc-info", "--get-system-guid"],
    response: { guid },
    prints: ["facc04af-ff39-b205-0002-9a0702f00401"],
  }),
  peerCase(ResetWatchdogTimer, {
    ask: ["ipmitool", "mc", "watchdog", "reset"],
    response: {},
    prints: ["countdown restarted"],
  }),
  peerCase(SetWatchdogTimer, {
    ask: [
      "ipmitool",
      "mc",
      "watchdog",
      "set",
      "timeout=20",
      "pretimeout=5",
      "int=nmi",
      "use=osload",
      "clear=post",
      "action=cycle",
      "nolog",
    ],
    request: {
      use: "osLoad",
      keepRunning: false,
      dontLog: true,
      action: "powerCycle",
      preTimeoutInterrupt: "nmi",
      preTimeoutInterval: 5,
      clearExpired: ["biosPost"],
      initialCountdown: 200,
    },
    response: {},
    also: (fake) => fake.answer(GetWatchdogTimer, () => watchdog),
  }),
  peerCase(GetWatchdogTimer, {
    ask: ["ipmitool", "mc", "watchdog", "get"],
    response: watchdog,
    prints: [
      "Watchdog Timer Use: SMS/OS (0x44)",
      "Watchdog Timer Is: Started/Running",
      "Watchdog Timer Logging: On",
      "Watchdog Timer Action: Power Cycle (0x23)",
      "Pre-timeout interrupt: NMI",
      "Pre-timeout interval: 15 seconds",
      "* OS Load",
      "Initial Countdown: 300.0 sec",
      "Present Countdown: 299.9 sec",
    ],
  }),
  peerCase(GetBmcGlobalEnables, {
    ask: ["ipmitool", "mc", "getenables"],
    response: {
      receiveQueueInterrupt: true,
      eventBufferInterrupt: false,
      eventBuffer: true,
      systemEventLog: false,
      oem0: false,
      oem1: true,
      oem2: false,
    },
    prints: [
      "Receive Message Queue Interrupt : enabled",
      "Event Message Buffer Full Interrupt : disabled",
      "Event Message Buffer : enabled",
      "System Event Logging : disabled",
      "OEM 0 : disabled",
      "OEM 1 : enabled",
    ],
  }),
  peerCase(GetChannelAuthenticationCapabilities, {
    ask: ["ipmitool", "channel", "authcap", "1", "4"],
    request: { channel: 1, privilege: 4, extendedData: true },
    response: {
      channel: 1,
      authenticationTypes: ["none", "md5"],
      extendedData: true,
      anonymousLogin: false,
      nullUserNames: true,
      namedUsers: true,
      userLevelAuthenticationOff: false,
      perMessageAuthenticationOff: true,
      twoKeyLogin: true,
      ipmi15: true,
      ipmi20: false,
      oemId: 0,
      oemData: 0,
    },
    prints: [
      "Channel number : 1",
      "IPMI v1.5 auth types : NONE MD5",
      "KG status : non-zero",
      "Per message authentication : disabled",
      "User level authentication : enabled",
      "Non-null user names exist : yes",
      "Null user names exist : yes",
      "Anonymous login enabled : no",
      "Channel supports IPMI v1.5 : yes",
      "Channel supports IPMI v2.0 : no",
    ],
  }),
  peerCase(GetSessionInfo, {
    ask: ["ipmitool", "session", "info", "handle", "0x12"],
    request: { index: 0xfe, key: Uint8Array.of(0x12) },
    response: {
      handle: 0x12,
      possibleSessions: 5,
      activeSessions: 1,
      userId: 2,
      privilege: 4,
      channel: 1,
      protocol: "ipmi20",
      peer: {
        kind: "lan",
        address: Uint8Array.of(127, 0, 0, 9),
        mac: Uint8Array.of(1, 2, 3, 4, 5, 6),
        port: 623,
      },
    },
    prints: [
      "session handle : 18",
      "slot count : 5",
      "active sessions : 1",
      "user id : 2",
      "privilege level : ADMINISTRATOR",
      "console ip : 127.0.0.9",
      "console mac : 01:02:03:04:05:06",
      "console port : 623",
    ],
  }),
  peerCase(GetSessionInfo, {
    ask: ["ipmitool", "session", "info", "handle", "0x13"],
    request: { index: 0xfe, key: Uint8Array.of(0x13) },
    response: {
      handle: 0x13,
      possibleSessions: 5,
      activeSessions: 1,
      userId: 2,
      privilege: 4,
      channel: 3,
      protocol: "ipmi15",
      peer: { kind: "serial", activity: "alert", destination: 5, address: Uint8Array.of(127, 0, 0, 9) },
    },
    prints: [
      "channel number : 0x03",
      "Session/Channel Activity Type : Dial-out Alert active",
      "Destination selector : 5",
      "console ip : 127.0.0.9",
    ],
  }),
  peerCase(GetChannelInfo, {
    ask: ["ipmitool", "channel", "info", "1"],
    request: { channel: 1 },
    response: lanChannel,
    prints: [
      "Channel 0x1 info:",
      "Channel Medium Type : 802.3 LAN",
      "Channel Protocol Type : IPMB-1.0",
      "Session Support : multi-session",
      "Active Session Count : 3",
      "Protocol Vendor ID : 7154",
      "Access Mode : always available",
    ],
    also: (fake) => fake.answer(GetChannelAccess, () => ({ ...access, privilegeLimit: 4 })),
  }),
  peerCase(GetChannelAccess, {
    ask: ["ipmitool", "channel", "info", "1"],
    request: { channel: 1, settings: "nonVolatile" },
    response: {
      accessMode: "alwaysAvailable",
      userLevelAuthenticationOff: true,
      perMessageAuthenticationOff: false,
      pefAlertingOff: true,
      privilegeLimit: 4,
    },
    prints: [
      "Alerting : disabled",
      "Per-message Auth : enabled",
      "User Level Auth : disabled",
      "Access Mode : always available",
    ],
    also: (fake) => fake.answer(GetChannelInfo, () => lanChannel),
  }),
  // ipmitool 1.8.19 sends every flag as set, whatever it is told.
  peerCase(SetUserAccess, {
    ask: ["ipmitool", "channel", "setaccess", "1", "2", "callin=on", "ipmi=on", "link=on", "privilege=3"],
    request: {
      channel: 1,
      userId: 2,
      changeFlags: true,
      callbackOnly: false,
      linkAuthentication: true,
      ipmiMessaging: true,
      privilegeLimit: 3,
    },
    response: {},
    also: (fake) => fake.answer(GetUserAccess, () => userAccess),
  }),
  peerCase(GetUserAccess, {
    ask: ["ipmitool", "channel", "getaccess", "1", "2"],
    request: { channel: 1, userId: 2 },
    response: userAccess,
    prints: [
      "Maximum User IDs : 2",
      "Enabled User IDs : 1",
      "User Name : bob",
      "Access Available : call-in / callback",
      "Link Authentication : disabled",
      "IPMI Messaging : enabled",
      "Privilege Level : ADMINISTRATOR",
      "Enable Status : enabled",
    ],
    also: (fake) => fake.answer(GetUserName, () => ({ name })),
  }),
  peerCase(SetUserName, {
    ask: ["ipmitool", "user", "set", "name", "2", "bob"],
    request: { userId: 2, name },
    response: {},
    also: (fake) => fake.answer(GetUserName, () => ({ name: new Uint8Array(16) })),
  }),
  peerCase(GetUserName, {
    ask: ["ipmitool", "channel", "getaccess", "1", "2"],
    request: { userId: 2 },
    response: { name },
    prints: ["User Name : bob"],
    also: (fake) => fake.answer(GetUserAccess, () => userAccess),
  }),
  peerCase(SetUserPassword, {
    ask: ["ipmitool", "user", "enable", "2"],
    request: { userId: 2, twentyBytes: false, operation: "enable" },
    response: {},
  }),
  peerCase(MasterWriteRead, {
    ask: ["ipmitool", "i2c", "bus=1", "chan=2", "0x54", "3", "0x01", "0x02"],
    request: { privateBus: true, busId: 1, channel: 2, slaveAddress: 0x54, readCount: 3, data: Uint8Array.of(1, 2) },
    response: { data: Uint8Array.of(0xa1, 0xa2, 0xa3) },
    prints: ["a1 a2 a3"],
  }),
  peerCase(GetChannelCipherSuites, {
    ask: ["ipmitool", "channel", "getciphers", "ipmi", "1"],
    request: { channel: 1, payloadType: 0, listIndex: 0, bySuite: true },
    response: { channel: 1, records: fromHex("c0 03 01 41 81 c0 11 03 44 81") },
    prints: ["3 N/A hmac_sha1 hmac_sha1_96 aes_cbc_128", "17 N/A hmac_sha256 sha256_128 aes_cbc_128"],
  }),
  peerCase(SetSystemInfoParameters, {
    ask: ["ipmitool", "mc", "setsysinfo", "system_name", "node-7"],
    request: { parameter: 2, data: fromHex("00 00 06 6e6f64652d37 0000000000000000") },
    response: {},
  }),
  peerCase(GetSystemInfoParameters, {
    ask: ["ipmitool", "mc", "getsysinfo", "system_name"],
    request: { revisionOnly: false, parameter: 2, set: 0, block: 0 },
    response: { revision: 0x11, data: fromHex("00 00 06 6e6f64652d37 0000000000000000") },
    prints: ["node-7"],
  }),
];
