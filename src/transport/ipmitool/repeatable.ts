import type { RawRequest } from "../../ipmi/connection.ts";

/** Commands that change nothing, by network function: IPMI 2.0 appendix G and PICMG 3.0 table 3-1. */
const reading: ReadonlyMap<number, readonly number[]> = new Map([
  // Device id, self test, device and system GUID.
  [0x06, [0x01, 0x04, 0x08, 0x37]],
  // Factors, hysteresis, thresholds, event enables, event status, reading, type; device SDR info and device SDRs.
  [0x04, [0x20, 0x21, 0x23, 0x25, 0x27, 0x29, 0x2b, 0x2d, 0x2f]],
  // FRU area info and data, SDR repository info and SDRs.
  [0x0a, [0x10, 0x11, 0x20, 0x23]],
  // Properties, address info, LED properties, colours and state, activation policy, power level.
  [0x2c, [0x00, 0x01, 0x05, 0x06, 0x08, 0x0b, 0x12]],
]);

/** Whether nothing is lost or done twice when a request is carried once more. */
export function isRepeatable({ netFn, cmd }: Pick<RawRequest, "netFn" | "cmd">): boolean {
  return reading.get(netFn)?.includes(cmd) ?? false;
}
