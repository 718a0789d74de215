import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lanMessageOf } from "../../../simulators/fault-proxy/lan-message.ts";
import type { Message } from "../../../simulators/fault-proxy/message.ts";
import { seededRandom } from "../../../simulators/fault-proxy/random.ts";
import { encodeFrame, VmFrameReader, vmMessage } from "../../../simulators/fault-proxy/vm-frames.ts";
import { vmMessageOf } from "../../../simulators/fault-proxy/vm-message.ts";

/** Does to a message everything a rule can do; gives how many of them changed it. */
function mistreat(message: Message): number {
  const made = [
    message.corrupted(seededRandom(1)),
    message.withData((data) => data.subarray(0, 2)),
    message.withData((data) => data.map((byte) => byte ^ 0xff)),
    message.withCompletion(0xc0),
    message.refusal(0x83),
  ];
  for (const bytes of made) if (bytes !== undefined) expect(bytes.length).toBeLessThan(2000);
  return made.filter((bytes) => bytes !== undefined).length;
}

const directions = ["request", "reply"] as const;
const bytes = fc.uint8Array({ maxLength: 80 });

describe("messages from anybody", () => {
  it("on the system interface are taken apart without error, and put together with right checksums", () => {
    let readable = 0;
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom(0x18, 0x1c, 0x10, 0x2c),
        fc.constantFrom(0x33, 0x34, 0x01, 0x31),
        (tail, netFn, cmd) => {
          for (const content of [tail, Uint8Array.of(1, netFn, cmd, ...tail), Uint8Array.of(1, netFn, cmd, 0, ...tail)])
            for (const direction of directions) {
              const message = vmMessageOf({ type: "message", content }, direction);
              readable += Number(mistreat(message) > 1);
              const truncated = message.withData((data) => data.subarray(0, 3));
              for (const frame of truncated === undefined ? [] : new VmFrameReader().take(truncated))
                expect(frame.content.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
            }
        },
      ),
    );
    expect(readable).toBeGreaterThan(200);
  });

  it("over RMCP are taken apart without error", () => {
    let readable = 0;
    const heads = [
      "0600ff0700000000000000000009",
      "0600ff07060000000000000000002000",
      "0600ff0706c0000000010000000020",
      "0600ff070610000000000000000020",
    ];
    fc.assert(
      fc.property(bytes, fc.constantFrom("", "0600ff07", ...heads), (tail, head) => {
        const datagram = Uint8Array.from([...Buffer.from(head, "hex"), ...tail]);
        for (const direction of directions) {
          const message = lanMessageOf(datagram, direction);
          if (message === undefined) continue;
          expect(message.bytes).toBe(datagram);
          message.sessionRefusal(1);
          readable += Number(mistreat(message) > 1);
        }
      }),
      { numRuns: 1000 },
    );
    expect(readable).toBeGreaterThan(40);
  });

  it("keep their bytes through the framing, whatever they are", () => {
    fc.assert(
      fc.property(bytes, (body) => {
        const frame = vmMessage([...body]);
        const [again] = [...new VmFrameReader().take(encodeFrame(frame))];
        expect(again).toEqual(frame);
      }),
    );
  });
});
