import { describe, expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { excursion } from "./excursion.ts";
import { liveAgent } from "./live-agent.ts";

describe("tree", () => {
  it("shows what there is, indented as it sits, with its state", async () => {
    const live = await liveAgent();
    await excursion(live);
    const { code, stdout, stderr } = await cli(["tree"], { directories: [live.directory] });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`\
ENTITY                   TAG                  HOT SWAP         HEALTH           SENSORS
ADVANCEDTCA_CHASSIS 1    Shelf                                 ok
  CHASSIS_SPECIFIC01 1   PEM bay A                             ok
    POWER_MODULE 1       PEM A                Active           ok                     1
  CHASSIS_SPECIFIC03 1   Shelf manager bay 1                   ok
    SHELF_MANAGER 1      Shelf manager 1                       ok                     2
  CHASSIS_SPECIFIC04 1   Fan tray bay 1                        ok
    COOLING_UNIT 1       Fan tray 1           Active           does not answer        1
  PHYSICAL_SLOT 3        Slot 3                                ok
    PICMG_FRONT_BLADE 3  Board 3: KC-9120     Active           major             1 of 5
  PHYSICAL_SLOT 4        Slot 4               empty            ok
    PICMG_FRONT_BLADE 4  Board 4: KC-9120     NotPresent (M0)                         5
  PHYSICAL_SLOT 6        Slot 6               empty            ok
`);
  });

  it("is coloured on a terminal, unless NO_COLOR says no", async () => {
    const { directory } = await liveAgent();
    const run = (env: Record<string, string>) => cli(["tree"], { directories: [directory], terminal: true, env });
    const plain = (await cli(["tree"], { directories: [directory] })).stdout;
    const coloured = (await run({})).stdout;
    expect(coloured).toContain("\x1b[32mok\x1b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: takes the colours out again
    expect(coloured.replace(/\x1b\[\d+m/g, "")).toBe(plain);
    expect((await run({ NO_COLOR: "1" })).stdout).toBe(plain);
    expect((await run({ TERM: "dumb" })).stdout).toBe(plain);
  });

  it("is JSON when asked", async () => {
    const { directory } = await liveAgent();
    const { stdout } = await cli(["tree", "--json"], { directories: [directory] });
    expect(JSON.parse(stdout)).toMatchObject({ simulated: false, roots: [{ tag: "Shelf" }] });
  });

  it("says when hardware is simulated and how far discovery is", async () => {
    const control = { list: async () => [] } as never;
    const live = await liveAgent({ simulator: { machine: "atca-14", control } });
    live.domain.setDiscovery({ controller: "shelf", state: "running", progress: "3 of 19 controllers" });
    const { stdout } = await cli(["tree"], { directories: [live.directory] });
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "The hardware is simulated.",
      "Discovery of shelf running: 3 of 19 controllers",
    ]);
  });

  it("lets no name from a device steer the terminal", async () => {
    const live = await liveAgent();
    await live.domain.describe({
      ...live.model.shelf,
      tag: "evil\x1b[2J\x07\r\n\u202eshelf",
      hotSwap: undefined,
      rdrs: [],
    });
    const { stdout } = await cli(["tree"], { directories: [live.directory] });
    expect(stdout).toContain("evil\ufffd[2J\ufffd\ufffd\ufffd\ufffdshelf");
  });
});
