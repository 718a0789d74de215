import { GetChannelInfo } from "../../../src/ipmi/commands/app/get-channel-info.ts";
import { GetDeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";
import { GetDeviceSdr } from "../../../src/ipmi/commands/sensor-event/get-device-sdr.ts";
import { GetDeviceSdrInfo } from "../../../src/ipmi/commands/sensor-event/get-device-sdr-info.ts";
import { GetSensorEventEnable } from "../../../src/ipmi/commands/sensor-event/get-sensor-event-enable.ts";
import { GetSensorEventStatus } from "../../../src/ipmi/commands/sensor-event/get-sensor-event-status.ts";
import { GetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { GetSensorReading } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { GetSensorReadingFactors } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading-factors.ts";
import { GetSensorThresholds } from "../../../src/ipmi/commands/sensor-event/get-sensor-thresholds.ts";
import { PlatformEvent } from "../../../src/ipmi/commands/sensor-event/platform-event.ts";
import { RearmSensorEvents } from "../../../src/ipmi/commands/sensor-event/rearm-sensor-events.ts";
import { ReserveDeviceSdrRepository } from "../../../src/ipmi/commands/sensor-event/reserve-device-sdr-repository.ts";
import { SetSensorEventEnable } from "../../../src/ipmi/commands/sensor-event/set-sensor-event-enable.ts";
import { SetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/set-sensor-hysteresis.ts";
import { SetSensorThresholds } from "../../../src/ipmi/commands/sensor-event/set-sensor-thresholds.ts";
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import type { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { deviceId } from "./device-id.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";
import { nonLinearRecord, partOf, sensorRecord, withSensor } from "./records.ts";

const reading = { reading: 95, unavailable: false, scanning: true, events: true, states: [4] };
const thresholds = {
  readable: ["lowerNonCritical", "upperCritical"],
  lowerNonCritical: 10,
  lowerCritical: 1,
  lowerNonRecoverable: 2,
  upperNonCritical: 3,
  upperCritical: 90,
  upperNonRecoverable: 4,
} as const;
const enabled = { events: true, scanning: true, assertion: [0, 9], deassertion: [9] };
const quiet = { unavailable: false, scanning: true, events: true };

function withReading(fake: FakeConnection): FakeConnection {
  return withSensor(fake)
    .answer(GetSensorReading, () => reading)
    .answer(GetSensorThresholds, () => thresholds)
    .answer(GetSensorHysteresis, () => ({ positive: 5, negative: 6 }))
    .answer(GetSensorEventEnable, () => enabled)
    .answer(GetSensorEventStatus, () => quiet);
}

/** A controller whose records are device SDRs. */
function withDeviceSensor(fake: FakeConnection): FakeConnection {
  return withReading(fake)
    .answer(GetDeviceId, () => ({ ...deviceId, providesDeviceSdrs: true, sdrRepositoryDevice: false }))
    .answer(GetDeviceSdrInfo, () => ({ count: 1, lunsWithSensors: [0], dynamic: false }))
    .answer(ReserveDeviceSdrRepository, () => ({ reservationId: 0x2345 }))
    .answer(GetDeviceSdr, (request) => partOf(sensorRecord, request));
}

const listed = "Vcc 1 | 19 Volts | cr";

export const sensorEventCases: readonly PeerCase[] = [
  peerCase(PlatformEvent, {
    ask: ["ipmitool", "event", "1"],
    request: {
      generatorId: 0x41,
      formatVersion: 4,
      sensorType: 1,
      sensorNumber: 0x30,
      eventReadingType: 1,
      deassertion: false,
      data1: 0x09,
      data2: 0xff,
      data3: 0xff,
    },
    response: {},
    also: (fake) =>
      fake.answer(GetChannelInfo, () => ({
        channel: 15,
        medium: 12,
        protocol: 5,
        activeSessions: 0,
        sessions: "none",
        vendorId: 7154,
        auxiliary: new Uint8Array(2),
      })),
  }),
  peerCase(GetDeviceSdrInfo, {
    ask: ["ipmitool", "sdr", "list", "full"],
    response: { count: 1, lunsWithSensors: [0], dynamic: false },
    prints: [listed],
    also: withDeviceSensor,
  }),
  peerCase(GetDeviceSdr, {
    ask: ["ipmitool", "sdr", "list", "full"],
    request: { reservationId: 0x2345, recordId: 1 },
    response: (request) => partOf(sensorRecord, request),
    prints: [listed],
    also: withDeviceSensor,
  }),
  peerCase(ReserveDeviceSdrRepository, {
    ask: ["ipmitool", "sdr", "list", "full"],
    response: { reservationId: 0x2345 },
    prints: [listed],
    also: withDeviceSensor,
  }),
  peerCase(GetSensorReadingFactors, {
    ask: ["ipmitool", "sdr", "list", "full"],
    request: { sensorNumber: 7, reading: 95 },
    response: {
      nextReading: 0xff,
      m: -4,
      tolerance: 1,
      b: 300,
      accuracy: 7,
      accuracyExponent: 1,
      bExponent: 1,
      rExponent: -2,
    },
    prints: ["Vcc 1 | 26.20 Volts | cr"],
    also: (fake) => withReading(fake).answer(GetSdr, (request) => partOf(nonLinearRecord, request)),
  }),
  peerCase(SetSensorHysteresis, {
    ask: ["ipmi-sensors-config", "--commit", "--key-pair=1_Vcc_1:Positive_Going_Threshold_Hysteresis=2"],
    request: { sensorNumber: 7, mask: 0xff, positive: 10, negative: 6 },
    response: {},
    also: withReading,
  }),
  peerCase(GetSensorHysteresis, {
    ask: ["ipmi-sensors-config", "--checkout", "--section=1_Vcc_1"],
    request: { sensorNumber: 7, mask: 0xff },
    response: { positive: 5, negative: 6 },
    prints: ["Positive_Going_Threshold_Hysteresis 1.000000", "Negative_Going_Threshold_Hysteresis 1.200000"],
    also: withReading,
  }),
  peerCase(SetSensorThresholds, {
    ask: ["ipmitool", "sensor", "thresh", "Vcc 1", "ucr", "17"],
    request: { sensorNumber: 7, set: ["upperCritical"], upperCritical: 85 },
    response: {},
    prints: ['Setting sensor "Vcc 1" Upper Critical threshold to 17.000'],
    also: withReading,
  }),
  peerCase(GetSensorThresholds, {
    ask: ["ipmitool", "sensor", "get", "Vcc 1"],
    request: { sensorNumber: 7 },
    response: thresholds,
    prints: [
      "Upper Critical : 18.000",
      "Lower Non-Critical : 2.000",
      "Lower Critical : na",
      "Upper Non-Recoverable : na",
    ],
    also: withReading,
  }),
  peerCase(SetSensorEventEnable, {
    ask: [
      "ipmi-sensors-config",
      "--commit",
      "--key-pair=1_Vcc_1:Enable_Deassertion_Event_Upper_Critical_Going_High=No",
    ],
    request: { sensorNumber: 7, individual: "disable", scanning: true, events: true, assertion: [], deassertion: [9] },
    response: {},
    also: withReading,
  }),
  peerCase(GetSensorEventEnable, {
    ask: ["ipmitool", "sensor", "get", "Vcc 1"],
    request: { sensorNumber: 7 },
    response: enabled,
    prints: ["Assertions Enabled : lnc- ucr+", "Deassertions Enabled : ucr+"],
    also: withReading,
  }),
  peerCase(RearmSensorEvents, {
    ask: ["bmc-device", "--rearm-sensor=1"],
    request: { sensorNumber: 7, selectedOnly: false },
    response: {},
    also: withReading,
  }),
  peerCase(GetSensorEventStatus, {
    ask: ["ipmitool", "sensor", "get", "Vcc 1"],
    request: { sensorNumber: 7 },
    response: { ...quiet, assertion: [9], deassertion: [] },
    prints: ["Assertion Events : ucr+"],
    also: withReading,
  }),
  peerCase(GetSensorReading, {
    ask: ["ipmitool", "sensor", "get", "Vcc 1"],
    request: { sensorNumber: 7 },
    response: reading,
    prints: ["Sensor Reading : 19 (+/- 0) Volts", "Status : Upper Critical"],
    also: withReading,
  }),
  peerCase(GetSensorReading, {
    ask: ["ipmitool", "sdr", "list", "full"],
    response: { reading: 95, unavailable: false, scanning: false, events: true, states: [4] },
    prints: ["Vcc 1 | disabled | ns"],
    also: withReading,
  }),
  peerCase(GetSensorReading, {
    ask: ["ipmitool", "sdr", "list", "full"],
    response: { reading: 95, unavailable: true, scanning: true, events: true, states: [4] },
    prints: ["Vcc 1 | no reading | ns"],
    also: withReading,
  }),
];
