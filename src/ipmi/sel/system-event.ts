import { bits, flag, named, reserved, span, struct, tag, u8, u32 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

const dataKind = { unspecified: 0, oem: 2, sensorSpecific: 3 } as const;

/** System event, type 02h: IPMI 2.0 section 32.1. Also what the event message buffer holds. */
export const systemEvent = struct("system event record", {
  kind: tag("system-event"),
  /** See `selTime`. */
  timestamp: u32,
  /** 8-bit slave address of the controller; odd = system software id. */
  generatorId: u8,
  ...bits(1, { generatorLun: span(1, 0), reservedGenerator2: reserved(3, 2), generatorChannel: span(7, 4) }),
  /** 04h for IPMI 1.5 and 2.0, 03h for IPMI 1.0. */
  formatVersion: u8,
  sensorType: u8,
  sensorNumber: u8,
  ...bits(1, { eventReadingType: span(6, 0), deassertion: flag(7) }),
  ...bits(1, {
    /** Which state or threshold event: offset of a discrete sensor, `thresholdEventBits` of a threshold sensor. */
    offset: span(3, 0),
    /** What `data3` holds; 1 is the threshold for threshold sensors. */
    data3Kind: named(span(5, 4), { ...dataKind, threshold: 1 }),
    /** What `data2` holds; 1 is the reading for threshold sensors, previous state and severity for discrete ones. */
    data2Kind: named(span(7, 6), { ...dataKind, readingOrPrevious: 1 }),
  }),
  data2: u8,
  data3: u8,
});
export type SystemEvent = ValueOfType<typeof systemEvent>;
