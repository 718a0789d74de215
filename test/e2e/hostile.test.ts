import { expect } from "vitest";
import { behindFaults } from "../support/fault-campaign.ts";
import { requires } from "../support/requires.ts";

const { describe, it } = requires("ipmi_sim");

describe("behind a controller that misbehaves", () => {
  it("the agent lives, answers, and heals when it is over", async () => {
    const kinds = ["loses a third", "corrupts a third", "lies", "talks garbage", "raises all flags"];
    const figures = await behindFaults(kinds, { times: 25, patienceMs: 3000, seed: 1 });
    expect(figures.map(({ kind }) => kind)).toEqual(kinds);
  }, 300_000);
});
