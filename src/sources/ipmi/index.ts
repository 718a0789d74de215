/** The source of everything behind IPMI management controllers. */
import type { IpmiSourceOptions } from "./options.ts";
import { IpmiSource } from "./source.ts";

export type { IpmiConfig } from "./config.ts";
export type { IpmiSourceOptions, Periods, SdrCache } from "./options.ts";
export { defaultPeriods } from "./options.ts";
export type { IpmiSource } from "./source.ts";

export function createIpmiSource(options: IpmiSourceOptions): IpmiSource {
  return new IpmiSource(options);
}
