import { bits, flag, list, reserved, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** Entity Association Record, type 08h: IPMI 2.0 section 43.4. */
export const entityAssociation = struct("Entity Association Record", {
  kind: tag("entity-association"),
  containerEntityId: u8,
  containerEntityInstance: u8,
  ...bits(1, {
    reservedFlags0: reserved(4, 0),
    presenceSensorAlwaysThere: flag(5),
    linked: flag(6),
    /** The four contained entities are two ranges, first to last, instead of a list. */
    ranges: flag(7),
  }),
  /** Entity id 0 = unused. */
  contained: list(4, struct("contained entity", { entityId: u8, entityInstance: u8 })),
});
export type EntityAssociation = ValueOfType<typeof entityAssociation>;
