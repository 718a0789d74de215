import type { Logger } from "../base/logger.ts";
import type { Config } from "../config/schema.ts";
import type { Domain } from "../hpi/domain.ts";
import type { IpmiSource } from "../sources/ipmi/index.ts";
import { loadNetSnmp, startPetSource } from "../sources/pet/index.ts";
import type { AgentDoors } from "./doors.ts";
import type { OnStop } from "./options.ts";

export interface PetParts {
  readonly config: Config;
  readonly sources: readonly IpmiSource[];
  readonly domain: Domain;
  readonly doors: AgentDoors;
  readonly logger: Logger;
  readonly onStop: OnStop;
}

/** Starts receiving platform event traps. Those of a configured controller make its SEL be read. */
export async function startPet({ config, sources, domain, doors, logger, onStop }: PetParts): Promise<void> {
  const controllers = config.controllers ?? [];
  const source = await startPetSource({
    config: config.pet,
    library: await loadNetSnmp(),
    udp: doors.udp,
    clock: doors.clock,
    logger,
    emit: (event) => domain.emit(event),
    announce(address, record) {
      const names = controllers.filter((c) => c.transport === "ipmitool" && c.host === address).map((c) => c.name);
      const known = sources.filter(({ controller }) => names.includes(controller));
      for (const one of known) one.announce(record);
      return known.length > 0;
    },
  });
  onStop("platform event traps", () => source.close());
}
