import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../../src/base/errors.ts";
import {
  decodeFru,
  encodeFru,
  type FruInventory,
  fruText,
  manufacturedAt,
  splitFruText,
} from "../../../src/ipmi/fru/index.ts";
import { byteArray } from "../../contract/arbitrary.ts";
import { fromHex, readCapture, toHex } from "../capture.ts";
import { printed } from "../tools.ts";
import { sample } from "./sample.ts";

const [head, byIpmitool = ""] = readCapture("fru/all-areas.txt").split(/^--- .*\n/m);
const bytes = fromHex(head!.split("bytes:\n")[1]!);
const decoded = decodeFru(bytes);
const lines = printed(byIpmitool);

describe("an inventory read by ipmitool", () => {
  test("is what we encode, and decodes without findings", () => {
    expect(toHex(encodeFru(sample))).toBe(toHex(bytes));
    expect(decoded.findings).toEqual([]);
    const { internalUse, ...areas } = sample;
    expect(decoded).toMatchObject(areas);
    expect(decoded.internalUse!.subarray(0, 3)).toEqual(internalUse);
  });

  test.each([
    ["Chassis Part Number", () => decoded.chassis?.partNumber?.text],
    ["Chassis Serial", () => decoded.chassis?.serialNumber?.text],
    ["Chassis Extra", () => decoded.chassis?.custom[0]?.text],
    ["Board Mfg", () => decoded.board?.manufacturer?.text],
    ["Board Product", () => decoded.board?.productName?.text],
    ["Board Serial", () => decoded.board?.serialNumber?.text],
    ["Board FRU ID", () => decoded.board?.fruFileId?.text],
    ["Product Manufacturer", () => decoded.product?.manufacturer?.text],
    ["Product Name", () => decoded.product?.productName?.text],
    ["Product Part Number", () => decoded.product?.partNumber?.text],
    ["Product Version", () => decoded.product?.version?.text],
    ["Product Serial", () => decoded.product?.serialNumber?.text],
    ["Product Asset Tag", () => decoded.product?.assetTag?.text],
  ])("has its %s", (line, value) => {
    expect(value()).toBe(lines.get(line)![0]!.trim());
  });

  test("has its binary part number and its date of manufacture", () => {
    expect(decoded.board?.partNumber?.text.toLowerCase()).toBe(lines.get("Board Part Number")![0]);
    expect(manufacturedAt(decoded.board!.manufactured)).toBe(Date.parse(lines.get("Board Mfg Date")![0]!));
    expect(manufacturedAt(0)).toBeUndefined();
  });

  test("has its PICMG records", () => {
    const address = record(decoded, "picmg-address-table");
    expect(splitFruText(address.shelfAddressTypeLength, address.shelfAddress).text).toBe("SHELF");
    expect(byIpmitool).toContain("HWAddr: 0x41 (0x82) SiteNum: 1 SiteType: 0x00 AdvancedTCA Board");
    expect(address.entries).toEqual([
      { hardwareAddress: 0x41, siteNumber: 1, siteType: 0x00 },
      { hardwareAddress: 0x10, siteNumber: 1, siteType: 0x03 },
    ]);
    expect(byIpmitool).toContain("Chn: 11  ->  Chn: 03 in Slot: 42");
    expect(record(decoded, "picmg-backplane-connectivity").slots[0]!.channels[0]).toEqual({
      localChannel: 0x11,
      remoteChannel: 3,
      remoteSlot: 0x42,
    });
    expect(lines.get("Max External Current")).toEqual(["50.0 Amps (0x01f4)"]);
    expect(lines.get("Min Expected Voltage")).toEqual(["-40.0V"]);
    expect(record(decoded, "picmg-power-distribution").feeds[0]).toMatchObject({
      maximumExternalCurrent: 500,
      minimumOperatingVoltage: 80,
    });
    expect(byIpmitool).toMatch(/HW Addr: 0x41 +FRU ID: 0xfe +Max FRU Power: 0x00fa +Config: 0x45/);
    expect(record(decoded, "picmg-activation-and-power-management").descriptors).toEqual([
      {
        hardwareAddress: 0x41,
        fruDeviceId: 0xfe,
        maximumPower: 250,
        delayBeforeNext: 5,
        shelfManagerActivates: true,
        shelfManagerDeactivates: false,
      },
    ]);
    expect(lines.get("Port Flag")).toEqual(["0x01", "0x0f"]);
    expect(record(decoded, "picmg-board-connectivity").links).toMatchObject([
      { channel: 1, interface: "base", ports: 1, linkType: 1, groupingId: 0 },
      { channel: 2, interface: "fabric", ports: 15, linkType: 2, linkTypeExtension: 3, groupingId: 7 },
    ]);
  });
});

