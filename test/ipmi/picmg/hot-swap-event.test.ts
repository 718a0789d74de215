import { describe, expect, test } from "vitest";
import { hotSwapEventOf } from "../../../src/ipmi/picmg/hot-swap-event.ts";
import { decodeSelRecord, type SystemEvent } from "../../../src/ipmi/sel/index.ts";
import { fromHex } from "../capture.ts";

const event = (data: string, type = "f0") =>
  decodeSelRecord(fromHex(`0100 02 00000000 8200 04 ${type} 00 6f ${data}`)) as SystemEvent;

describe("a FRU hot swap event", () => {
  test("tells new state, old state, cause and FRU", () => {
    expect(hotSwapEventOf(event("a4 13 02"))).toEqual({
      current: "m4",
      previous: "m3",
      cause: "commanded-by-shelf-manager",
      fruDeviceId: 2,
    });
    expect(hotSwapEventOf(event("a0 64 00"))).toMatchObject({
      current: "m0",
      previous: "m4",
      cause: "surprise-extraction",
    });
  });

  test("may leave out everything but the new state", () => {
    expect(hotSwapEventOf(event("02 ff ff"))).toEqual({
      current: "m2",
      previous: undefined,
      cause: "unknown",
      fruDeviceId: undefined,
    });
  });

  test("with a state the standard does not know has none", () => {
    expect(hotSwapEventOf(event("a9 f9 00"))).toMatchObject({
      current: undefined,
      previous: undefined,
      cause: "unknown",
    });
  });

  test("comes from hot swap sensors only", () => {
    expect(hotSwapEventOf(event("a4 13 02", "f2"))).toBeUndefined();
  });
});
