import { GetChannelInfo } from "../../../src/ipmi/commands/app/get-channel-info.ts";
import { GetLanConfigurationParameters } from "../../../src/ipmi/commands/transport/get-lan-configuration-parameters.ts";
import { GetSolConfigurationParameters } from "../../../src/ipmi/commands/transport/get-sol-configuration-parameters.ts";
import { SetLanConfigurationParameters } from "../../../src/ipmi/commands/transport/set-lan-configuration-parameters.ts";
import { SetSolConfigurationParameters } from "../../../src/ipmi/commands/transport/set-sol-configuration-parameters.ts";
import type { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { fromHex } from "../capture.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";

/** By parameter: address, source, MAC, netmask. */
const lan: Readonly<Record<number, string>> = { 3: "c0a80102", 4: "01", 5: "010203040506", 6: "ffffff00" };

const publicText = fromHex("7075626c6963 000000000000000000000000");

function withLanChannel(fake: FakeConnection): FakeConnection {
  return fake.answer(GetChannelInfo, () => ({
    channel: 1,
    medium: 4,
    protocol: 1,
    activeSessions: 0,
    sessions: "multiple",
    vendorId: 7154,
    auxiliary: new Uint8Array(2),
  }));
}

export const transportCases: readonly PeerCase[] = [
  peerCase(SetLanConfigurationParameters, {
    ask: ["ipmitool", "lan", "set", "1", "snmp", "public"],
    request: { channel: 1, parameter: 16, data: publicText },
    response: {},
    prints: ["Setting LAN SNMP Community String to public"],
    also: (fake) =>
      withLanChannel(fake).answer(GetLanConfigurationParameters, () => ({ revision: 0x11, data: publicText })),
  }),
  peerCase(GetLanConfigurationParameters, {
    ask: ["ipmitool", "lan", "print", "1"],
    request: { channel: 1, revisionOnly: false, set: 0, block: 0 },
    response: ({ parameter }) => ({ revision: 0x11, data: fromHex(lan[parameter] ?? "00") }),
    prints: [
      "IP Address Source : Static Address",
      "IP Address : 192.168.1.2",
      "Subnet Mask : 255.255.255.0",
      "MAC Address : 01:02:03:04:05:06",
    ],
    also: withLanChannel,
  }),
  peerCase(SetSolConfigurationParameters, {
    ask: ["ipmitool", "sol", "set", "retry-count", "5", "1", "noguard"],
    request: { channel: 1, parameter: 4, data: Uint8Array.of(5, 0) },
    response: {},
    also: (fake) => fake.answer(GetSolConfigurationParameters, () => ({ revision: 0x11, data: Uint8Array.of(0, 0) })),
  }),
  peerCase(GetSolConfigurationParameters, {
    ask: ["ipmitool", "sol", "info", "1"],
    request: { channel: 1, revisionOnly: false, set: 0, block: 0 },
    response: ({ parameter }) => ({
      revision: 0x11,
      data: fromHex(parameter === 4 ? "05 0a" : parameter === 1 ? "01" : "00 00"),
    }),
    prints: ["Enabled : true", "Retry Count : 5", "Retry Interval (ms) : 100"],
  }),
];
