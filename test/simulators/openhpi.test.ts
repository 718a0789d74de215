import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../simulators/index.ts";
import { requires } from "../support/requires.ts";
import { until } from "../support/until.ts";
import { OpenHpiDaemon, type Watcher } from "./openhpi-daemon.ts";
import { ipmitool } from "./tools.ts";

const { describe, it } = requires(
  "ipmi_sim",
  "ipmitool",
  "openhpid",
  "hpi_shell",
  "openhpi_ipmidirect",
  "gcc",
  "libc",
  "libopenipmi",
);

const rtm3 = "{PHYSICAL_SLOT,3}{BACK_PANEL_BOARD,3}";
const slot3 = "{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}";

describe("OpenHPI's daemon", () => {
  let simulator: Simulator;
  let daemon: OpenHpiDaemon;
  let board: number;
  let events: Watcher;
  beforeAll(async () => {
    // Nobody inside answers the boards: the daemon is the shelf's manager.
    simulator = await startSimulator({ machine: "atca-14", shelfManagerActs: false });
    daemon = await OpenHpiDaemon.start(simulator, "{PHYSICAL_SLOT,14}{PICMG_FRONT_BLADE,14}");
    board = (await daemon.resources()).get(slot3)!;
    events = await daemon.watchEvents();
  }, 60_000);
  afterAll(async () => {
    await events?.end();
    await daemon?.stop();
    await simulator?.stop();
  });

  const fru = async () =>
    (await simulator.control.state()).controllers
      .find(({ name }) => name === "slot-3")
      ?.frus.find(({ id }) => id === 0);
  const inState = (state: string) =>
    until(async () => (await fru())?.state === state, { what: () => `slot 3 in ${state}` });
  const toldBy = (words: string) =>
    until(async () => (await daemon.hotSwapState(board)) === words, { what: () => `the daemon to say ${words}` });
  /** Transitions of a resource that the daemon has told of. */
  const transitions = (path: string) =>
    events
      .output()
      .split("Event Type: ")
      .filter((event) => event.startsWith("HOTSWAP") && event.includes(`{ADVANCEDTCA_CHASSIS,1}${path}\n`))
      .map((event) => `${/PreviousHotSwapState: (\S+)/.exec(event)?.[1]} ${/ HotSwapState: (\S+)/.exec(event)?.[1]}`);
  const outAndIn = [
    "ACTIVE EXTRACTION_PENDING",
    "EXTRACTION_PENDING INACTIVE",
    "INACTIVE INSERTION_PENDING",
    "INSERTION_PENDING ACTIVE",
  ];
  const hasTold = (count: number) =>
    until(() => transitions(slot3).length >= count, { what: () => `${count} events of ${slot3}` });

  it("finds every site, also behind empty slots", async () => {
    const found = [...(await daemon.resources()).keys()];
    const slots = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 14].map(
      (slot) => `{PHYSICAL_SLOT,${slot}}{PICMG_FRONT_BLADE,${slot}}`,
    );
    const others = [1, 2].flatMap((n) => [
      `{FAN_TRAY_SLOT,${n}}{COOLING_UNIT,${n}}`,
      `{POWER_SLOT,${n}}{POWER_MODULE,${n}}`,
    ]);
    expect(found).toEqual(expect.arrayContaining([...slots, ...others]));
    expect(await daemon.hotSwapState(board)).toBe("Active");
  });

  it("lets a board go whose handle was opened, and activates it when it is closed", async () => {
    await simulator.control.handle("slot-3", "open");
    await inState("m1");
    await toldBy("Inactive");
    await simulator.control.handle("slot-3", "closed");
    await inState("m4");
    await toldBy("Active");
    await hasTold(4);
    expect(transitions(slot3)).toEqual(outAndIn);
  });

  it("allows an extraction that was locked, and activates a board that was kept inactive", async () => {
    await ipmitool(simulator, "-t", "0x86", "picmg", "policy", "set", "0", "2", "2");
    await simulator.control.handle("slot-3", "open");
    expect(await fru()).toMatchObject({ state: "m4", deactivationLocked: true });
    await daemon.shell(`hs ${board}`, "action extract");
    await inState("m1");
    await toldBy("Inactive");

    await ipmitool(simulator, "-t", "0x86", "picmg", "policy", "set", "0", "1", "1");
    await simulator.control.handle("slot-3", "closed");
    expect(await fru()).toMatchObject({ state: "m1", locked: true });
    await daemon.shell(`hs ${board}`, "action insert");
    await inState("m4");
    await toldBy("Active");
    expect(await fru()).toMatchObject({ locked: false, powerLevel: 3 });
    await hasTold(8);
    expect(transitions(slot3)).toEqual([...outAndIn, ...outAndIn]);
  });

  it("knows the module behind the board, which goes and comes with it", async () => {
    expect([...(await daemon.resources()).keys()]).toContain(rtm3);
    await until(() => transitions(rtm3).length >= 4, { what: () => `events of ${rtm3}` });
    expect(transitions(rtm3).slice(0, 4)).toEqual(outAndIn);
  });

  it("resets a board's payload", async () => {
    const restarts = async () =>
      (await simulator.control.state()).controllers.find(({ name }) => name === "slot-3")?.power?.restarts ?? 0;
    const before = await restarts();
    await daemon.shell(`reset ${board} cold`);
    expect(await restarts()).toBe(before + 1);
  });
});
