import { EntityType } from "../hpi/entity-type.ts";
import type { Severity } from "../hpi/severity.ts";

/** What sits at one type of site. */
export interface SiteKind {
  /** Entity of the place itself. */
  readonly slot: EntityType;
  /** Entity of what is plugged into it. */
  readonly content: EntityType;
  readonly slotTag: string;
  readonly contentTag: string;
  /** Severity of losing the content. */
  readonly severity: Severity;
  /** People letter these instead of numbering them; AdvancedMC bays go by layer and place, A1 to B4. */
  readonly lettered?: "letters" | "AMC bays";
  /** Its content has a payload that can be reset. */
  readonly resets?: true;
  /** Most sites of this type that are looked for. */
  readonly limit: number;
}

/** Site types by code: PICMG 3.0 table 3-3; entities: HPI-to-AdvancedTCA mapping. */
export const siteKinds: ReadonlyMap<number, SiteKind> = new Map<number, SiteKind>([
  [
    0x00,
    { ...kind(EntityType.PHYSICAL_SLOT, EntityType.PICMG_FRONT_BLADE, "Slot", "Board", "major", 16), resets: true },
  ],
  [
    0x01,
    {
      ...kind(EntityType.CHASSIS_SPECIFIC01, EntityType.POWER_MODULE, "PEM bay", "PEM", "major", 8),
      lettered: "letters",
    },
  ],
  [
    0x02,
    kind(
      EntityType.CHASSIS_SPECIFIC02,
      EntityType.SYSTEM_INVENTORY_DEVICE,
      "Shelf FRU bay",
      "Shelf FRU device",
      "minor",
      2,
    ),
  ],
  [
    0x03,
    kind(EntityType.CHASSIS_SPECIFIC03, EntityType.SHELF_MANAGER, "Shelf manager bay", "Shelf manager", "critical", 2),
  ],
  [0x04, kind(EntityType.CHASSIS_SPECIFIC04, EntityType.COOLING_UNIT, "Fan tray bay", "Fan tray", "major", 10)],
  [0x05, kind(EntityType.CHASSIS_SPECIFIC05, EntityType.FILTRATION_UNIT, "Filter bay", "Fan filter", "minor", 4)],
  [0x06, kind(EntityType.CHASSIS_SPECIFIC06, EntityType.ALARM_MANAGER, "Alarm panel bay", "Alarm panel", "minor", 2)],
  [
    0x07,
    {
      ...kind(EntityType.CHASSIS_SPECIFIC07, EntityType.AMC, "AMC bay", "AMC", "major", 8),
      lettered: "AMC bays",
      resets: true,
    },
  ],
  [0x08, kind(EntityType.CHASSIS_SPECIFIC08, EntityType.SUBBOARD_CARRIER_BLADE, "PMC bay", "PMC", "minor", 8)],
  [0x09, kind(EntityType.CHASSIS_SPECIFIC09, EntityType.SYS_EXPANSION_BOARD, "RTM bay", "RTM", "major", 16)],
]);

/** Sites of the shelf itself; the others sit on boards. */
export const shelfSiteTypes = [0x03, 0x00, 0x04, 0x01, 0x05, 0x06, 0x02] as const;

function kind(
  slot: EntityType,
  content: EntityType,
  slotTag: string,
  contentTag: string,
  severity: Severity,
  limit: number,
): SiteKind {
  return { slot, content, slotTag, contentTag, severity, limit };
}

/** `3`, or `C` or `B1` where that is the custom (AMC.0 section 3.2.1 for the latter). */
export function siteLabel(site: SiteKind, number: number): string {
  if (site.lettered === "AMC bays" && number >= 1 && number <= 8)
    return `${number <= 4 ? "A" : "B"}${((number - 1) % 4) + 1}`;
  if (site.lettered !== "letters" || number < 1 || number > 26) return String(number);
  return String.fromCharCode(64 + number);
}
