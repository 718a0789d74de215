import { bits, flag, reserved } from "../../../wire/declare.ts";

/** IPMI 2.0 sections 22.1 and 22.2. */
export const globalEnables = bits(1, {
  receiveQueueInterrupt: flag(0),
  eventBufferInterrupt: flag(1),
  eventBuffer: flag(2),
  systemEventLog: flag(3),
  reserved4: reserved(4, 4),
  oem0: flag(5),
  oem1: flag(6),
  oem2: flag(7),
});
