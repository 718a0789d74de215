import { bitSet, bits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelPayloadSupport = defineCommand({
  name: "Get Channel Payload Support",
  netFn: NetFn.app,
  cmd: 0x4e,
  spec: "IPMI 2.0 section 24.8",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
  },
  response: {
    ...bits(2, { standardPayloads: bitSet(15, 0) }),
    /** Bit n = payload type 10h + n. */
    ...bits(2, { sessionSetupPayloads: bitSet(15, 0) }),
    /** Bit n = payload type 20h + n. */
    ...bits(2, { oemPayloads: bitSet(15, 0) }),
    ...bits(2, { reservedPayloads: reserved(15, 0) }),
  },
});
