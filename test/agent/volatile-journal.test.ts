import { describe, expect, it } from "vitest";
import { VolatileJournal } from "../../src/agent/volatile-journal.ts";

describe("the event log of an agent without a disk", () => {
  it("keeps entries and cursors for this run, bounded", async () => {
    const journal = new VolatileJournal("epoch");
    await journal.append([
      { sequence: 1, body: "one" },
      { sequence: 2, body: "two", cursor: { source: "bmc", value: "7" } },
    ]);
    expect(journal.lastSequence).toBe(2);
    expect((await journal.read(1, 10)).map(({ body }) => body)).toEqual(["two"]);
    expect((await journal.latest(1)).map(({ body }) => body)).toEqual(["two"]);
    expect(await journal.cursors()).toEqual(new Map([["bmc", "7"]]));
    await journal.append(Array.from({ length: 20_000 }, (_, i) => ({ sequence: 3 + i, body: "x" })));
    expect((await journal.latest(100_000)).length).toBe(10_000);
  });
});
