import { expect, it } from "vitest";
import type { SdrRecord } from "../../../src/ipmi/sdr/index.ts";
import { type Association, generic } from "../../../src/personalities/index.ts";
import { AssemblyMemo, assemble } from "../../../src/sources/ipmi/assemble.ts";
import { McTable } from "../../../src/sources/ipmi/mc-table.ts";
import { defaultPeriods } from "../../../src/sources/ipmi/options.ts";

/** What a personality is told of the associations in these records of the first controller. */
async function associationsOf(...records: readonly object[]): Promise<readonly Association[]> {
  const mcs = new McTable(0x20);
  const { primary } = mcs;
  primary.ready = true;
  primary.expected = true;
  primary.sdrs = records as readonly SdrRecord[];
  let told: readonly Association[] = [];
  const personality: typeof generic = {
    ...generic,
    arrange: (facts) => {
      told = facts.associations;
      return generic.arrange(facts);
    },
  };
  const platform = {
    controller: "bmc",
    personality,
    primary: primary.at,
    hangUnder: undefined,
    mcs,
    named: mcs.named.bind(mcs),
    sites: [],
    shelfAddress: "",
    seats: { isFilled: () => undefined },
    periods: defaultPeriods,
  };
  await assemble(platform, async (_, keys) => keys.map((_, i) => i), new AssemblyMemo());
  return told;
}

const deviceRelative = {
  kind: "device-relative-entity-association",
  containerEntityId: 0x0b,
  containerEntityInstance: 0x61,
  containerAddress: 0x30,
  containerChannel: 1,
  ranges: false,
};
const entity = (entityId: number, entityInstance: number, address = 0, channel = 0) => {
  return { entityId, entityInstance, address, channel };
};

it("of a device-relative record say which controller counts the instances", async () => {
  const contained = [entity(0x1f, 0x60, 0x30, 1), entity(0x1f, 0x60, 0x32), entity(3, 1), entity(0, 0)];
  expect(await associationsOf({ ...deviceRelative, contained })).toEqual([
    {
      container: { id: 0x0b, instance: 0x61, owner: 0x130 },
      contained: [
        { id: 0x1f, instance: 0x60, owner: 0x130 },
        { id: 0x1f, instance: 0x60, owner: 0x32 },
        { id: 3, instance: 1 },
      ],
    },
  ]);
});

it("write ranges out, of one controller only", async () => {
  const ends = [entity(0x1f, 0x60, 0x30), entity(0x1f, 0x62, 0x30), entity(3, 0x60, 0x30), entity(3, 0x62, 0x32)];
  const [told] = await associationsOf({ ...deviceRelative, ranges: true, contained: ends });
  expect(told?.contained).toEqual([0x60, 0x61, 0x62].map((instance) => ({ id: 0x1f, instance, owner: 0x30 })));
});

it("of an ordinary record name no controller", async () => {
  const plain = { kind: "entity-association", containerEntityId: 7, containerEntityInstance: 1, ranges: false };
  expect(await associationsOf({ ...plain, contained: [entity(3, 0x60)] })).toEqual([
    { container: { id: 7, instance: 1 }, contained: [{ id: 3, instance: 0x60 }] },
  ]);
});
