import { describe, expect, it } from "vitest";
import type { InventoryArea } from "../../../src/hpi/rdr/inventory.ts";
import { encodeFru, type MultiRecordBody } from "../../../src/ipmi/fru/index.ts";
import { inventoryOf } from "../../../src/sources/ipmi/inventory.ts";
import { fromHex, readCapture } from "../../ipmi/capture.ts";

const captured = (file: string) => fromHex(/^bytes:\n([\s\S]*?)^---/m.exec(readCapture(`fru/${file}`))![1]!);

function areasOf(bytes: Uint8Array): readonly InventoryArea[] {
  return inventoryOf({ bytes, findings: [] }).inventory.areas.filter(({ type }) => type === "oem");
}

const lines = ({ name, fields }: InventoryArea) => [name, ...fields.map(({ type, text }) => `${type}: ${text}`)];

const areaOf = (record: MultiRecordBody) => lines(areasOf(encodeFru({ multirecords: [record] }))[0]!);

describe("the multirecords of an inventory", () => {
  // What ipmitool and FreeIPMI print of the same bytes is in the captures.
  it("of the standard and of AdvancedMC are shown with their units", () => {
    expect(areasOf(captured("multirecords.txt")).map(lines)).toEqual([
      [
        "power-supply",
        "capacity: 650 W",
        "peak-apparent-power: 700 VA",
        "inrush-current: 35 A for 20 ms",
        "input-voltage: 90 to 132 V",
        "input-voltage-2: 180 to 264 V",
        "input-frequency: 47 to 63 Hz",
        "dropout-tolerance: 12 ms",
        "features: hot swap, autoswitch, predicts failure",
        "peak-capacity: 720 W for 9 s",
        "combined-capacity: 500 W of 12V and 3.3V",
        "failure-predicted-below: 25 turns per second",
      ],
      [
        "dc-load",
        "output: 3",
        "nominal-voltage: -12 V",
        "voltage: -12.6 to -11.4 V",
        "ripple-and-noise: 120 mV",
        "current: 0.01 to 5 A",
      ],
      ["management-access", "component-name: psu-left"],
      [
        "base-compatibility",
        "manufacturer-id: 12634",
        "entity: power supply",
        "compatibility-base: 3",
        "compatibility-codes: 5, 6, 13",
      ],
      [
        "extended-compatibility",
        "manufacturer-id: 12634",
        "entity: add-in card",
        "compatibility-base: 4",
        "compatibility-codes: 6, 8, 13",
      ],
      ["picmg-module-current-requirements", "current-draw: 4.5 A"],
      [
        "picmg-carrier-activation",
        "maximum-internal-current: 17 A",
        "readiness-allowance: 4 s",
        "descriptors: module address 72h, maximum current 6 A",
        "descriptors: module address 74h, maximum current 5 A",
      ],
      [
        "picmg-carrier-connectivity",
        "resources: resource id 5, is module, connections (remote resource id 2, remote port 9, local port 4)",
      ],
      [
        "picmg-module-connectivity",
        "resource-id: 0",
        "is-module: yes",
        "channels: lane0 port 4, lane1 port 5, lane2 port 6, lane3 port 31",
        "links: channel 0, lanes 7, link type 2, link type extension 1, grouping id 9, asymmetric match with01",
      ],
      ["picmg-carrier-information", "extension-major: 2", "extension-minor: 1", "sites: 1, 5, 6"],
    ]);
  });

  it("of shelves are shown with their units", () => {
    expect(areasOf(captured("all-areas.txt")).map(lines)).toEqual(
      expect.arrayContaining([
        [
          "picmg-address-table",
          "shelf-address: SHELF",
          "entries: hardware address 41h, site number 1, site type 0",
          "entries: hardware address 10h, site number 1, site type 3",
        ],
        [
          "picmg-power-distribution",
          "feeds: maximum external current 50 A, maximum internal current 30 A, minimum operating voltage -40 V, frus (hardware address 41h, fru device id 254)",
        ],
        [
          "picmg-activation-and-power-management",
          "readiness-allowance: 10 s",
          "descriptors: hardware address 41h, fru device id 254, maximum power 250 W, delay before next 0.5 s, shelf manager activates",
        ],
        ["picmg-shelf-manager-ip", "address: 192.168.1.2", "gateway: 192.168.1.1", "netmask: 255.255.255.0"],
        [
          "dc-output",
          "output: 1",
          "nominal-voltage: 3.3 V",
          "voltage: 3.2 to 3.4 V",
          "ripple-and-noise: 50 mV",
          "current: 0 to 0.1 A",
          "standby: yes",
        ],
      ]),
    );
  });

  // The example of the FRU Information Storage Definition, section 18.6.1.
  it("name every compatible code", () => {
    const codes = { firstCode: 10, furtherCodes: Uint8Array.of(0b0011_1111, 0b0001_1000) };
    const base = { manufacturerId: 1, entityId: 10, compatibilityBase: 0 };
    expect(areaOf({ kind: "base-compatibility", ...base, ...codes })).toContain(
      "compatibility-codes: 10, 11, 12, 13, 14, 15, 16, 22, 23",
    );
  });

  it("have currents in the unit they say", () => {
    const power = { output: 0, nominalVoltage: 1200, ripple: 5, minimumCurrent: 10, maximumCurrent: 5000 } as const;
    const limits = { minimumVoltage: 1100, maximumVoltage: 1300 };
    const load = (currentUnit: "tenMilliamperes" | "hundredMilliamperes") =>
      areaOf({ kind: "extended-dc-load", ...power, ...limits, currentUnit }).at(-1);
    expect(load("tenMilliamperes")).toBe("current: 0.1 to 50 A");
    expect(load("hundredMilliamperes")).toBe("current: 1 to 500 A");
  });

  it("show the system's identifier as firmware tables do", () => {
    const data = fromHex("33221100554477668899aabbccddeeff");
    expect(areaOf({ kind: "management-access", access: "systemUuid", data })).toEqual([
      "management-access",
      "system-uuid: 00112233-4455-6677-8899-aabbccddeeff",
    ]);
  });

  it("that nobody knows are shown as they came", () => {
    expect(areaOf({ kind: "raw", typeId: 0xd1, data: Uint8Array.of(1, 2, 0xff) } as MultiRecordBody)).toEqual([
      "record-type-D1h",
      "custom: 0102ff",
    ]);
  });

  it("stay short whatever a record holds", () => {
    const channels = Array.from({ length: 80 }, () => ({ remoteSlot: 1, remoteChannel: 2, localChannel: 3 }));
    const [, first] = areaOf({
      kind: "picmg-backplane-connectivity",
      recordVersion: 0,
      slots: [{ channelType: 8, slotAddress: 0x41, channels }],
    });
    expect(first).toMatch(/ and 48 more$/);
  });
});
