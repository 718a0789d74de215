import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { Connection } from "../../ipmi/connection.ts";
import type { Personality } from "../../personalities/index.ts";
import type { Jobs } from "./jobs.ts";
import type { McTable } from "./mc-table.ts";
import type { Periods } from "./options.ts";
import type { SdrRecordCache } from "./sdr-cache.ts";
import type { Seats } from "./seats.ts";
import type { SiteAddress } from "./sites.ts";
import type { Tree } from "./tree.ts";

/** What the parts of one source share. */
export interface Context {
  readonly controller: string;
  readonly connection: Connection;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly jobs: Jobs;
  readonly mcs: McTable;
  readonly tree: Tree;
  readonly seats: Seats;
  readonly cache: SdrRecordCache;
  readonly periods: Periods;
  /** Set by discovery. */
  readonly found: {
    personality: Personality;
    sites: readonly SiteAddress[];
    shelfAddress: string;
  };
}
