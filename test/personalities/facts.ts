import type { FruFacts, PlatformFacts } from "../../src/personalities/index.ts";

export function fru(owner: number, facts: Partial<FruFacts> = {}): FruFacts {
  return { owner, fru: 0, site: null, entity: null, name: "", product: "", ...facts };
}

export function platform(facts: Partial<PlatformFacts>): PlatformFacts {
  return { base: [], primary: 0x20, sites: [], frus: [fru(0x20)], sensors: [], associations: [], ...facts };
}
