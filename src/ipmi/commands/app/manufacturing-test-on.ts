import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ManufacturingTestOn = defineCommand({
  name: "Manufacturing Test On",
  netFn: NetFn.app,
  cmd: 0x05,
  spec: "IPMI 2.0 section 20.5",
  privilege: "administrator",
  request: {
    /** What the device defines. */
    parameters: rest,
  },
  response: {},
});
