import { describe, expect, it } from "vitest";
import { parseMachine } from "../../../simulators/index.ts";
import { controllerLocator, sensorRecord } from "../../../simulators/ipmi-sim/sdr.ts";
import { describeSensor } from "../../../simulators/record/describe-sensor.ts";
import { recordMachine } from "../../../simulators/record/record.ts";
import { recordingText } from "../../../simulators/record/write.ts";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { decodeSdr, type SensorRecord } from "../../../src/ipmi/sdr/index.ts";
import { FakeHardware, mcLocator } from "../../sources/ipmi/fake-hardware.ts";

const machine = parseMachine(
  `format: 1
name: one
description: one sensor
platform: plain
controllers:
  bmc:
    address: 0x20
    sensors:
      Temp: {type: temperature, unit: degrees-c, step: 0.5, offset: -10, value: 20, thresholds: {upperCritical: 60}, hysteresis: 1}
      Drive: {type: drive-slot, supports: [drive-present, drive-fault], states: [drive-present]}
`,
  "one.yaml",
);
const [bmc] = machine.controllers;
if (bmc === undefined) throw new Error("no BMC");
const [temp, drive] = bmc.sensors.map((sensor) => decodeSdr(sensorRecord(bmc, sensor)) as SensorRecord);
const reading = { reading: 100, unavailable: false, scanning: true, events: true, states: [], furtherStates: [] };

describe("describeSensor", () => {
  it("says what the record and the reading say", () => {
    expect(describeSensor(temp!, reading)).toEqual({
      entry: {
        type: "temperature",
        number: 0,
        entity: "system board",
        entityInstance: 1,
        unit: "degrees-c",
        step: 0.5,
        offset: -10,
        value: 40,
        thresholds: { upperCritical: 60 },
        hysteresis: 1,
      },
    });
    expect(describeSensor(drive!, { ...reading, states: [0, 1, 7] })).toMatchObject({
      entry: {
        supports: ["drive-present", "drive-fault", "rebuild-in-progress"],
        states: ["drive-present", "drive-fault", "rebuild-in-progress"],
      },
    });
  });

  it("takes the value of a sensor that does not read from its record", () => {
    expect(describeSensor(temp!, { ...reading, scanning: false })).toMatchObject({ entry: { value: -10 } });
    expect(describeSensor(drive!, undefined)).toMatchObject({ entry: { states: [] } });
  });

  it.each<[string, object, RegExp]>([
    ["an OEM type", { sensorType: 0xd3 }, /type oem-d3/],
    ["a curve", { linearization: "log10" }, /not linear/],
    ["falling readings", { m: -3 }, /fall/],
    ["no reading", { analogFormat: "none" }, /no reading/],
    ["an OEM event type", { eventReadingType: 0x72 }, /event type 114/],
    ["unnamed states", { sensorType: 0x16, eventReadingType: 0x6f }, /no words/],
  ])("says why it leaves out %s", (_what, change, why) => {
    const described = describeSensor({ ...temp!, ...change } as SensorRecord, reading);
    expect("leftOut" in described && described.leftOut).toMatch(why);
  });
});

describe("recordMachine", () => {
  it("makes a description that can be read back of a BMC that tells little", async () => {
    const connection = new FakeConnection({
      handler: ({ cmd, netFn }) =>
        netFn === 0x06 && cmd === 0x01
          ? { completionCode: 0, data: Uint8Array.of(0x20, 1, 2, 0xaf, 2, 0xbf, 0, 0, 0, 0, 0) }
          : 0xc1,
    });
    const recording = await recordMachine(connection, "poor");
    const again = parseMachine(recordingText(recording), "poor.yaml");
    expect(again.controllers).toMatchObject([{ address: 0x20, firmware: { major: 2, minor: 0x99 }, sensors: [] }]);
  });

  it("rejects when the BMC does not answer, or the way to it is gone", async () => {
    const silent = new DeviceSilentError("E_TIMEOUT", "no answer");
    const mute = new FakeConnection({ handler: () => Promise.reject(silent) });
    await expect(recordMachine(mute, "none")).rejects.toBe(silent);
    const hardware = new FakeHardware({ picmg: false });
    hardware.add(0x72, null);
    hardware.mainSdrs.push(mcLocator(1, 0x72, 0xc1, 0x61, "Satellite", 0));
    hardware.refuse = ({ target }) => {
      if (target !== undefined) hardware.connection.setState("connecting");
      return undefined;
    };
    await expect(recordMachine(hardware.connection, "none")).rejects.toMatchObject({ code: "E_LINK_DOWN" });
  });

  it("leaves out what cannot be simulated, says so, and ends on a repository that goes in circles", async () => {
    const records = [controllerLocator(bmc), ...bmc.sensors.map((sensor) => sensorRecord(bmc, sensor))];
    // A second sensor of the same number and name, and one that reads below zero although it has thresholds.
    records.push(
      records[1]!,
      Uint8Array.from(records[1]!, (byte, index) => (index === 7 ? 9 : index === 20 ? 0x80 : byte)),
    );
    const connection = new FakeConnection({
      handler: ({ netFn, cmd, data }) => {
        if (netFn === 0x06 && cmd === 0x01)
          return { completionCode: 0, data: Uint8Array.of(0x20, 1, 2, 3, 2, 0xbf, 0, 0, 0, 0, 0) };
        if (netFn === 0x04 && cmd === 0x2d)
          return { completionCode: 0, data: Uint8Array.of(data[0] === 9 ? 0xf0 : 100, 0xc0, 0, 0) };
        if (netFn !== 0x0a || cmd !== 0x23) return 0xc1;
        const id = (data[2] ?? 0) | ((data[3] ?? 0) << 8);
        const bytes = records[id]?.subarray(data[4], (data[4] ?? 0) + (data[5] ?? 0)) ?? new Uint8Array();
        // The last one leads back to the second.
        const next = id + 1 < records.length ? id + 1 : 1;
        return { completionCode: 0, data: Uint8Array.of(next, 0, ...bytes) };
      },
    });
    const { file, leftOut } = await recordMachine(connection, "odd");
    expect(Object.keys(file.controllers["bmc"]?.sensors ?? {}).sort()).toEqual(["Drive", "Temp"]);
    expect(leftOut).toHaveLength(2);
    expect(leftOut.join("\n")).toMatch(/"Temp 2": number 0 is already that of "Temp"/);
    expect(leftOut.join("\n")).toMatch(/"Temp 3": a sensor with thresholds cannot be below count 0/);
    expect(parseMachine(recordingText({ file, leftOut }), "odd.yaml").controllers).toHaveLength(1);
  });
});
