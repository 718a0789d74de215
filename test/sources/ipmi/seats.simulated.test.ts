import { expect, onTestFinished } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { manageSimulator } from "./manage-simulator.ts";

const { describe, it } = requires("ipmi_sim", "gcc", "libc", "libopenipmi");

async function manage(machine: string) {
  const simulator = await startSimulator({ machine });
  onTestFinished(() => simulator.stop());
  const { domain, events, stop } = await manageSimulator(simulator);
  onTestFinished(stop);
  const at = (name: string) => domain.resources().find(({ tag }) => tag === name);
  const is = (name: string, present: boolean) =>
    until(() => at(name)?.present === present, { what: () => `${name} to be ${present ? "there" : "gone"}` });
  const changesOf = (name: string) =>
    events
      .filter((event) => event.type === "hot-swap")
      .filter(({ resourceId }) => resourceId === at(name)?.id)
      .map(({ state }) => state);
  const reading = (name: string) => {
    const sensor = domain.resources().flatMap(({ id }) => domain.sensorsOf(id).filter((s) => s.name === name))[0];
    return sensor === undefined ? undefined : domain.reading(sensor.id);
  };
  return { simulator, domain, at, is, changesOf, reading };
}

const pullAndPlug = async (simulator: Simulator, name: string, between: () => Promise<unknown>) => {
  await simulator.control.pull(name);
  await between();
  await simulator.control.plug(name);
};

describe("seats told by sensors of the chassis", () => {
  it("are empty or filled in a CompactPCI shelf, and their boards come and go", { timeout: 60_000 }, async () => {
    const { simulator, at, is, changesOf, reading } = await manage("cpci");
    // Nothing was ever in slot 8: no event tells of it.
    expect(at("Add-in card 8")).toMatchObject({ present: false, capabilities: ["fru"] });
    expect(changesOf("Add-in card 8")).toEqual([]);
    expect(at("Add-in card 5")).toMatchObject({ present: true });
    await pullAndPlug(simulator, "slot-5", async () => {
      await is("Add-in card 5", false);
      await until(() => reading("Slot 5")?.states.length === 0, { what: () => "the slot's own sensor" });
      expect(reading("Slot 5")).toMatchObject({ quality: "good" });
    });
    await is("Add-in card 5", true);
    expect(changesOf("Add-in card 5")).toEqual(["NotPresent", "Active"]);
    expect(at("Add-in card 4")).toMatchObject({ present: true });
  });

  it("are those of blades, whose controllers nobody reaches through the chassis", { timeout: 60_000 }, async () => {
    const { simulator, at, is, changesOf } = await manage("bladecenter");
    const blade = "Processing blade 5";
    expect(at(blade)).toMatchObject({ present: true });
    expect(at("Connectivity switch 4")).toMatchObject({ present: false });
    await pullAndPlug(simulator, "blade-05", () => is(blade, false));
    await is(blade, true);
    expect(changesOf(blade)).toEqual(["NotPresent", "Active"]);
  });
});
