/** Bytes that the watchdog commands share: IPMI 2.0 sections 27.6 and 27.7. */
import { bitSet, bits, named, reserved, span } from "../../../wire/declare.ts";

const uses = { biosFrb2: 1, biosPost: 2, osLoad: 3, smsOs: 4, oem: 5 } as const;

export const watchdogUse = named(span(2, 0), uses);

export const watchdogUses = bitSet(7, 0, uses);

export const watchdogAction = bits(1, {
  action: named(span(2, 0), { none: 0, hardReset: 1, powerDown: 2, powerCycle: 3 }),
  reservedAction3: reserved(3, 3),
  preTimeoutInterrupt: named(span(6, 4), { none: 0, smi: 1, nmi: 2, messaging: 3 }),
  reservedAction7: reserved(7, 7),
});
