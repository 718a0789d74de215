import { bitSet, bits, named, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { channel } from "./firmware-firewall-parts.ts";

/** Which commands a LUN has; `base` = those the standard puts there. */
const lunCommands = (high: number, low: number) => named(span(high, low), { none: 0, base: 1, some: 2 });

export const GetNetfnSupport = defineCommand({
  name: "Get NetFn Support",
  netFn: NetFn.app,
  cmd: 0x09,
  spec: "IPMI 2.0 section 21.2",
  privilege: "user",
  request: {
    ...channel,
  },
  response: {
    ...bits(1, {
      lun0: lunCommands(1, 0),
      lun1: lunCommands(3, 2),
      lun2: lunCommands(5, 4),
      lun3: lunCommands(7, 6),
    }),
    /** Pairs of network functions: 3 = 06h and 07h. */
    ...bits(4, { lun0NetFns: bitSet(31, 0) }),
    ...bits(4, { lun1NetFns: bitSet(31, 0) }),
    ...bits(4, { lun2NetFns: bitSet(31, 0) }),
    ...bits(4, { lun3NetFns: bitSet(31, 0) }),
  },
});
