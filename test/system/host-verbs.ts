import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { every, systemClock } from "../../src/base/clock.ts";
import type { IpmiSim } from "../support/ipmi-sim.ts";
import type { HostVerb } from "./guest/host-channel.ts";

const lookMs = 5;

/** Carries out what programs in the guest ask for; see guest/host-channel.ts. The result ends it. */
export function serveHostVerbs(folder: string, sim: IpmiSim): () => void {
  const verbs: Readonly<Record<HostVerb, () => unknown>> = {
    freeze: sim.freeze,
    wake: sim.wake,
    restart: () => sim.restart(),
    async "raise-event"() {
      await sim.command("sensor_set_bit_clr_rest 0x82 0 0 1 0");
      await sim.command("sensor_set_bit_clr_rest 0x82 0 0 2 1");
    },
  };
  const serve = async (path: string) => {
    const verb = readFileSync(`${path}.verb`, "utf8") as HostVerb;
    renameSync(`${path}.verb`, `${path}.doing`);
    await verbs[verb]();
    renameSync(`${path}.doing`, `${path}.done`);
  };
  return every(systemClock, lookMs, () => {
    for (const file of readdirSync(folder)) {
      if (file.endsWith(".verb")) void serve(join(folder, file.slice(0, -".verb".length)));
    }
  });
}
