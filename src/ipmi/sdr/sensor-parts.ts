/** Runs of bytes that several sensor records share: IPMI 2.0 sections 43.1 to 43.3. */
import { bitSet, bits, flag, named, reserved, span, struct, switchOn, tag, u8 } from "../../wire/declare.ts";
import { thresholdBits, thresholdEventBits } from "../thresholds.ts";

export const sensorKey = {
  /** 8-bit slave address; odd = system software id. */
  ownerId: u8,
  ...bits(1, { ownerLun: span(1, 0), reservedOwner2: reserved(3, 2), ownerChannel: span(7, 4) }),
  sensorNumber: u8,
};

export const entity = {
  entityId: u8,
  ...bits(1, { entityInstance: span(6, 0), entityIsLogical: flag(7) }),
};

export const sensorSetup = {
  ...bits(1, {
    defaultScanning: flag(0),
    defaultEvents: flag(1),
    initSensorType: flag(2),
    initHysteresis: flag(3),
    initThresholds: flag(4),
    initEvents: flag(5),
    initScanning: flag(6),
    readingSettable: flag(7),
  }),
  ...bits(1, {
    eventControl: named(span(1, 0), { perState: 0, entireSensor: 1, globalOnly: 2, none: 3 }),
    thresholdAccess: named(span(3, 2), { none: 0, readable: 1, settable: 2, fixed: 3 }),
    hysteresisSupport: named(span(5, 4), { none: 0, readable: 1, settable: 2, fixed: 3 }),
    autoRearm: flag(6),
    ignoreWithoutEntity: flag(7),
  }),
  sensorType: u8,
  eventReadingType: u8,
};

const thresholdMasks = struct("threshold masks", {
  kind: tag("threshold"),
  ...bits(2, {
    assertionEvents: bitSet(11, 0, thresholdEventBits),
    /** Lower thresholds whose comparison Get Sensor Reading returns. */
    lowerComparisons: bitSet(14, 12, { lowerNonCritical: 0, lowerCritical: 1, lowerNonRecoverable: 2 }),
    reservedAssertion15: reserved(15, 15),
  }),
  ...bits(2, {
    deassertionEvents: bitSet(11, 0, thresholdEventBits),
    upperComparisons: bitSet(14, 12, { upperNonCritical: 0, upperCritical: 1, upperNonRecoverable: 2 }),
    reservedDeassertion15: reserved(15, 15),
  }),
  ...bits(1, { readableThresholds: bitSet(5, 0, thresholdBits), reservedReadable6: reserved(7, 6) }),
  ...bits(1, { settableThresholds: bitSet(5, 0, thresholdBits), reservedSettable6: reserved(7, 6) }),
});

const discreteMasks = struct("discrete masks", {
  kind: tag("discrete"),
  /** Offsets, 0 to 14. */
  ...bits(2, { assertionEvents: bitSet(14, 0), reservedAssertion15: reserved(15, 15) }),
  ...bits(2, { deassertionEvents: bitSet(14, 0), reservedDeassertion15: reserved(15, 15) }),
  ...bits(2, { readableStates: bitSet(14, 0), reservedReadable15: reserved(15, 15) }),
});

/** What the sensor can report; threshold sensors are those with event/reading type 01h. */
export const sensorMasks = { masks: switchOn("eventReadingType", { 1: thresholdMasks }, discreteMasks) };

export const sensorUnits = {
  ...bits(1, {
    percentage: flag(0),
    modifierUse: named(span(2, 1), { none: 0, divide: 1, multiply: 2 }),
    rateUnit: named(span(5, 3), {
      none: 0,
      perMicrosecond: 1,
      perMillisecond: 2,
      perSecond: 3,
      perMinute: 4,
      perHour: 5,
      perDay: 6,
    }),
    analogFormat: named(span(7, 6), { unsigned: 0, onesComplement: 1, twosComplement: 2, none: 3 }),
  }),
  baseUnit: u8,
  modifierUnit: u8,
};

/** One record for several sensors: byte pair of IPMI 2.0 section 43.2. */
export const recordSharing = {
  ...bits(1, {
    /** How many sensors share the record; 0 and 1 both mean one. */
    shareCount: span(3, 0),
    instanceModifier: named(span(5, 4), { numeric: 0, alphabetic: 1 }),
    direction: named(span(7, 6), { unspecified: 0, input: 1, output: 2 }),
  }),
  ...bits(1, { instanceModifierOffset: span(6, 0), entityInstanceIncrements: flag(7) }),
};
