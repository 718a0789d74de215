import koffi from "koffi";
import { expect } from "vitest";
import { type SelTime, selTime } from "../../../src/ipmi/sel/sel-time.ts";
import { requires } from "../../support/requires.ts";

const { describe, it } = requires("freeipmi");

describe("FreeIPMI's library", () => {
  it("takes time stamps for what we take them", () => {
    const print = koffi
      .load("libfreeipmi.so.17")
      .func("int ipmi_timestamp_string(uint32_t, int, unsigned int, const char *, _Out_ char *, unsigned int)");
    const theirs = (timestamp: number) => {
      const buffer = Buffer.alloc(64);
      print(timestamp, 0, 0, "%s", buffer, buffer.length);
      // Its dates are of this machine's time zone.
      return buffer.toString("latin1").split("\0")[0]!.replace(/^\d+$/, "wall");
    };
    const ours = (time: SelTime) => {
      if (time.kind === "unspecified") return "Unspecified";
      return time.kind === "wall" ? "wall" : `Post-Init ${time.seconds} s`;
    };
    const stamps = [0, 1, 0x1fffffff, 0x20000000, 0x20000001, 0x60000000, 0xfffffffe, 0xffffffff];
    for (const stamp of stamps) expect(ours(selTime(stamp))).toBe(theirs(stamp));
  });
});
