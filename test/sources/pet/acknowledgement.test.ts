import { describe, expect, it } from "vitest";
import { decodePet } from "../../../src/ipmi/platform-event-trap.ts";
import { acknowledgementOf } from "../../../src/sources/pet/acknowledgement.ts";
import { caseClosed, changed } from "./examples.ts";

describe("the acknowledgement of a platform event trap", () => {
  it("is that of FreeIPMI, octet by octet", () => {
    // ipmi-pet 1.6.10, `--pet-acknowledge -h 127.0.0.1:PORT 356224 44 45 4c …` with the octets of the example, as they
    // arrived at that port in three attempts.
    const sent = [
      "0600ff07000000000000000000132010d081b0170200267ee8192020738001ffde",
      "0600ff07000000000000000000132010d081b4170200267ee8192020738001ffda",
      "0600ff07000000000000000000132010d081b8170200267ee8192020738001ffd6",
    ];
    const pet = decodePet(caseClosed.specific, caseClosed.octets)!;
    expect([0x2c, 0x2d, 0x2e].map((number) => Buffer.from(acknowledgementOf(pet, number)).toString("hex"))).toEqual(
      sent,
    );
  });

  it("tells the sources apart, and counts on from the start after 64", () => {
    // Trap source 11h, event source 22h, device 33h.
    const pet = decodePet(caseClosed.specific, changed(caseClosed.octets, { 24: 0x11, 25: 0x22, 27: 0x33 }))!;
    expect([...acknowledgementOf(pet, 0).subarray(26, 29)]).toEqual([0x22, 0x33, 0x73]);
    expect(acknowledgementOf(pet, 64)).toEqual(acknowledgementOf(pet, 0));
  });
});
