import { bits, flag, reserved } from "../../../wire/declare.ts";

/** IPMI 2.0 sections 22.3 and 22.4. */
export const messageFlags = bits(1, {
  receiveQueue: flag(0),
  eventBuffer: flag(1),
  reserved2: reserved(2, 2),
  watchdogPreTimeout: flag(3),
  reserved4: reserved(4, 4),
  oem0: flag(5),
  oem1: flag(6),
  oem2: flag(7),
});
