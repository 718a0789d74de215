/** Sensor unit type codes: IPMI 2.0 table 43-15. */
import { type UnitName, unitNames } from "../../base/unit-names.ts";

/** Unlisted codes are `unspecified`. */
export function unitName(code: number): UnitName {
  return unitNames[code] ?? "unspecified";
}
