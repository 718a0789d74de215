import { describe, expect, it } from "vitest";
import { EntityType } from "../../../src/hpi/entity-type.ts";
import { generic, type Place } from "../../../src/personalities/index.ts";
import { AssemblyMemo, assemble, type Platform } from "../../../src/sources/ipmi/assemble.ts";
import { McTable } from "../../../src/sources/ipmi/mc-table.ts";
import { defaultPeriods } from "../../../src/sources/ipmi/options.ts";

const path = [
  { type: EntityType.SYSTEM_CHASSIS, location: 1 },
  { type: EntityType.PHYSICAL_SLOT, location: 1 },
];

const place = (tag: string, fru: Place["fru"]): Place => ({
  entityPath: path,
  tag,
  capabilities: [],
  severity: "minor",
  fru,
});

const slot = place("slot", null);
const first = place("first controller", { owner: 0x20, fru: 0 });
const low = place("low", { owner: 0x82, fru: 0 });
const module = place("module", { owner: 0x82, fru: 1 });
const high = place("high", { owner: 0x84, fru: 0 });

/** The key of each place, by its tag. */
async function keysOf(...places: readonly Place[]): Promise<Record<string, string>> {
  const mcs = new McTable(0x20);
  const platform: Platform = {
    controller: "bmc",
    personality: { ...generic, arrange: () => ({ places, locate: () => ({ place: places[0]!, entityPath: path }) }) },
    primary: mcs.primary.at,
    hangUnder: undefined,
    mcs,
    named: (address, channel, reader) => mcs.named(address, channel, reader),
    sites: [],
    shelfAddress: "",
    seats: { isFilled: () => undefined },
    periods: defaultPeriods,
  };
  const placed = await assemble(platform, async (_, keys) => keys.map((_, i) => i), new AssemblyMemo());
  const keys = placed.map(({ description }) => description.key);
  expect(new Set(keys).size).toBe(keys.length);
  return Object.fromEntries(placed.map(({ description }) => [description.tag, description.key]));
}

describe("a path that is claimed by several", () => {
  it("goes to the same one whoever was found first", async () => {
    const all = [slot, first, low, module, high];
    const keys = await keysOf(...all);
    expect(await keysOf(...all.toReversed())).toEqual(keys);
    expect(await keysOf(high, module, slot, first, low)).toEqual(keys);
    const { slot: plain, ...others } = keys;
    expect(Object.values(others).map((key) => key.replace(plain!, ""))).toEqual([
      "@20h/0",
      "@82h/0",
      "@82h/1",
      "@84h/0",
    ]);
  });

  it("goes to the first controller where no place without hardware wants it", async () => {
    const plain = (await keysOf(low))["low"]!;
    expect(await keysOf(low, first)).toEqual({ "first controller": plain, low: `${plain}@82h/0` });
  });

  it("is one place when nobody of them holds hardware", async () => {
    expect(Object.keys(await keysOf(slot, place("again", null)))).toEqual(["slot"]);
  });
});
