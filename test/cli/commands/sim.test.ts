import { describe, expect, it } from "vitest";
import { cli, fakeAgent } from "../fake-agent.ts";
import { liveAgent } from "./live-agent.ts";

const machine = {
  machine: "atca-14",
  sensors: [
    { controller: "slot-3", name: "Inlet Temp", present: true, kind: "analog", value: 27, unit: "degrees C" },
    { controller: "slot-3", name: "Memory", present: true, kind: "discrete", states: ["presence detected"] },
    { controller: "slot-4", name: "Inlet Temp", present: false, kind: "analog", value: 26, unit: "degrees C" },
  ],
};

const replies = {
  "GET /sim": machine,
  "POST /sim/set": { value: 41 },
  "POST /sim/state": {},
  "POST /sim/walk": {},
  "POST /sim/pull": {},
  "POST /sim/plug": {},
  "POST /sim/handle": {},
  "POST /sim/communication": {},
  "GET /sim/state": {
    machine: "atca-14",
    missing: "there is no C compiler",
    shelf: { budget: 4050, allocated: 1234 },
    controllers: [
      {
        name: "slot-3",
        present: true,
        frus: [
          { name: "slot-3", state: "m4", handle: "closed", watts: 200, blueLed: "off" },
          { name: "slot-3/RTM", state: "m1", handle: "open", watts: 0, blueLed: "on" },
        ],
        power: { on: true },
      },
      { name: "alarm-panel", present: false, frus: [] },
    ],
    sensors: [],
  },
};

describe("sim", () => {
  it("list says that nobody is called so", async () => {
    const { directory } = await fakeAgent(replies);
    const { code, stdout, stderr } = await cli(["sim", "list", "slot-5"], { directories: [directory] });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe('hpi-agent: no simulated controller "slot-5" has sensors; see: hpi-agent sim list\n');
  });

  it("list shows the machine as it is set", async () => {
    const { directory } = await fakeAgent(replies);
    expect((await cli(["sim", "list"], { directories: [directory] })).stdout).toBe(`\
Machine atca-14
CONTROLLER  SENSOR             VALUE  STATE
slot-3      Inlet Temp  27 degrees C
slot-3      Memory                    presence detected
slot-4      Inlet Temp  26 degrees C  pulled
`);
    const some = await cli(["sim", "list", "slot-4", "--json"], { directories: [directory] });
    expect(JSON.parse(some.stdout).sensors).toHaveLength(1);
  });

  it.each([
    [
      ["set", "slot-3/Inlet Temp", "41.2"],
      'set {"sensor":"slot-3/Inlet Temp","value":41.2}',
      "slot-3/Inlet Temp reads 41",
    ],
    [["set", "slot-3/Inlet Temp", "-5"], 'set {"sensor":"slot-3/Inlet Temp","value":-5}', "slot-3/Inlet Temp reads 41"],
    [["state", "a/b", "failed", "on"], 'state {"sensor":"a/b","state":"failed","asserted":true}', "a/b: failed on"],
    [["state", "a/b", "3", "off"], 'state {"sensor":"a/b","state":3,"asserted":false}', "a/b: 3 off"],
    [["walk", "slot-3", "M5", "m6,1"], 'walk {"controller":"slot-3","states":[5,6,1]}', "slot-3 is in M1"],
    [["pull", "slot-3"], 'pull {"controller":"slot-3","how":"orderly"}', "slot-3 is out"],
    [["pull", "slot-3", "--surprise"], 'pull {"controller":"slot-3","how":"surprise"}', "slot-3 is out"],
    [
      ["handle", "slot-3/RTM", "open"],
      'handle {"fru":"slot-3/RTM","position":"open"}',
      "the handle of slot-3/RTM is open",
    ],
    [
      ["communication", "slot-3", "lost"],
      'communication {"controller":"slot-3","what":"lost"}',
      "communication with slot-3 is lost",
    ],
    [["plug", "slot-3"], 'plug {"controller":"slot-3"}', "slot-3 is in"],
  ])("%j asks for it and says so", async (argv, request, said) => {
    const { directory, requests } = await fakeAgent(replies);
    const { code, stdout } = await cli(["sim", ...argv], { directories: [directory] });
    expect([code, stdout]).toEqual([0, `${said}\n`]);
    expect(requests).toEqual([`POST /hpi/v1/sim/${request}`]);
  });

  it("state shows everything that is simulated", async () => {
    const { directory } = await fakeAgent(replies);
    expect((await cli(["sim", "state"], { directories: [directory] })).stdout).toBe(`\
Machine atca-14
Does less: there is no C compiler
Power 1234 of 4050 W
FRU          STATE   HANDLE  POWER  WATTS  BLUE LED
slot-3       M4      closed  on       200  off
slot-3/RTM   M1      open               0  on
alarm-panel  pulled
`);
    const all = await cli(["sim", "state", "--json"], { directories: [directory] });
    expect(JSON.parse(all.stdout)).toMatchObject({ machine: "atca-14", controllers: { length: 2 }, sensors: [] });
  });

  it("says when the hardware is real", async () => {
    const { directory } = await liveAgent();
    const { code, stderr } = await cli(["sim", "list"], { directories: [directory] });
    expect([code, stderr]).toEqual([1, "hpi-agent: this agent simulates nothing\n"]);
  });
});
