import { describe, expect, test } from "vitest";
import { decodeFru, encodeFru } from "../../../src/ipmi/fru/index.ts";
import { fromHex, readCapture } from "../capture.ts";
import { multirecordSample } from "./multirecord-sample.ts";

const bytes = fromHex(/^bytes:\n([\s\S]*?)^---/m.exec(readCapture("fru/multirecords.txt"))![1]!);

describe("the records of the standard and of AdvancedMC", () => {
  test("are read without findings as they were meant", () => {
    const { multirecords, findings } = decodeFru(bytes);
    expect(findings).toEqual([]);
    expect(multirecords).toMatchObject(multirecordSample);
    expect(multirecords.slice(0, 6).map(({ typeId }) => typeId)).toEqual([0x00, 0x02, 0x03, 0x04, 0x05, 0xc0]);
  });

  test("too short for their type are kept raw and said to be malformed", () => {
    const start = bytes[5]! * 8;
    const short = new Uint8Array([...bytes.subarray(0, start), 0x02, 0x82, 0x02, 0xfd, 0x7d, 1, 2]);
    const { multirecords, findings } = decodeFru(short);
    expect(findings).toEqual([{ part: "multirecord", problem: "malformed", offset: start + 5 }]);
    expect(multirecords).toEqual([{ kind: "raw", typeId: 2, formatVersion: 2, data: Uint8Array.of(1, 2) }]);
  });
});

describe("the records of shelves that only OpenIPMI reads", () => {
  const [head, byOpenipmi = ""] = readCapture("fru/shelf-records.txt").split(/^--- .*\n/m);
  const { multirecords, findings } = decodeFru(fromHex(head!.split("bytes:\n")[1]!));
  /** Its leaves in their order, without those of the record headers. */
  const theirs = [...byOpenipmi.matchAll(/^ *Name: (.*)\n *Type: (?:integer|ascii)\n *Data: (.*)$/gm)]
    .map(([, name, data]) => `${name}: ${data}`)
    .filter((line) => !/^(type|format version):/.test(line));

  test("are read by us as by it", () => {
    expect(findings).toEqual([]);
    const ours = multirecords.flatMap((record) => {
      const version = "recordVersion" in record ? [`version: ${record.recordVersion}`] : [];
      switch (record.kind) {
        case "picmg-shelf-manager-ip":
          return [
            ...version,
            `ip address: ip:${record.address.join(".")}`,
            `gateway address: ip:${record.gateway?.join(".")}`,
            `subnet mask: ip:${record.netmask?.join(".")}`,
          ];
        case "picmg-fan-geography":
          return [
            ...version,
            ...record.entries.flatMap((entry) => [
              `hardware address: ${entry.hardwareAddress}`,
              `FRU device id: ${entry.fruDeviceId}`,
              `site number: ${entry.siteNumber}`,
              `site type: ${entry.siteType}`,
            ]),
          ];
        case "picmg-radial-ipmb":
          return [
            ...version,
            `connecter definer: ${record.connectorDefiner}`,
            `connecter version: ${record.connectorVersion}`,
            ...record.hubs.flatMap(({ hardwareAddress, buses, links }) => [
              `hardware address: ${hardwareAddress}`,
              `bus coverage: ${buses === "both" ? "IPMB-A and IPMB-B" : `${buses} only`}`,
              ...links.flatMap((link) => [
                `hardware address: ${link.hardwareAddress}`,
                `IPMB-0 link entry: ${link.linkNumber}`,
              ]),
            ]),
          ];
        default:
          return [record.kind];
      }
    });
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(20);
  });

  test("are written as they were", () => {
    expect(decodeFru(encodeFru({ multirecords })).multirecords).toEqual(multirecords);
  });
});
