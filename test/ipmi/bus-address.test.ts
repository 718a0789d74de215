import { describe, expect, it } from "vitest";
import { addressText, busAddress } from "../../src/ipmi/bus-address.ts";

describe("a bus address", () => {
  it("is the bare IPMB address on channel 0, and another one on every other channel", () => {
    expect(busAddress(0x82, 0)).toBe(0x82);
    const channels = Array.from({ length: 12 }, (_, channel) => busAddress(0x82, channel));
    expect(new Set(channels).size).toBe(12);
  });

  it("takes channels that are no bus for the primary one, and software for on no bus", () => {
    expect([0x0c, 0x0d, 0x0e, 0x0f].map((channel) => busAddress(0x82, channel))).toEqual([0x82, 0x82, 0x82, 0x82]);
    expect(busAddress(0x41, 7)).toBe(0x41);
  });

  it("is written as people write addresses", () => {
    expect([busAddress(0x82, 0), busAddress(0x0a, 0), busAddress(0x72, 7)].map(addressText)).toEqual([
      "82h",
      "0Ah",
      "72h on channel 7",
    ]);
  });
});
