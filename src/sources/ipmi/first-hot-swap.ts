import type { HotSwapState } from "../../hpi/hot-swap.ts";
import type { BusAddress } from "../../ipmi/bus-address.ts";
import { hotSwapStateOf, type Place } from "../../personalities/index.ts";
import type { Fru, Mc } from "./mc.ts";

/**
 * The hot-swap state of a place to begin with; from then on events tell. `filled`: what the sensors of its seat say, `null`
 * where it has none. Undefined for what does not come and go.
 */
export function firstHotSwap(
  place: Place,
  { mc, fru, primary }: { readonly mc: Mc | null; readonly fru: Fru | null; readonly primary: BusAddress },
  filled: boolean | undefined | null,
): HotSwapState | undefined {
  if (filled === false) return "NotPresent";
  const own = mc === null || fru === null ? undefined : ofController(place, mc, fru, primary);
  return own ?? (filled === null ? undefined : "Active");
}

function ofController(place: Place, mc: Mc, fru: Fru, primary: BusAddress): HotSwapState | undefined {
  const managed = place.capabilities.includes("managed-hot-swap");
  if (!managed && (mc.at === primary || fru.id !== 0)) return undefined;
  // Only an address where nobody is means that nothing is there; silence does not.
  if (mc.presence === "absent") return "NotPresent";
  if (fru.mState === null) return "Active";
  return hotSwapStateOf(fru.mState) ?? "Active";
}
