import { describe, expect, it } from "vitest";
import { parseAddress, SourceList } from "../../src/snmp/source-list.ts";

describe("a list of sources", () => {
  it.each([
    ["192.0.2.0/24", "192.0.2.255", true],
    ["192.0.2.0/24", "192.0.3.0", false],
    ["192.0.2.128/25", "192.0.2.127", false],
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["192.0.2.0/24", "::ffff:192.0.2.9", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::1", "::1", true],
    ["fe80::/10", "fe80::1%eth0", true],
    ["::ffff:192.0.2.0/24", "192.0.2.7", true],
    ["192.0.2.0/24", "nonsense", false],
  ])("%s holds %s: %s", (network, address, held) => {
    expect(new SourceList([network]).includes(address)).toBe(held);
  });

  it.each([
    "",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.1/33",
    "192.0.2.1/",
    "1:2:3",
    "1::2::3",
    "g::1",
    "::/129",
    ":1:2:3:4:5:6:7",
    "12345::",
  ])("refuses %j", (text) => {
    expect(() => new SourceList([text])).toThrow(expect.objectContaining({ code: "E_SNMP_SOURCE" }));
  });

  it("reads addresses in every form", () => {
    expect(parseAddress("2001:db8::a:b")).toEqual([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0x0b]);
    expect(parseAddress("1:2:3:4:5:6:7:8")).toHaveLength(16);
    expect(parseAddress("64:ff9b::192.0.2.33")!.slice(-4)).toEqual([192, 0, 2, 33]);
  });
});
