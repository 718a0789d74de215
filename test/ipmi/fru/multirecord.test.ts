import { describe, expect, test } from "vitest";
import { decodeFru } from "../../../src/ipmi/fru/index.ts";
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
