import { describe, expect, it } from "vitest";
import { adminString, dateAndTime } from "../../../src/exporters/snmp/text.ts";

describe("an administrator's text", () => {
  it("loses control characters and what is too long, never half a character", () => {
    expect(adminString(" a\u0000b\r\nc ")).toBe("a b  c");
    expect(Buffer.from(adminString("é".repeat(40), 31)).length).toBe(30);
    expect(adminString("x".repeat(300))).toHaveLength(255);
    expect(adminString("€".repeat(100), 32)).toBe("€".repeat(10));
  });
});

describe("a date", () => {
  it("is DateAndTime in UTC, or zeros", () => {
    expect(dateAndTime(Date.UTC(2026, 10, 20, 8, 5, 6, 700)).toString("hex")).toBe("07ea0b14080506072b0000");
    expect(dateAndTime(null)).toEqual(Buffer.alloc(8));
    expect(dateAndTime(Number.NaN)).toEqual(Buffer.alloc(8));
    expect(dateAndTime(1e300)).toEqual(Buffer.alloc(8));
  });
});
