import { expect } from "vitest";
import { killAndCompare } from "../support/kill-campaign.ts";
import { requires } from "../support/requires.ts";

const { describe, it } = requires("ipmi_sim");

describe("an agent killed in the middle of events", () => {
  it.each([1, 2, 3])(
    "loses none that anybody saw and none of the SEL, and logs none twice (seed %i)",
    async (seed) => {
      const { seen, records } = await killAndCompare(seed);
      expect(seen).toBeGreaterThan(0);
      expect(records).toBeGreaterThan(0);
    },
    90_000,
  );
});
