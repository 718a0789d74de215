import { describe, expect, it } from "vitest";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, stopAfterTest } from "./start-source.ts";

describe("the state of discovery", () => {
  it("stays complete when a board comes later", async () => {
    const hardware = new FakeHardware();
    hardware.board(1);
    const board = hardware.board(2);
    const source = await discovered(hardware);
    stopAfterTest(source);
    const complete = { controller: "bmc", state: "complete", progress: "2 of 2 controllers" };
    expect(source.domain.discovery()).toEqual([complete]);
    board.absent = true;
    await source.until(() => !source.resource("Board 2").present, "the loss of the board");
    board.absent = false;
    await source.until(() => source.resource("Board 2").present, "its return");
    await source.pass(60_000);
    expect(source.domain.discovery()).toEqual([complete]);
  });
});
