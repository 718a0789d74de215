import { expect, test } from "vitest";
import { sumsToZero, zeroChecksum } from "../../src/wire/checksum.ts";

test("a zero checksum is the one of IPMI messages", () => {
  // Get Device ID to 20h from software 81h: 20h, 18h, checksum C8h.
  expect(zeroChecksum(Uint8Array.of(0x20, 0x18))).toBe(0xc8);
  expect(sumsToZero(Uint8Array.of(0x20, 0x18, 0xc8))).toBe(true);
  expect(sumsToZero(Uint8Array.of(0x20, 0x18, 0xc9))).toBe(false);
  expect(zeroChecksum(new Uint8Array())).toBe(0);
});
