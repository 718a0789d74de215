/** Site types of address tables and Get Address Info: PICMG 3.0 table 3-8. */
export const siteTypes = {
  0x00: "board",
  0x01: "power-entry-module",
  0x02: "shelf-fru-information",
  0x03: "shelf-management-controller",
  0x04: "fan-tray",
  0x05: "fan-filter-tray",
  0x06: "alarm",
  0x07: "amc",
  0x08: "pmc",
  0x09: "rear-transition-module",
} as const;
export type SiteType = (typeof siteTypes)[keyof typeof siteTypes];

/** Undefined for OEM (C0h to CFh) and unknown types. */
export function siteTypeName(code: number): SiteType | undefined {
  return (siteTypes as Readonly<Record<number, SiteType>>)[code];
}
