import { describe, expect, it } from "vitest";
import { FakeHardware, fullRecord, inventory } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(...slots: number[]): Promise<Started> {
  const hardware = new FakeHardware();
  for (const slot of slots) hardware.board(slot);
  return stopAfterTest(await discovered(hardware));
}

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const upperNonCritical = 3;

describe("after it misbehaved", () => {
  it.each([
    [0xc0, "is busy"],
    [0xff, "refuses"],
  ])("a board is found again although another answers Get Device ID with %xh: it %s", async (code) => {
    const { hardware, resource, until } = await started(1, 2, 3);
    hardware.refuse = ({ target, netFn, cmd }) =>
      netFn === getDeviceId.netFn && cmd === getDeviceId.cmd && target?.address !== 0x86 ? code : undefined;
    hardware.controllers.get(0x84)!.absent = true;
    hardware.controllers.get(0x86)!.absent = true;
    await until(() => !resource("Board 3").present && !resource("Board 2").present, "the loss of two boards");
    hardware.controllers.get(0x84)!.absent = false;
    hardware.controllers.get(0x86)!.absent = false;
    await until(() => resource("Board 3").present, "its return");
  });

  it("a board that refused every reading for long is read again within a few sweeps", async () => {
    const { hardware, domain, resource, pass } = await started(1);
    const board = hardware.controllers.get(0x82)!;
    const ids = domain.sensorsOf(resource("Board 1").id).map(({ id }) => id);
    for (const sensor of board.sensors.values()) sensor.refusal = 0xd5;
    await pass(600_000);
    expect(ids.map((id) => domain.reading(id).quality)).toEqual(["unavailable", "unavailable"]);
    for (const sensor of board.sensors.values()) delete sensor.refusal;
    await pass(40_000);
    expect(ids.map((id) => domain.reading(id).quality)).toEqual(["good", "good"]);
  });

  it("a board of which one sensor gives a value again is asked for all others in the next sweep", async () => {
    const { hardware, domain, resource, pass } = await started(1);
    const board = hardware.controllers.get(0x82)!;
    const ids = domain.sensorsOf(resource("Board 1").id).map(({ id }) => id);
    const [hotSwap, temperature] = [board.sensors.get(0)!, board.sensors.get(1)!];
    hotSwap.refusal = 0xd5;
    await pass(600_000);
    temperature.refusal = 0xd5;
    await pass(11_000);
    delete hotSwap.refusal;
    delete temperature.refusal;
    await pass(60_000);
    expect(ids.map((id) => domain.reading(id).quality)).toEqual(["good", "good"]);
  });

  it("a board of which one sensor answers is not asked for the others in every sweep", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    for (let number = 2; number < 12; number++) {
      board.deviceSdrs.push(fullRecord(number + 1, 0x82, number, { entity: [0xa0, 0x61], name: `DIMM ${number}` }));
    }
    const source = await discovered(hardware);
    stopAfterTest(source);
    await source.pass(600_000);
    hardware.connection.requests.length = 0;
    await source.pass(160_000);
    const asked = (sensor: number) =>
      hardware.connection.requests.filter(({ netFn, cmd, data }) => netFn === 4 && cmd === 0x2d && data[0] === sensor);
    expect(asked(1).length).toBeGreaterThan(10);
    expect(asked(5).length).toBeLessThan(3);
  });
});

describe("records and inventories", () => {
  it("that a controller told wrongly for a moment are right again soon", async () => {
    const { hardware, domain, resource, until } = await started(1, 2);
    const board = hardware.controllers.get(0x82)!;
    const names = () => domain.sensorsOf(resource("Board 1").id).map(({ name }) => name);
    const [sdrs, fru] = [board.deviceSdrs, board.frus.get(0)!];
    // Every read gives something else, as noise does.
    let reads = 0;
    hardware.refuse = ({ target, netFn, cmd }) => {
      if (target?.address === 0x82 && netFn === 4 && cmd === 0x20) board.deviceSdrs = [sdrs[1 - (reads++ % 2)]!];
      return undefined;
    };
    board.frus.set(0, inventory("Something"));
    board.firmwareMinor++;
    board.absent = true;
    await until(() => !resource("Board 1").present, "its loss");
    board.absent = false;
    await until(() => reads > 2 && names().length === 1, "what it told wrongly");
    hardware.refuse = () => undefined;
    board.deviceSdrs = sdrs;
    board.frus.set(0, fru);
    board.firmwareMinor--;
    await until(() => names().length === 2 && resource("Board 1").info.product === "Board-1", "what is right");
  });

  it("that stay as they are are not read again", async () => {
    const { hardware, pass } = await started(1, 2);
    const board = hardware.controllers.get(0x82)!;
    board.deviceSdrs = board.deviceSdrs.slice(1);
    board.absent = true;
    await pass(30_000);
    board.absent = false;
    await pass(120_000);
    hardware.connection.requests.length = 0;
    await pass(600_000);
    expect(hardware.connection.requests.filter(({ netFn, cmd }) => netFn === 4 && cmd === 0x21)).toEqual([]);
  });
});

describe("thresholds", () => {
  it("that somebody else changed are read again when the controller compares otherwise", async () => {
    const { hardware, domain, resource, until } = await started(1);
    const board = hardware.controllers.get(0x82)!;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    board.thresholds.set(1, { upperNonCritical: 30, upperCritical: 90 });
    board.sensors.get(1)!.states = [upperNonCritical];
    await until(() => domain.reading(id).states.includes("upperMinor"), "the new threshold");
    expect(domain.thresholds(id)?.upperMinor).toBe(30);
  });

  it("of a controller that never agrees are read ever more seldom", async () => {
    const { hardware, pass } = await started(1);
    hardware.controllers.get(0x82)!.sensors.get(1)!.states = [upperNonCritical];
    hardware.connection.requests.length = 0;
    await pass(1_000_000);
    const read = hardware.connection.requests.filter(({ netFn, cmd }) => netFn === 4 && cmd === 0x27);
    expect(read.length).toBeGreaterThan(2);
    expect(read.length).toBeLessThan(8);
  });
});
