import { describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/base/errors.ts";
import type { SimulatorControl } from "../../../../src/exporters/hpi-api/index.ts";
import { type Body, hpiApp } from "../hpi-app.ts";

function recorder() {
  const calls: unknown[][] = [];
  const record =
    <T>(name: string, result: T) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args]);
      return result;
    };
  const control: SimulatorControl = {
    list: record("list", []),
    setSensor: record("setSensor", 41.5),
    setDiscrete: record("setDiscrete", undefined),
    walk: record("walk", undefined),
    pull: record("pull", undefined),
    plug: record("plug", undefined),
    handle: record("handle", undefined),
    communication: record("communication", undefined),
    state: record("state", { machine: "atca-14", controllers: [] }),
    setFaults: record("setFaults", undefined),
    faults: record("faults", { script: { seed: 1, faults: [] }, links: [] }),
  };
  return { calls, simulator: { machine: "atca-14", control } };
}

describe("the simulator", () => {
  it("does what it is told", async () => {
    const { calls, simulator } = recorder();
    const { get, post } = await hpiApp({ simulator });
    expect((await get("/sim")).body).toEqual({ machine: "atca-14", sensors: [] });
    expect((await post("/sim/set", { sensor: "slot-3/Inlet Temp", value: 41.3 })).body).toEqual({ value: 41.5 });
    await post("/sim/state", { sensor: "slot-3/Memory", state: 1, asserted: true });
    await post("/sim/walk", { controller: "slot-3", states: [5, 6, 1] });
    await post("/sim/pull", { controller: "slot-3" });
    await post("/sim/pull", { controller: "slot-3", how: "surprise" });
    await post("/sim/plug", { controller: "slot-3" });
    await post("/sim/handle", { fru: "slot-3/RTM", position: "open" });
    await post("/sim/communication", { controller: "slot-3", what: "lost" });
    expect((await get("/sim/state")).body).toEqual({ machine: "atca-14", controllers: [] });
    await post("/sim/fault", { seed: 7, faults: [{ do: "drop", probability: 0.5 }] });
    expect((await get("/sim/fault")).body).toEqual({ script: { seed: 1, faults: [] }, links: [] });
    expect(calls).toEqual([
      ["list"],
      ["setSensor", "slot-3/Inlet Temp", 41.3],
      ["setDiscrete", "slot-3/Memory", 1, true],
      ["walk", "slot-3", [5, 6, 1]],
      ["pull", "slot-3", "orderly"],
      ["pull", "slot-3", "surprise"],
      ["plug", "slot-3"],
      ["handle", "slot-3/RTM", "open"],
      ["communication", "slot-3", "lost"],
      ["state"],
      ["setFaults", { seed: 7, faults: [{ do: "drop", probability: 0.5 }] }],
      ["faults"],
    ]);
  });

  it("says what it does not understand", async () => {
    const { simulator } = recorder();
    const refusing = {
      ...simulator.control,
      setSensor: async () => {
        throw new UsageError("E_SIM_VALUE", "500 is outside the range");
      },
    };
    const { post } = await hpiApp({ simulator: { machine: "m", control: refusing } });
    const answer = await post<{ error: Body }>("/sim/set", { sensor: "x", value: 500 });
    expect([answer.status, answer.body.error["code"]]).toEqual([400, "E_SIM_VALUE"]);
  });

  it.each([
    ["set", { sensor: "x", value: "1" }],
    ["set", { sensor: "x".repeat(200), value: 1 }],
    ["set", { sensor: "x" }],
    ["walk", { controller: "x", states: [8] }],
    ["walk", { controller: "x", states: [] }],
    ["pull", { controller: 3 }],
    ["plug", {}],
    ["handle", { fru: "slot-3", position: "ajar" }],
    ["communication", { controller: "slot-3", what: "found" }],
    ["fault", { faults: "all" }],
    ["fault", { faults: Array(101).fill({ do: "drop" }) }],
  ])("refuses %s with %j", async (action, body) => {
    const { calls, simulator } = recorder();
    const { post } = await hpiApp({ simulator });
    expect((await post(`/sim/${action}`, body)).status).toBe(400);
    expect(calls).toEqual([]);
  });

  it("obeys operators only", async () => {
    const { calls, simulator } = recorder();
    const { post, get } = await hpiApp({ simulator, role: "ReadOnly" });
    expect((await post("/sim/plug", { controller: "slot-3" })).status).toBe(403);
    expect((await get("/sim")).status).toBe(200);
    expect(calls).toEqual([["list"]]);
  });

  it("is not there where hardware is real", async () => {
    const { get, post } = await hpiApp();
    expect((await get<{ error: Body }>("/sim")).body.error["code"]).toBe("E_NOT_SIMULATED");
    expect((await post<{ error: Body }>("/sim/pull", { controller: "x" })).status).toBe(404);
  });
});
