import { describe, expect, it } from "vitest";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

describe("a board with which communication was lost (M7)", () => {
  it("is no longer silent when it is found active, although no event told of that", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    const state = () => {
      const { silent, hotSwap } = source.resource("Board 1");
      return [silent, hotSwap?.state, hotSwap?.native];
    };
    hardware.hotSwap(1, 7);
    await source.until(() => source.resource("Board 1").silent, "the loss");
    expect(state()).toEqual([true, "Active", "M7"]);
    await source.pass(60_000);
    expect(state()).toEqual([true, "Active", "M7"]);
    board.sensors.get(0)!.states = [4];
    await source.until(() => !source.resource("Board 1").silent, "the return");
    expect(state()).toEqual([false, "Active", "M4"]);
  });

  it("does not count as pulled because nobody answers at its address, until somebody says so", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    const source = await discovered(hardware);
    stopAfterTest(source);
    const state = () => {
      const { present, silent, hotSwap } = source.resource("Board 1");
      return [present, silent, hotSwap?.state, hotSwap?.native];
    };
    hardware.hotSwap(1, 7);
    board.absent = true;
    await source.until(() => source.resource("Board 1").silent, "the loss");
    await source.pass(60_000);
    expect(state()).toEqual([true, true, "Active", "M7"]);
    hardware.hotSwap(1, 0);
    await source.until(() => !source.resource("Board 1").present, "the removal");
    expect(state()).toEqual([false, expect.any(Boolean), "NotPresent", "M0"]);
    board.absent = false;
    for (const next of [1, 2, 3, 4]) hardware.hotSwap(1, next);
    await source.until(() => source.resource("Board 1").hotSwap?.native === "M4", "the return");
    await source.until(() => !source.resource("Board 1").silent, "its voice");
    expect(state()).toEqual([true, false, "Active", "M4"]);
  });
});
