import { describe, expect, it } from "vitest";
import { behindFaults, faultKinds } from "../support/fault-campaign.ts";

describe("behind a controller that misbehaves in every way there is", () => {
  it.each([1, 2, 3])("the agent lives, heals and burns nothing (seed %i)", async (seed) => {
    const figures = await behindFaults(Object.keys(faultKinds), { times: 300, patienceMs: 20_000, seed });
    for (const { kind, acted, cpu, rssMegabytes } of figures) {
      console.log(
        `seed ${seed}: ${kind}: ${acted} times, ${(cpu * 100).toFixed(1)} % of a core, ${rssMegabytes.toFixed(0)} MB`,
      );
      expect(cpu, kind).toBeLessThan(0.6);
      expect(rssMegabytes, kind).toBeLessThan(500);
    }
  });
});
