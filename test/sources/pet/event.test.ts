import { describe, expect, it } from "vitest";
import { WireError } from "../../../src/base/errors.ts";
import { decodePet, petUtcOffset, selRecordOfPet } from "../../../src/ipmi/platform-event-trap.ts";
import { decodeSelRecord } from "../../../src/ipmi/sel/index.ts";
import { eventOf } from "../../../src/sources/pet/event.ts";
import { caseClosed, changed } from "./examples.ts";

describe("a platform event trap", () => {
  const { specific, octets } = caseClosed;

  it("of a Dell server is read as FreeIPMI documents it", () => {
    expect(octets).toHaveLength(47);
    const pet = decodePet(specific, octets)!;
    expect(petUtcOffset(pet)).toBeUndefined();
    expect(pet).toMatchObject({
      systemGuid: new Uint8Array(octets.subarray(0, 16)),
      cookie: 2,
      severity: "ok",
      sensorDevice: 0x20,
      sensorNumber: 0x73,
      sensorType: 0x05,
      eventReadingType: 0x6f,
      offset: 0,
      deassertion: true,
      entityId: 0x18,
      manufacturerId: 674,
    });
  });

  it("is none when it is too short or its number too large", () => {
    for (let length = 0; length < 46; length++) {
      expect(() => decodePet(specific, octets.subarray(0, length)), `${length} octets`).toThrow(WireError);
    }
    expect(decodePet(specific, octets.subarray(0, 46))).toBeDefined();
    for (const number of [-1, 0x1000000, 1.5, Number.NaN]) expect(decodePet(number, octets)).toBeUndefined();
  });

  it("has the form of a SEL record for whoever reads the SEL", () => {
    const record = decodeSelRecord(selRecordOfPet(decodePet(specific, octets)!));
    expect(record).toMatchObject({
      kind: "system-event",
      generatorId: 0x20,
      sensorType: 0x05,
      sensorNumber: 0x73,
      eventReadingType: 0x6f,
      deassertion: true,
      offset: 0,
      data2: 0x01,
      data3: 0xff,
    });
  });

  it("of a discrete sensor becomes an event with the state's name", () => {
    expect(eventOf(decodePet(specific, octets)!, "192.0.2.7", 1000)).toMatchObject({
      type: "sensor",
      severity: "ok",
      resourceId: null,
      sensorId: null,
      sensorNumber: 0x73,
      assertion: false,
      // Seconds since 1998 in the trap: 19e87e26h.
      time: { received: 1000, device: Date.UTC(1998, 0, 1) + 0x19e87e26 * 1000, trusted: false },
      text: expect.stringContaining("192.0.2.7"),
    });
  });

  it.each([
    [1, "informational"],
    [2, "informational"],
    [4, "ok"],
    [8, "minor"],
    [16, "major"],
    [32, "critical"],
  ])("of severity %i is %s", (octet, severity) => {
    expect(eventOf(decodePet(specific, changed(octets, { 26: octet }))!, "192.0.2.7", 0).severity).toBe(severity);
  });

  it("of a threshold sensor names the threshold", () => {
    // Temperature, threshold, upper critical going high.
    const pet = decodePet(0x010109, changed(octets, { 26: 0, 31: 0x59, 32: 85, 33: 80 }))!;
    expect(eventOf(pet, "192.0.2.7", 0)).toMatchObject({
      sensorType: "temperature",
      assertion: true,
      state: "upper-critical-going-high",
      severity: "minor",
      text: "192.0.2.7: temperature sensor 73h: upper critical going high",
    });
  });

  it("without a time or with a zone tells the device's time accordingly", () => {
    const none = decodePet(specific, changed(octets, { 18: 0, 19: 0, 20: 0, 21: 0 }))!;
    expect(eventOf(none, "a", 5).time).toEqual({ received: 5, device: null, trusted: false });
    const east = decodePet(specific, changed(octets, { 22: 0, 23: 60 }))!;
    expect(eventOf(east, "a", 5).time.device).toBe(Date.UTC(1998, 0, 1) + (0x19e87e26 - 3600) * 1000);
  });
});
