import { describe, expect, it } from "vitest";
import { DeviceSilentError, NotThereError } from "../../../src/base/errors.ts";
import { GetDeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";
import { GetDeviceSdrInfo } from "../../../src/ipmi/commands/sensor-event/get-device-sdr-info.ts";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

describe("a board that nothing announced", () => {
  it("is discovered once when it answers for the first time", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    board.absent = true;
    const source = await discovered(hardware);
    stopAfterTest(source);
    board.absent = false;
    await source.until(() => source.resource("Board 1").present, "the board");
    await source.pass(60_000);
    const discoveries = hardware.connection.requests.filter(
      ({ netFn, cmd, target }) =>
        netFn === GetDeviceSdrInfo.netFn && cmd === GetDeviceSdrInfo.cmd && target?.address === 0x82,
    );
    expect(discoveries).toHaveLength(1);
  });

  it("is not present when discovery itself finds nobody at its address", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const periods = { hotSwap: 3_600_000, analog: 3_600_000, discrete: 3_600_000 };
    const source = await discovered(hardware, { options: { periods } });
    stopAfterTest(source);
    const { id } = source.resource("Board 1");
    board.absent = true;
    const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;
    source.domain.perform({ kind: "rediscover", resourceId: id, desired: "now" }, operator);
    await source.until(() => !source.resource("Board 1").present, "its absence");
    expect(source.events.filter(({ type }) => type === "hot-swap")).toMatchObject([
      { state: "NotPresent", cause: "surprise-extraction", resourceId: id },
    ]);
    board.absent = false;
    await source.until(() => source.resource("Board 1").present, "its return");
  });

  it("stays present when only one request was not acknowledged", async () => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    let refused = 0;
    hardware.refuse = ({ target, netFn, cmd }) => {
      if (target?.address !== 0x82 || netFn !== GetDeviceId.netFn || cmd !== GetDeviceId.cmd || refused > 0) {
        return undefined;
      }
      refused++;
      throw new NotThereError("E_NO_DEVICE", "nobody there");
    };
    const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;
    const { id } = source.resource("Board 1");
    source.domain.perform({ kind: "rediscover", resourceId: id, desired: "now" }, operator);
    await source.pass(60_000);
    expect(refused).toBe(1);
    expect(source.events.filter(({ type }) => type === "hot-swap")).toEqual([]);
    expect(source.domain.sensorsOf(id).map((sensor) => source.domain.reading(sensor.id).quality)).toEqual([
      "good",
      "good",
    ]);
  });

  it("is heard again when it comes back, although it fell silent before it was pulled", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    board.mute = true;
    await source.until(() => source.resource("Board 1").silent, "silence");
    board.absent = true;
    await source.until(() => !source.resource("Board 1").present, "its absence");
    board.absent = false;
    board.mute = false;
    await source.until(() => source.resource("Board 1").present, "its return");
    await source.pass(60_000);
    expect(source.resource("Board 1").silent).toBe(false);
    const { id } = source.resource("Board 1");
    expect(source.domain.sensorsOf(id).map((sensor) => source.domain.reading(sensor.id).quality)).toEqual([
      "good",
      "good",
    ]);
  });
});

describe("a board behind a controller that hangs", () => {
  const unanswered = (code: string, context = {}) => new DeviceSilentError(code, "no answer", context);
  it.each([
    ["was never sent", unanswered("E_NOT_SENT")],
    ["found no room in the queue", unanswered("E_QUEUE_FULL")],
    ["the controller itself did not answer", unanswered("E_TIMEOUT", { silent: "controller" })],
  ])("is not blamed for what %s", async (_, error) => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    let failed = 0;
    hardware.refuse = ({ target }) => {
      if (target?.address !== 0x82) return undefined;
      failed++;
      throw error;
    };
    await source.until(() => failed > 20, "requests that fail");
    expect(source.resource("Board 1").silent).toBe(false);
    expect(source.events.filter(({ type }) => type === "resource")).toEqual([]);
  });

  it("is blamed for its own silence", async () => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    hardware.refuse = ({ target }) => {
      if (target?.address === 0x82) throw unanswered("E_TIMEOUT", { silent: "target" });
      return undefined;
    };
    await source.until(() => source.resource("Board 1").silent, "silence");
  });
});
