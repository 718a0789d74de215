import { named, rest, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Management Access, type 03h: FRU Information Storage Definition section 18.4. */
export const managementAccess = struct("Management Access", {
  kind: tag("management-access"),
  access: named(u8, {
    systemUrl: 1,
    systemName: 2,
    systemPingAddress: 3,
    componentUrl: 4,
    componentName: 5,
    componentPingAddress: 6,
    systemUuid: 7,
  }),
  /** Latin 1 text, of a UUID its 16 bytes. */
  data: rest,
});
export type ManagementAccess = ValueOfType<typeof managementAccess>;
