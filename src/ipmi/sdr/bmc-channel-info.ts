import { bits, flag, list, reserved, span, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** BMC Message Channel Info Record, type 14h: IPMI 2.0 section 43.11. */
export const bmcChannelInfo = struct("BMC Message Channel Info Record", {
  kind: tag("bmc-channel-info"),
  /** Channels 0 to 7. */
  channels: list(8, struct("channel", bits(1, { protocol: span(3, 0), receiveLun: span(6, 4), transmits: flag(7) }))),
  messagingInterrupt: u8,
  eventBufferInterrupt: u8,
  ...bits(1, { reserved16: reserved(7, 0) }),
});
export type BmcChannelInfo = ValueOfType<typeof bmcChannelInfo>;
