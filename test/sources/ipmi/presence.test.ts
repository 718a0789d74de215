import { afterEach, describe, expect, it } from "vitest";
import { GetDeviceSdrInfo } from "../../../src/ipmi/commands/sensor-event/get-device-sdr-info.ts";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, type Started } from "./start-source.ts";

const running: Started[] = [];

afterEach(async () => {
  for (const source of running.splice(0)) await source.stop();
});

describe("a board that nothing announced", () => {
  it("is discovered once when it answers for the first time", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    board.absent = true;
    const source = await discovered(hardware);
    running.push(source);
    board.absent = false;
    await source.until(() => source.resource("Board 1").present, "the board");
    await source.pass(60_000);
    const discoveries = hardware.connection.requests.filter(
      ({ netFn, cmd, target }) =>
        netFn === GetDeviceSdrInfo.netFn && cmd === GetDeviceSdrInfo.cmd && target?.address === 0x82,
    );
    expect(discoveries).toHaveLength(1);
  });
});
