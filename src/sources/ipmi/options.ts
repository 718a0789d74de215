import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { IdAllocator } from "../../hpi/ports.ts";
import type { Connection } from "../../ipmi/connection.ts";
import type { Personality } from "../../personalities/index.ts";

/** Where decoded-once SDRs wait for the next start. Losing it costs time only. */
export interface SdrCache {
  load(key: string): Promise<Uint8Array | undefined>;
  store(key: string, bytes: Uint8Array): Promise<void>;
}

/** How often things are looked at, milliseconds. */
export interface Periods {
  /** Temperatures, voltages, currents, fans, power. */
  readonly analog: number;
  /** Sensors that have states only. */
  readonly discrete: number;
  /** FRU hot-swap sensors; events tell first. */
  readonly hotSwap: number;
  /** Controllers that were absent, and the sign of life of the one the connection leads to. */
  readonly presence: number;
  /** The SEL where events are pushed: only a safety net. */
  readonly selSafety: number;
  /** The SEL where nothing is pushed. */
  readonly sel: number;
}

export const defaultPeriods: Periods = {
  analog: 10_000,
  discrete: 20_000,
  hotSwap: 15_000,
  presence: 5_000,
  selSafety: 30_000,
  sel: 2_000,
};

export interface IpmiSourceOptions {
  /** The controller's name in the configuration. */
  readonly controller: string;
  readonly connection: Connection;
  readonly domain: Domain;
  /** For instrument numbers that the hardware does not give; the same allocator as the domain's. */
  readonly ids: IdAllocator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Default: told from what the controller answers. */
  readonly personality?: Personality | undefined;
  readonly cache?: SdrCache | undefined;
  readonly periods?: Partial<Periods> | undefined;
  /** Hangs the tree under {RACK,1}{SYSTEM_CHASSIS,n}; for agents with several controllers. */
  readonly hangUnder?: number | undefined;
  /** IPMB address of the controller itself. Default 20h. */
  readonly ownAddress?: number | undefined;
  /** Sets the SEL clock when it is wrong. Default: only in simulation. */
  readonly setSelTime?: boolean | undefined;
}
