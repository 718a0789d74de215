import { describe, expect, it } from "vitest";
import { hotSwapEventOf } from "../../src/ipmi/picmg/hot-swap-event.ts";
import { decodeSelRecord, type SystemEvent } from "../../src/ipmi/sel/index.ts";
import { hotSwapCauseOf } from "../../src/personalities/atca-hot-swap.ts";
import { fromHex } from "../ipmi/capture.ts";

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

function causeOf(current: number, cause: number, previous: number): string {
  const data = `${hex(0xa0 | current)} ${hex((cause << 4) | previous)} 00`;
  const record = decodeSelRecord(fromHex(`0100 02 00000000 8200 04 f0 00 6f ${data}`)) as SystemEvent;
  return hotSwapCauseOf(hotSwapEventOf(record)!);
}

describe("the cause of a normal state change", () => {
  it("is that somebody took the FRU out or put it in: no policy can", () => {
    expect(causeOf(0, 0, 1)).toBe("removal");
    expect(causeOf(0, 0, 7)).toBe("removal");
    expect(causeOf(1, 0, 0)).toBe("insertion");
  });

  it("is the automatic policy where a state leads to the next", () => {
    expect(causeOf(4, 0, 3)).toBe("auto-policy");
    expect(causeOf(1, 0, 6)).toBe("auto-policy");
  });
});

describe("any other cause", () => {
  it("is as told, also of a FRU that comes or goes", () => {
    expect(causeOf(0, 6, 4)).toBe("surprise-extraction");
    expect(causeOf(0, 4, 7)).toBe("communication-lost");
    expect(causeOf(5, 2, 4)).toBe("operator-latch");
    expect(causeOf(1, 0xf, 0)).toBe("unknown");
  });
});
