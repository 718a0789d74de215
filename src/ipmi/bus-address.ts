/**
 * Where a management controller is: its IPMB address, and 256 times the channel it is behind. On the primary IPMB,
 * channel 0, it is the bare address.
 */
export type BusAddress = number;

/** Channels that are buses; what is above stands for the way a request came: IPMI 2.0 table 6-1. */
const LAST_CHANNEL = 0x0b;

/** Odd addresses are software, which is on no bus. */
export function busAddress(address: number, channel: number): BusAddress {
  return channel > LAST_CHANNEL || address % 2 === 1 ? address : channel * 256 + address;
}

/** `82h`, or `72h on channel 7`. */
export function addressText(at: BusAddress): string {
  const address = `${(at % 256).toString(16).toUpperCase().padStart(2, "0")}h`;
  return at < 256 ? address : `${address} on channel ${Math.floor(at / 256)}`;
}
