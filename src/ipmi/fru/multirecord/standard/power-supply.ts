import { bits, flag, i16, named, reserved, span, struct, tag, u8, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

const combinedVoltages = { "12V": 0, "-12V": 1, "5V": 2, "3.3V": 3 } as const;

/** Power Supply Information, type 00h: FRU Information Storage Definition section 18.1. */
export const powerSupply = struct("Power Supply Information", {
  kind: tag("power-supply"),
  ...bits(2, {
    /** Watts. */
    capacity: span(11, 0),
    reservedCapacity12: reserved(15, 12),
  }),
  /** VA; FFFFh = unspecified. */
  peakVa: u16,
  /** Amperes; FFh = unspecified. */
  inrushCurrent: u8,
  /** Milliseconds. */
  inrushInterval: u8,
  /** In 10 mV, negative for -48 V; the second range is 0 for a supply with one. */
  lowInputVoltage1: i16,
  highInputVoltage1: i16,
  lowInputVoltage2: i16,
  highInputVoltage2: i16,
  /** Hertz; 0 = direct current. */
  lowInputFrequency: u8,
  highInputFrequency: u8,
  /** Milliseconds. */
  dropoutTolerance: u8,
  ...bits(1, {
    predictiveFail: flag(0),
    powerFactorCorrection: flag(1),
    autoswitch: flag(2),
    hotSwap: flag(3),
    /** Two tachometer pulses per rotation, or a failure signal that is active low. */
    twoPulsesOrFailLow: flag(4),
    reservedFlags5: reserved(7, 5),
  }),
  ...bits(2, {
    /** Watts; FFFh = unspecified. */
    peakCapacity: span(11, 0),
    /** Seconds. */
    holdUpTime: span(15, 12),
  }),
  ...bits(1, {
    combinedVoltage2: named(span(3, 0), combinedVoltages),
    combinedVoltage1: named(span(7, 4), combinedVoltages),
  }),
  /** Watts; 0 = outputs are not combined. */
  combinedWattage: u16,
  /** Revolutions per second below which failure is predicted. */
  tachometerThreshold: u8,
});
export type PowerSupply = ValueOfType<typeof powerSupply>;
