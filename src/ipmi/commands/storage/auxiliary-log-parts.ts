import { bits, named, reserved, span } from "../../../wire/declare.ts";

/** Which log: IPMI 2.0 sections 31.12 and 31.13. */
export const auxiliaryLogType = bits(1, {
  logType: named(span(3, 0), { machineCheck: 0, oem1: 1, oem2: 2 }),
  reservedLogType4: reserved(7, 4),
});
