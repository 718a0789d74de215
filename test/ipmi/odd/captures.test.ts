import { describe, expect, test } from "vitest";
import { decodeFru } from "../../../src/ipmi/fru/index.ts";
import { decodeSelRecord } from "../../../src/ipmi/sel/index.ts";
import { type SelTime, selTime } from "../../../src/ipmi/sel/sel-time.ts";
import { fromHex, readCapture } from "../capture.ts";
import { oddEvents, oddInventory, oddSensors } from "./machine.ts";

/** The parts of a capture by the line `--- <title>` before them. */
function parts(file: string): ReadonlyMap<string, readonly string[]> {
  const [, ...sections] = readCapture(file).split(/^--- /m);
  return new Map(sections.map((section) => section.split("\n")).map(([title, ...lines]) => [title!, lines]));
}

const number = (text: string | undefined) =>
  text === undefined || text === "" || text === "N/A" ? null : Number(text);

/** What the tools make of sensors where they are wrong; docs/common-errors.md says why. */
const wrong = {
  ipmitool: new Map([
    ["1/x of 0", "inf"],
    ["ln of 0", "-inf"],
    ["root of -1", "-nan"],
    ["reserved fn", "5"],
  ]),
  freeipmi: new Map([
    ["1/x of 0", "0.00"],
    ["ln of 0", "-9315605757223323648.00"],
    ["root of -1", "-9315605757223323648.00"],
    ["cube root -8", "0.00"],
  ]),
};

describe("odd sensors", () => {
  const read = parts("odd/sensors.txt");
  const byIpmitool = new Map(read.get("ipmitool analog")!.map((line) => [line.split(",")[0]!, line.split(",")[1]!]));
  const byFreeipmi = new Map(read.get("FreeIPMI")!.map((line) => [line.split(",")[1]!, line.split(",")[3]!]));

  test.each(oddSensors)("$name: the tools agree with the standard, or are known to be wrong", ({ name, value }) => {
    // ipmitool prints the number of a sensor without analog reading in this column.
    const ipmitool = byIpmitool.get(name)!.replace(/^\d\dh$/, "");
    const freeipmi = byFreeipmi.get(name)!;
    if (wrong.ipmitool.has(name)) expect(ipmitool).toBe(wrong.ipmitool.get(name));
    else expect(number(ipmitool)).toBe(value);
    if (wrong.freeipmi.has(name)) expect(freeipmi).toBe(wrong.freeipmi.get(name));
    else if (value === null) expect(number(freeipmi)).toBeNull();
    else expect(number(freeipmi)).toBeCloseTo(value, 2);
  });
});

describe("odd event records", () => {
  const read = parts("odd/sel.txt");

  const date = (time: SelTime) => {
    if (time.kind === "unspecified") return /^ *\d+ \| Unspecified/;
    if (time.kind === "since-start") return new RegExp(`Pre-Init *\\|0*${time.seconds}\\|`);
    const [, month, day, clock] = /-(\d\d)-(\d\d)T([\d:]+)/.exec(new Date(time.wall).toISOString())!;
    return new RegExp(`\\| ${month}/${day}/\\d\\d \\| ${clock}`);
  };

  test("have the time stamps that ipmitool prints, of each class", () => {
    const kinds = new Set<string>();
    for (const [index, [type, body]] of oddEvents.entries()) {
      const record = decodeSelRecord(Uint8Array.of(index + 1, 0, type, ...body));
      if (!("timestamp" in record)) continue;
      const time = selTime(record.timestamp);
      kinds.add(time.kind);
      expect(read.get("ipmitool")![index]).toMatch(date(time));
    }
    expect(kinds).toEqual(new Set(["unspecified", "since-start", "wall"]));
  });

  test("of a reserved type are no events, though ipmitool takes them for such; FreeIPMI leaves them out", () => {
    const [type, body] = oddEvents.at(-1)!;
    expect(decodeSelRecord(Uint8Array.of(9, 0, type, ...body))).toMatchObject({ kind: "unknown", recordType: 0x03 });
    expect(read.get("ipmitool")![8]).toContain("Upper Non-critical going high");
    expect(read.get("FreeIPMI")!.filter((line) => /^9,/.test(line))).toEqual([]);
  });
});

describe("an odd inventory", () => {
  const read = parts("odd/fru.txt");

  test("is read whole, where FreeIPMI drops an area for its checksum and ipmitool ignores the language", () => {
    const bytes = fromHex(/^bytes:\n([\s\S]*?)^---/m.exec(readCapture("odd/fru.txt"))![1]!);
    expect(bytes).toEqual(oddInventory());
    const { board, product, chassis, findings } = decodeFru(bytes);
    expect(board).toMatchObject({
      manufacturer: { text: "板" },
      productName: { text: "BLADE" },
      serialNumber: { text: "BL01" },
    });
    expect(chassis?.serialNumber?.text).toBe("12-34.5");
    expect(product?.custom.map(({ text }) => text)).toContain("x1");
    expect(findings.map(({ part, problem }) => `${part} ${problem}`)).toEqual(["board checksum", "product terminator"]);
    expect(read.get("FreeIPMI")!.join("\n")).toContain("board info area checksum invalid");
    expect(read.get("ipmitool")!.join("\n")).not.toContain("板");
  });
});
