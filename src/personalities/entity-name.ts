import { EntityType } from "../hpi/entity-type.ts";
import { entityIdName } from "../ipmi/tables/entity-ids.ts";

/** IPMI entity ids that are not their own HPI type: PICMG 3.0 section 3.4.3, AMC.0, HPI-to-AdvancedTCA mapping. */
const picmgEntities: ReadonlyMap<number, EntityType> = new Map([
  [0xa0, EntityType.PICMG_FRONT_BLADE],
  [0xc0, EntityType.SYS_EXPANSION_BOARD],
  [0xc1, EntityType.AMC],
  [0xf0, EntityType.SHELF_MANAGER],
  [0xf1, EntityType.FILTRATION_UNIT],
  [0xf2, EntityType.SYSTEM_INVENTORY_DEVICE],
  [0xf3, EntityType.ALARM_MANAGER],
]);

/** HPI entity type of an IPMI entity id; an id HPI does not name stays a number. */
export function entityTypeOf(id: number): EntityType {
  return picmgEntities.get(id) ?? id;
}

/** How people call an IPMI entity id, e.g. `Power supply`. */
export function entityTitle(id: number): string {
  const name = entityIdName(id);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
