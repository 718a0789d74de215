import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRawReply } from "../../../src/transport/ipmitool/reply.ts";

const read = (text: string, command = "raw 0x06 0x01") => {
  const { reply, garbage } = readRawReply(text, command);
  if (reply.kind !== "response") return [reply.kind, garbage];
  return [reply.response.completionCode, Buffer.from(reply.response.data).toString("hex"), garbage];
};

// Recorded from `ipmitool -I lanplus … shell` 1.8.19 with both outputs in one pipe.
describe("the reply of ipmitool's raw", () => {
  it("is bytes in lines of sixteen", () => {
    const echo = "raw 0x0a 0x11 0x00 0x00 0x00 0x14";
    const lines = " 14 a0 a1 aa 10 a0 a1 aa 10 a0 a1 aa 10 a0 a1 aa\n 10 a0 a1 aa 10\n";
    expect(read(`${echo}\n${lines}`, echo)).toEqual([0, "14a0a1aa10a0a1aa10a0a1aa10a0a1aa10a0a1aa10", 0]);
    expect(read("raw 0x06 0x01\n 00 81 02 10 02 bf 5a 31 00 02 0f 00 00 00 00\n")).toEqual([
      0,
      "0081021002bf5a3100020f00000000",
      0,
    ]);
  });

  it("is an empty line for a response without data", () => {
    expect(read("raw 0x06 0x01\n\n")).toEqual([0, "", 0]);
  });

  it("is a line that names the completion code", () => {
    const known = "Unable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0xff rsp=0xc1): Invalid command\n";
    expect(read(`raw 0x06 0x01\n${known}`)).toEqual([0xc1, "", 0]);
    const unknown = "Unable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0x1 rsp=0x83): Unknown (0x83)\n";
    expect(read(`raw 0x06 0x01\n${unknown}`)).toEqual([0x83, "", 0]);
  });

  it("names no code when nothing answered", () => {
    expect(read("raw 0x06 0x01\nUnable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0x1)\n")).toEqual([
      "silent",
      0,
    ]);
  });

  it("may come without the echo", () => {
    expect(read(" 01 02\n")).toEqual([0, "0102", 0]);
  });

  it("is not taken from what is no reply", () => {
    expect(read('raw 0x06 0x01\nGiven netfn "x" is invalid.\n')).toEqual(["unreadable", 1]);
    expect(read("raw 0x06 0x01\nReceived an Unexpected message\n 01 02\n")).toEqual([0, "0102", 1]);
  });

  it("never throws and never invents bytes", () => {
    let responses = 0;
    const line = fc.oneof(fc.string(), fc.stringMatching(/^( [0-9a-f]{2}){0,20}$/), fc.constant("raw 0x06 0x01"));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const { reply } = readRawReply(lines.join("\n"), "raw 0x06 0x01");
        if (reply.kind !== "response") return;
        responses += 1;
        const digits = lines.join("").replaceAll(/[^0-9a-f]/g, "").length;
        expect(reply.response.data.length * 2).toBeLessThanOrEqual(digits);
      }),
    );
    expect(responses).toBeGreaterThan(10);
  });
});
