import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader, frame } from "../../../simulators/module/frames.ts";

const request = Uint8Array.of(8, 0, 0x51, 7, 0x86, 0, 0x2c, 0, 0x0b, 0);

describe("frames of the module", () => {
  it("count the letter and the body, least significant byte first", () => {
    expect([...frame("E", 0x20, 2, Uint8Array.of(1, 2, 3))]).toEqual([6, 0, 0x45, 0x20, 2, 1, 2, 3]);
    expect([...frame("X", "mc_enable")]).toEqual([10, 0, 0x58, ...Buffer.from("mc_enable")]);
    expect(frame("X", "x".repeat(300)).subarray(0, 2)).toEqual(Uint8Array.of(301 & 0xff, 301 >> 8));
  });

  it("are read as requests, refusals, repeated marks and what ipmi_sim says", () => {
    const refused = Uint8Array.of(5, 0, 0x52, ...Buffer.from("**no"));
    const said = Uint8Array.of(4, 0, 0x49, 7, 0, 0x20);
    const frames = Uint8Array.of(...request, ...refused, 2, 0, 0x53, 9, ...said);
    const [first, second, third, fourth] = new FrameReader().take(frames);
    expect(first).toEqual({
      kind: "request",
      request: { id: 7, address: 0x86, channel: 0, netFn: 0x2c, lun: 0, cmd: 0x0b, data: Uint8Array.of(0) },
    });
    expect(second).toEqual({ kind: "refused", text: "**no" });
    expect(third).toEqual({ kind: "done", mark: 9 });
    expect(fourth).toEqual({ kind: "said", id: 7, response: Uint8Array.of(0, 0x20) });
  });

  it("are the same however the stream is cut", () => {
    let cuts = 0;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (sizes) => {
        const stream = Uint8Array.of(...request, ...request, ...request);
        const reader = new FrameReader();
        const frames = [];
        let at = 0;
        for (const size of [...sizes, stream.length]) {
          frames.push(...reader.take(stream.subarray(at, at + size)));
          at += size;
        }
        cuts += sizes.length;
        expect(frames).toHaveLength(3);
        expect(new Set(frames.map((each) => JSON.stringify(each))).size).toBe(1);
      }),
    );
    expect(cuts).toBeGreaterThan(100);
  });

  it.each([
    ["of length zero", [0, 0, 0x51]],
    ["too long", [0xff, 0xff, 0x51]],
    ["of an unknown letter", [1, 0, 0x7a]],
    ["too short for a request", [4, 0, 0x51, 1, 2, 3]],
  ])("%s are none", (_what, bytes) => {
    expect(new FrameReader().take(Uint8Array.from(bytes))).toEqual([undefined]);
  });
});
