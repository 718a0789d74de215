import type { UnitName } from "../base/unit-names.ts";
import { unitName } from "./tables/units.ts";

/** A sensor's unit: IPMI 2.0 section 43.17. */
export interface SensorUnit {
  readonly base: UnitName;
  readonly modifier?: { readonly use: "divide" | "multiply"; readonly unit: UnitName };
  /** Name of the time unit the value is a rate of, e.g. `perSecond`. */
  readonly rate?: string;
  readonly percentage: boolean;
}

/** From the unit bytes of a full or compact sensor record. Reserved codes count as none. */
export function sensorUnit(record: {
  readonly percentage: boolean;
  readonly modifierUse: string | number;
  readonly rateUnit: string | number;
  readonly baseUnit: number;
  readonly modifierUnit: number;
}): SensorUnit {
  const { percentage, modifierUse, rateUnit, baseUnit, modifierUnit } = record;
  const base = unitName(baseUnit);
  return {
    base,
    percentage,
    ...(modifierUse === "divide" || modifierUse === "multiply"
      ? { modifier: { use: modifierUse, unit: unitName(modifierUnit) } }
      : {}),
    ...(typeof rateUnit === "string" && rateUnit !== "none" ? { rate: rateUnit } : {}),
  };
}
