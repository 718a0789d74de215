/** An inventory with every area, text encoding and PICMG record we know, in our terms. */
import { type FruContent, fruText } from "../../../src/ipmi/fru/index.ts";
import { encodeLatin1 } from "../../../src/wire/text.ts";

const shelfAddress = new Uint8Array(20);
shelfAddress.set(encodeLatin1("SHELF"));

export const sample = {
  internalUse: Uint8Array.of(1, 2, 3),
  chassis: {
    type: 0x17,
    partNumber: fruText("CH-PART"),
    serialNumber: fruText("12-34", "bcdPlus"),
    custom: [fruText("X")],
  },
  board: {
    language: 25,
    manufactured: 10_000_000,
    manufacturer: fruText("ACME INC", "sixBit"),
    productName: fruText("Blade"),
    serialNumber: fruText("BL0001"),
    partNumber: fruText("0102ff", "binary"),
    fruFileId: fruText("f.bin"),
    custom: [fruText("c1"), fruText("c2")],
  },
  product: {
    language: 0,
    manufacturer: fruText("ACME"),
    productName: fruText("Shelf 14"),
    partNumber: fruText("PN"),
    version: fruText("1.0"),
    serialNumber: fruText("PS01"),
    assetTag: fruText("tag"),
    custom: [],
  },
  multirecords: [
    {
      kind: "picmg-address-table",
      recordVersion: 0,
      shelfAddressTypeLength: 0xc5,
      shelfAddress,
      entries: [
        { hardwareAddress: 0x41, siteNumber: 1, siteType: 0 },
        { hardwareAddress: 0x10, siteNumber: 1, siteType: 3 },
      ],
    },
    {
      kind: "picmg-backplane-connectivity",
      recordVersion: 0,
      slots: [
        {
          channelType: 8,
          slotAddress: 0x41,
          channels: [
            { remoteSlot: 0x42, remoteChannel: 3, localChannel: 17 },
            { remoteSlot: 0x43, remoteChannel: 1, localChannel: 2 },
          ],
        },
      ],
    },
    {
      kind: "picmg-power-distribution",
      recordVersion: 0,
      feeds: [
        {
          maximumExternalCurrent: 500,
          maximumInternalCurrent: 300,
          minimumOperatingVoltage: 80,
          frus: [{ hardwareAddress: 0x41, fruDeviceId: 0xfe }],
        },
      ],
    },
    {
      kind: "picmg-activation-and-power-management",
      recordVersion: 0,
      readinessAllowance: 10,
      descriptors: [
        {
          hardwareAddress: 0x41,
          fruDeviceId: 0xfe,
          maximumPower: 250,
          delayBeforeNext: 5,
          shelfManagerActivates: true,
          shelfManagerDeactivates: false,
        },
      ],
    },
    {
      kind: "picmg-shelf-manager-ip",
      recordVersion: 1,
      address: Uint8Array.of(192, 168, 1, 2),
      gateway: Uint8Array.of(192, 168, 1, 1),
      netmask: Uint8Array.of(255, 255, 255, 0),
    },
    {
      kind: "picmg-board-connectivity",
      recordVersion: 0,
      guids: [Uint8Array.from({ length: 16 }, (_, i) => i)],
      links: [
        { channel: 1, interface: "base", ports: 1, linkType: 1, linkTypeExtension: 0, groupingId: 0 },
        { channel: 2, interface: "fabric", ports: 15, linkType: 2, linkTypeExtension: 3, groupingId: 7 },
      ],
    },
    {
      kind: "picmg-fan-geography",
      recordVersion: 0,
      entries: [{ hardwareAddress: 0x5a, fruDeviceId: 1, siteNumber: 2, siteType: 4 }],
    },
    {
      kind: "dc-output",
      output: 1,
      standby: true,
      nominalVoltage: 330,
      maximumNegativeDeviation: 320,
      maximumPositiveDeviation: 340,
      ripple: 50,
      minimumCurrent: 0,
      maximumCurrent: 100,
    },
  ],
} satisfies FruContent;
