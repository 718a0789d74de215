import { expect, it, onTestFinished } from "vitest";
import { systemDoors } from "../../src/agent/doors.ts";
import { startSources } from "../../src/agent/sources.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { defaultConfig } from "../../src/config/schema.ts";
import { EntityType } from "../../src/hpi/entity-type.ts";
import { FakeHardware } from "../sources/ipmi/fake-hardware.ts";
import { memoryDomain } from "../support/memory-domain.ts";
import { until } from "../support/until.ts";

/** Sources for these controllers, and whether they are complete. */
async function started(
  hardware: readonly FakeHardware[],
  names = hardware.map((_, i) => `bmc-${i}`),
  given?: MemoryDomainParts["ids"],
) {
  const clock = new ManualClock();
  const memory = await memoryDomain({ clock });
  const { domain } = memory;
  const ids = given ?? memory.ids;
  const endings: (() => unknown)[] = [];
  const options = {
    config: { ...defaultConfig(), controllers: [] },
    version: "0.0.0",
    stateDirectory: "/nowhere",
    simulation: null,
    doors: { ...systemDoors(), clock, readText: async () => undefined },
    logger: silentLogger,
  };
  const { complete } = await startSources(options, domain, {
    controllers: hardware.map(({ connection }, i) => ({ name: names[i]!, connection, logger: silentLogger })),
    ids,
    cache: { load: async () => undefined, store: async () => {} },
    onStop: (_what, end) => void endings.unshift(end),
  });
  onTestFinished(async () => {
    for (const end of endings) await end();
  });
  const state = { complete: false };
  void complete.then(() => {
    state.complete = true;
  });
  return { state, clock, domain, ids };
}

type MemoryDomainParts = Awaited<ReturnType<typeof memoryDomain>>;

it("sources are complete when every controller was found, however late, and never without one", async () => {
  const [first, second] = [new FakeHardware(), new FakeHardware()];
  second.connection.setState("down");
  const { state, clock } = await started([first, second]);
  await clock.advance(60_000);
  expect(state.complete).toBe(false);
  second.connection.setState("up");
  await until(
    async () => {
      await clock.advance(1000);
      return state.complete;
    },
    { what: () => "the second controller" },
  );
  const none = await started([]);
  await none.clock.advance(60_000);
  expect(none.state.complete).toBe(false);
});

it("a controller keeps its place when the configuration names it elsewhere, or names others", async () => {
  const placesOf = async (names: readonly string[], ids?: MemoryDomainParts["ids"]) => {
    const start = await started(
      names.map(() => new FakeHardware()),
      [...names],
      ids,
    );
    await until(() => start.state.complete, { what: () => "the controllers" });
    const places = new Map(
      start.domain.resources().map(({ controller, entityPath }) => {
        return [controller, entityPath.find(({ type }) => type === EntityType.SYSTEM_CHASSIS)?.location] as const;
      }),
    );
    return { places, ids: start.ids };
  };
  const { places, ids } = await placesOf(["a", "b"]);
  expect(places).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
  expect((await placesOf(["b", "a"], ids)).places).toEqual(places);
  expect((await placesOf(["b", "c"], ids)).places).toEqual(new Map(Object.entries({ b: 2, c: 3 })));
});
