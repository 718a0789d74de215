import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeControl, encodeMessage, FrameDecoder, type VmMessage } from "../../../src/transport/vm/framing.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (data: Uint8Array) => Buffer.from(data).toString("hex");

function decode(...chunks: Uint8Array[]) {
  const messages: VmMessage[] = [];
  const controls: string[] = [];
  const rejected: string[] = [];
  const decoder = new FrameDecoder({
    message: (message) => messages.push(message),
    control: (control) => controls.push(hex(control)),
    rejected: (kind) => rejected.push(kind),
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { messages, controls, rejected };
}

const anyMessage = fc.record({
  sequence: fc.nat(255),
  netFn: fc.nat(63),
  lun: fc.nat(3),
  cmd: fc.nat(255),
  // Bytes that need escaping come often.
  data: fc
    .array(fc.oneof(fc.nat(255), fc.constantFrom(0xa0, 0xa1, 0xaa, 0xb0, 0xba)), { maxLength: 60 })
    .map((data) => Uint8Array.from(data)),
});

describe("VM framing", () => {
  // Recorded between a client and ipmi_sim 2.0.33.
  it("is what ipmi_sim understands and says", () => {
    const none = new Uint8Array(0);
    expect(hex(encodeMessage({ sequence: 1, netFn: 6, lun: 0, cmd: 1, data: none }))).toBe("011801e6a0");
    const time = Uint8Array.of(0xa0, 0xa1, 0xaa, 0x00);
    expect(hex(encodeMessage({ sequence: 9, netFn: 0x0a, lun: 0, cmd: 0x49, data: time }))).toBe(
      hex(bytes("09 28 49 AA B0 AA B1 AA BA 00 9B A0")),
    );
    expect(hex(encodeControl(0xff, 0x01))).toBe("ff01a1");
    const { messages, controls, rejected } = decode(
      bytes("FF 01 A1 00 A1 01 1C 01 00 00 81 02 10 02 BF 5A 31 00 02 0F 00 00 00 00 F2 A0 05 A1"),
      bytes("0A 2C 48 00 AA B0 AA B1 AA BA 00 97 A0"),
    );
    expect(rejected).toEqual([]);
    expect(controls).toEqual(["ff01", "00", "05"]);
    expect(messages.map(({ sequence, netFn, cmd, data }) => [sequence, netFn, cmd, hex(data)])).toEqual([
      [1, 7, 1, "000081021002bf5a3100020f00000000"],
      [10, 0x0b, 0x48, "00a0a1aa00"],
    ]);
  });

  it("reads back whatever it wrote, however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(100)), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeMessage));
        const edges = [0, ...cuts.map((cut) => cut % stream.length).sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge));
        const { messages, rejected } = decode(...chunks);
        expect(rejected).toEqual([]);
        expect(messages.map((message) => ({ ...message, data: Uint8Array.from(message.data) }))).toEqual(sent);
      }),
    );
  });

  it("is in step again after any garbage", () => {
    const seen = new Set<string>();
    const garbage = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0xa0, 0xa1, 0xaa)), { maxLength: 400 });
    const long = fc.constant(Array.from({ length: 400 }, () => 0));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: garbage }, { weight: 1, arbitrary: long }),
        anyMessage,
        (noise, sent) => {
          const { messages, rejected } = decode(Uint8Array.from([...noise, 0xa1]), encodeMessage(sent));
          expect({ ...messages.at(-1)!, data: Uint8Array.from(messages.at(-1)!.data) }).toEqual(sent);
          for (const kind of rejected) seen.add(kind);
        },
      ),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(["checksum", "escape", "long", "short"]);
  });

  it("rejects a message with any one bit flipped", () => {
    const good = bytes("01 18 01 E6");
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = Uint8Array.from(good);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      // A flip may make an end mark or an escape; no message comes out either way.
      expect(decode(bad, bytes("A0")).messages).toEqual([]);
    }
  });

  it("rejects a frame that has more bytes than any message, and an escape at its end", () => {
    expect(decode(new Uint8Array(301), bytes("A0")).rejected).toEqual(["long"]);
    expect(decode(bytes("01 18 01 E6 AA A0")).rejected).toEqual(["escape"]);
    expect(decode(bytes("01 AA AA 01 E6 A0")).rejected).toEqual(["escape"]);
    expect(decode(bytes("A0 A1 01 18 A0")).rejected).toEqual(["short", "short", "short"]);
  });
});