describe("a damaged inventory", () => {
  const damaged = (change: (copy: Uint8Array) => void) => {
    const copy = new Uint8Array(bytes);
    change(copy);
    return decodeFru(copy);
  };
  const board = bytes[3]! * 8;
  const multirecord = bytes[5]! * 8;

  test("with a wrong checksum is read and says so", () => {
    const inventory = damaged((copy) => copy.set([0x42], board + 9));
    expect(inventory.findings).toEqual([{ part: "board", problem: "checksum", offset: board }]);
    expect(inventory.board?.productName?.text).toBe("Blade");
    expect(damaged((copy) => copy.set([0x42], 7)).findings).toEqual([
      { part: "header", problem: "checksum", offset: 0 },
    ]);
    expect(damaged((copy) => copy.set([0x7f], multirecord + 4)).findings).toEqual([
      { part: "multirecord", problem: "checksum", offset: multirecord },
    ]);
  });

  test("whose area has no end of fields gives the fields up to there", () => {
    const area = encodeFru({ product: { language: 0, manufacturer: fruText("ACME"), custom: [] } });
    const end = area.lastIndexOf(0xc1);
    area.set([0xc0], end);
    const { product, findings } = decodeFru(area);
    expect(product?.manufacturer?.text).toBe("ACME");
    expect(findings.map(({ problem }) => problem)).toEqual(["checksum", "terminator"]);
  });

  test("with a field longer than its area, an area outside, or of length zero says so", () => {
    expect(damaged((copy) => copy.set([0xff], board + 6)).findings.map(({ problem }) => problem)).toContain("checksum");
    expect(damaged((copy) => copy.set([0xff], 3)).findings).toContainEqual({
      part: "board",
      problem: "outside",
      offset: 0xff * 8,
    });
    expect(damaged((copy) => copy.set([0], board + 1)).findings).toContainEqual({
      part: "board",
      problem: "length",
      offset: board,
    });
  });

  test("cut off anywhere is read as far as it goes, or is a WireError within the header", () => {
    let read = 0;
    for (let length = 0; length < bytes.length; length++) {
      const part = bytes.subarray(0, length);
      if (length < 8) expect(() => decodeFru(part)).toThrow(WireError);
      else {
        const inventory = decodeFru(part);
        if (length < bytes.length - 8) expect(inventory.findings.length).toBeGreaterThan(0);
        if (inventory.board?.manufacturer !== undefined) read++;
      }
    }
    expect(read).toBeGreaterThan(100);
  });

  test("cut off within the fixed bytes of an area has no such area", () => {
    const whole = encodeFru({ board: { language: 0, manufactured: 1, custom: [] } });
    const { board, findings } = decodeFru(whole.subarray(0, 8 + 4));
    expect(board).toBeUndefined();
    expect(findings.map(({ problem }) => problem)).toEqual(["length", "truncated"]);
  });

  test("whose PICMG record lies about its counts is kept raw", () => {
    const inventory = damaged((copy) => copy.set([0xff], multirecord + 5 + 5 + 21));
    expect(inventory.findings.map(({ problem }) => problem)).toContain("malformed");
    expect(inventory.multirecords[0]).toMatchObject({ kind: "raw", typeId: 0xc0 });
    expect(inventory.multirecords.length).toBe(sample.multirecords.length);
  });
});

