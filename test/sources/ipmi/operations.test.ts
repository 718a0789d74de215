import { describe, expect, it } from "vitest";
import type { Operation, OperationRequest } from "../../../src/hpi/operation.ts";
import { SetFruLedState } from "../../../src/ipmi/commands/picmg/set-fru-led-state.ts";
import { GetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { SetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/set-sensor-hysteresis.ts";
import { encodeSdr, type FullSensor } from "../../../src/ipmi/sdr/index.ts";
import { FakeHardware, fullSensor } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(hardware: FakeHardware): Promise<Started> {
  return stopAfterTest(await discovered(hardware));
}

async function perform(source: Started, request: OperationRequest): Promise<Operation> {
  const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;
  let done: Operation | undefined;
  void source.domain.perform(request, operator).finished.then((operation) => {
    done = operation;
  });
  await source.until(() => done !== undefined, "the operation");
  return done!;
}

describe("a hysteresis that is to be set", () => {
  it.each([
    [
      { positive: 5, negative: 2 },
      { state: "done", error: null },
    ],
    [
      { positive: 2, negative: 2 },
      { state: "failed", error: { code: "E_NOT_VERIFIED" } },
    ],
    [0xc1, { state: "done", error: null }],
  ] as const)("is compared with what the controller then tells: %j", async (told, outcome) => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const source = await started(hardware);
    const resourceId = source.resource("Board 1").id;
    const sensorId = source.domain.sensorsOf(resourceId)[1]!.id;
    const asked: unknown[] = [];
    const board = { address: 0x82, channel: 0 };
    const set = (request: unknown) => {
      asked.push(request);
      hardware.connection.answer(GetSensorHysteresis, () => told, board);
      return {};
    };
    hardware.connection.answer(SetSensorHysteresis, set, board);
    const desired = { positiveHysteresis: 5 };
    expect(await perform(source, { kind: "set-thresholds", resourceId, sensorId, desired })).toMatchObject(outcome);
    expect(asked).toMatchObject([{ sensorNumber: 1, positive: 5, negative: 2 }]);
  });

  it("leaves the thresholds wanted with it alone when it is refused", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const fixed = { ...fullSensor(0x82, 1, { entity: [0xa0, 0x61], name: "Temp" }), hysteresisSupport: "readable" };
    board.deviceSdrs[1] = encodeSdr({ ...(fixed as FullSensor), recordId: 2 });
    const source = await started(hardware);
    const resourceId = source.resource("Board 1").id;
    const sensorId = source.domain.sensorsOf(resourceId)[1]!.id;
    const desired = { upperMinor: 60, positiveHysteresis: 5 };
    const done = await perform(source, { kind: "set-thresholds", resourceId, sensorId, desired });
    expect(done).toMatchObject({ state: "failed", error: { code: "E_NOT_SUPPORTED" } });
    expect(board.thresholds.get(1)).toEqual({ upperNonCritical: 80, upperCritical: 90 });
  });
});

describe("a reset", () => {
  it("that is to be graceful does not shut a machine down for good", async () => {
    const hardware = new FakeHardware({ picmg: false });
    hardware.power = true;
    const source = await started(hardware);
    const request = { kind: "reset", resourceId: source.resource("Chassis").id, desired: "graceful" } as const;
    expect(await perform(source, request)).toMatchObject({ state: "failed", error: { code: "E_NOT_SUPPORTED" } });
    expect(hardware.chassisActions).toEqual([]);
  });
});

describe("a rediscovery", () => {
  it.each([
    ["the board", "Board 1", 0x82],
    ["the whole shelf", "Shelf manager", 0x20],
  ])("of %s is not done while nobody answers", async (_, tag, address) => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const source = await started(hardware);
    const resourceId = source.resource(tag).id;
    hardware.controllers.get(address)!.mute = true;
    const request = { kind: "rediscover", resourceId, desired: "now" } as const;
    expect(await perform(source, request)).toMatchObject({ state: "failed", error: { code: "E_TIMEOUT" } });
    hardware.controllers.get(address)!.mute = false;
    expect(await perform(source, request)).toMatchObject({ state: "done" });
  });
});

describe("a LED", () => {
  it.each([
    [{ mode: "blink", onMs: 200, offMs: 800 }, 0xff, "failed"],
    [{ mode: "blink", onMs: 200, offMs: 800 }, 80, "done"],
    [{ mode: "off", onMs: 0, offMs: 0 }, 0xff, "failed"],
    [{ mode: "off", onMs: 0, offMs: 0 }, 0x00, "done"],
    [{ mode: "lamp-test", onMs: 500, offMs: 0 }, 0xff, "done"],
  ] as const)("that is to do %j and does %i: %s", async (wanted, overrideFunction, state) => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const source = await started(hardware);
    const resourceId = source.resource("Board 1").id;
    const controlId = source.domain.controlsOf(resourceId)[0]!.id;
    hardware.connection.answer(
      SetFruLedState,
      () => {
        board.led = { fn: overrideFunction, on: 20, override: true };
        return {};
      },
      { address: 0x82, channel: 0 },
    );
    const desired = { mode: "manual", state: { type: "led", color: "blue", ...wanted } } as const;
    expect(await perform(source, { kind: "set-control", resourceId, controlId, desired })).toMatchObject({ state });
  });
});
