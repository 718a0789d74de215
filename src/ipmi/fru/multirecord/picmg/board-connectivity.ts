import { bytes, countedList, list, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";
import { linkDescriptor } from "../../../picmg/link.ts";

/** Board Point-to-Point Connectivity, PICMG record 14h: PICMG 3.0 section 3.7.2.3. */
export const boardConnectivity = struct("Board Point-to-Point Connectivity", {
  kind: tag("picmg-board-connectivity"),
  recordVersion: u8,
  /** GUIDs of OEM link types. */
  guids: countedList(bytes(16)),
  links: list("rest", linkDescriptor),
});
export type BoardConnectivity = ValueOfType<typeof boardConnectivity>;