describe("memory that nobody has written", () => {
  const emptySize = 4096;
  const erased = (value: number, ...header: number[]) => {
    const memory = new Uint8Array(emptySize).fill(value);
    memory.set(header);
    return decodeFru(memory);
  };

  test.each([0x00, 0xff])("of %i throughout has no areas", (value) => {
    const { findings, ...content } = erased(value);
    expect(content).toEqual({ multirecords: [] });
    expect(findings).toContainEqual({ part: "header", problem: "version", offset: 0 });
  });

  test.each([0x00, 0xff])("of %i is no area, where a header points to it", (value) => {
    const { findings, ...content } = erased(value, 1, 0, 0, 1, 2, 0, 0, 0xfc);
    expect(content).toEqual({ multirecords: [] });
    expect(findings).toContainEqual({ part: "board", problem: "version", offset: 8 });
    expect(findings).toContainEqual({ part: "product", problem: "version", offset: 16 });
  });

  test.each([0x00, 0xff])("of %i is no multirecord, but the lack of the last one", (value) => {
    expect(erased(value, 1, 0, 0, 0, 0, 1, 0, 0xfe)).toEqual({
      multirecords: [],
      findings: [{ part: "multirecord", problem: "terminator", offset: 8 }],
    });
    // A DC load without the mark of the last record.
    const after = erased(value, 1, 0, 0, 0, 0, 1, 0, 0xfe, 2, 2, 2, 0xfd, 0xfd, 1, 2);
    expect(after.multirecords).toHaveLength(1);
    expect(after.findings).toContainEqual({ part: "multirecord", problem: "terminator", offset: 15 });
  });
});

describe("any bytes", () => {
  test("make an inventory or, without a header, a WireError", () => {
    let areas = 0;
    let records = 0;
    const spoiled = fc
      .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 20 })
      .map((changes) => changes.reduce((copy, [at, value]) => copy.with(at, value), new Uint8Array(bytes)));
    fc.assert(
      fc.property(fc.oneof(byteArray(0, 600), spoiled), (input) => {
        try {
          const inventory = decodeFru(input);
          if (inventory.board !== undefined || inventory.product !== undefined) areas++;
          records += inventory.multirecords.length;
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          expect(input.length).toBeLessThan(8);
        }
      }),
      { numRuns: 500 },
    );
    expect(areas).toBeGreaterThan(100);
    expect(records).toBeGreaterThan(100);
  });
});

describe("FRU text", () => {
  test("of one character gets a space, because its length byte would end the area", () => {
    const inventory = decodeFru(
      encodeFru({ product: { language: 0, manufacturer: fruText("A"), custom: [fruText("B")] } }),
    );
    expect(inventory.product).toMatchObject({ manufacturer: { text: "A" }, custom: [{ text: "B" }] });
    expect(inventory.findings).toEqual([]);
  });

  test("of another language than English is UTF-16", () => {
    const inventory = decodeFru(
      encodeFru({ product: { language: 13, productName: fruText("筐体", "utf16"), custom: [] } }),
    );
    expect(inventory.product?.productName?.text).toBe("筐体");
  });

  test("of serial numbers and the board's file id is English in every language, of all others is not", () => {
    const inventory = decodeFru(
      encodeFru({
        board: {
          language: 13,
          manufactured: 0,
          serialNumber: fruText("SN01"),
          partNumber: fruText("件", "utf16"),
          fruFileId: fruText("f1"),
          custom: [fruText("板", "utf16")],
        },
        product: { language: 13, serialNumber: fruText("SN02"), fruFileId: fruText("文", "utf16"), custom: [] },
      }),
    );
    expect(inventory).toMatchObject({
      board: {
        serialNumber: { text: "SN01" },
        partNumber: { text: "件" },
        fruFileId: { text: "f1" },
        custom: [{ text: "板" }],
      },
      product: { serialNumber: { text: "SN02" }, fruFileId: { text: "文" } },
    });
  });
});

function record<K extends FruInventory["multirecords"][number]["kind"]>(inventory: FruInventory, kind: K) {
  const found = inventory.multirecords.find((candidate) => candidate.kind === kind);
  return found as Extract<FruInventory["multirecords"][number], { readonly kind: K }>;
}
