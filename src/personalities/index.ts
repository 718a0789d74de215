import { atca } from "./atca.ts";
import { generic } from "./generic.ts";
import type { Personality, PlatformSigns } from "./personality.ts";

export { SHELF_FRU } from "./atca.ts";
export {
  hotSwapCauseOf,
  hotSwapStateOf,
  nativeHotSwap,
} from "./atca-hot-swap.ts";
export { shelfSiteTypes, siteKinds } from "./atca-sites.ts";
export type * from "./personality.ts";
export { isSeatFilled, isSeatSensor } from "./seat-sensors.ts";
export { atca, generic };

/** All personalities, the most special first; the last fits everything. */
export const personalities: readonly Personality[] = [atca, generic];

export function personalityFor(signs: PlatformSigns): Personality {
  return personalities.find((personality) => personality.recognises(signs)) ?? generic;
}
