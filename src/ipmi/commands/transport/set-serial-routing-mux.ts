import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Connects serial controllers, connectors and the BMC with each other. The data are not taken apart: nothing that could check their layout was found. */
export const SetSerialRoutingMux = defineCommand({
  name: "Set Serial Routing Mux",
  netFn: NetFn.transport,
  cmd: 0x1c,
  spec: "IPMI 2.0 section 25.13",
  privilege: "administrator",
  request: { data: rest },
  response: { data: rest },
});
