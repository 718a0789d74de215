import { describe, expect, it } from "vitest";
import { killAndCompare } from "../support/kill-campaign.ts";

describe("an agent killed in the middle of events", () => {
  it.each(Array.from({ length: 20 }, (_, i) => 100 + i))("loses nothing (seed %i)", async (seed) => {
    const { seen, records } = await killAndCompare(seed);
    console.log(`seed ${seed}: ${seen} events seen before the kill, ${records} records in the SEL`);
    expect(records).toBeGreaterThan(0);
  });
});
