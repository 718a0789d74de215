import { describe, expect, it } from "vitest";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import { ReadFruData } from "../../../src/ipmi/commands/storage/read-fru-data.ts";
import { encodeSdr } from "../../../src/ipmi/sdr/index.ts";
import { typedText } from "../../../src/ipmi/typed-text.ts";
import { FakeHardware, inventory } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(): Promise<Started> {
  const hardware = new FakeHardware();
  hardware.board(1);
  return stopAfterTest(await discovered(hardware));
}

const boardOf = ({ hardware }: Started) => hardware.controllers.get(0x82)!;
const serialOf = (source: Started) => source.resource("Board 1").info.serialNumber;

function inventoryOf({ domain, resource }: Started) {
  const { id } = domain.instrumentsOf(resource("Board 1").id).find(({ kind }) => kind === "inventory")!;
  return domain.inventory(id)!;
}

async function swapped(source: Started, meanwhile: () => void): Promise<void> {
  boardOf(source).absent = true;
  await source.until(() => !source.resource("Board 1").present, "its loss");
  meanwhile();
  boardOf(source).absent = false;
  await source.until(() => source.resource("Board 1").present, "its return");
  await source.pass(1000);
}

async function rediscovered({ domain, until, pass }: Started, resourceId: number): Promise<void> {
  const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;
  const { finished } = domain.perform({ kind: "rediscover", resourceId, desired: "now" }, operator);
  let over = false;
  void finished.then(() => {
    over = true;
  });
  await until(() => over, "rediscovery");
  await pass(1000);
}

describe("a board that another one of its kind has replaced", () => {
  it("does not have the former one's serial number while its inventory cannot be read", async () => {
    const source = await started();
    const { id } = source.resource("Board 1");
    expect(serialOf(source)).toBe("SN-Board-1");
    await swapped(source, () => boardOf(source).frus.delete(0));
    expect(source.resource("Board 1").id).toBe(id);
    expect(serialOf(source)).toBe("");
    expect(inventoryOf(source)).toMatchObject({ areas: [], findings: [expect.stringMatching(/cannot be read/)] });
    boardOf(source).frus.set(0, inventory("Other"));
    await source.until(() => serialOf(source) === "SN-Other", "its own serial number");
    expect(inventoryOf(source).findings).toEqual([]);
  });

  it("does not have it while nothing answers for its inventory", async () => {
    const source = await started();
    await swapped(source, () => {
      source.hardware.refuse = ({ target, netFn, cmd }) => {
        if (target?.address !== 0x82 || netFn !== ReadFruData.netFn || cmd !== ReadFruData.cmd) return undefined;
        throw new DeviceSilentError("E_TIMEOUT", "no answer");
      };
    });
    expect(serialOf(source)).toBe("");
    boardOf(source).frus.set(0, inventory("Other"));
    source.hardware.refuse = () => undefined;
    await source.until(() => serialOf(source) === "SN-Other", "its own serial number");
  });
});

describe("a board that stayed where it is", () => {
  it("keeps its serial number while its inventory cannot be read", async () => {
    const source = await started();
    boardOf(source).frus.delete(0);
    await rediscovered(source, source.resource("Board 1").id);
    expect(serialOf(source)).toBe("SN-Board-1");
  });
});

describe("a board that is told to sit elsewhere and then where it was", () => {
  it("has its inventory and its sensors again", async () => {
    const source = await started();
    const { hardware, domain } = source;
    const { id } = source.resource("Board 1");
    const site = hardware.sites.find(({ address }) => address === 0x82)!;
    for (const [from, to] of [
      [1, 5],
      [5, 1],
    ]) {
      site.number = to!;
      await rediscovered(source, source.resource(`Board ${from}`).id);
    }
    expect(source.resource("Board 1").id).toBe(id);
    expect(inventoryOf(source).areas).toHaveLength(2);
    expect(domain.sensorsOf(id).map((sensor) => domain.reading(sensor.id).quality)).toEqual(["good", "good"]);
    expect(domain.sensorsOf(id).map((sensor) => domain.thresholds(sensor.id)?.upperMinor)).toEqual([undefined, 80]);
  });
});

describe("a board whose firmware is another one", () => {
  it("keeps the modules that the shelf's records name at it", async () => {
    const hardware = new FakeHardware();
    const board = hardware.board(1);
    hardware.mainSdrs.push(
      encodeSdr({
        kind: "fru-locator",
        recordId: hardware.mainSdrs.length + 1,
        accessAddress: 0x82,
        deviceId: 1,
        privateBus: 0,
        lun: 0,
        logical: true,
        channel: 0,
        deviceType: 0x10,
        deviceTypeModifier: 0,
        entityId: 0xc1,
        entityInstance: 0x61,
        oem: 0,
        id: typedText("Module"),
      }),
    );
    board.frus.set(1, inventory("Module"));
    const source = await discovered(hardware);
    stopAfterTest(source);
    const modules = () => source.domain.resources().filter(({ origin }) => origin["fruId"] === 1);
    const [before] = modules();
    expect(before).toBeDefined();
    board.firmwareMinor++;
    await rediscovered(source, source.resource("Board 1").id);
    expect(source.resource("Board 1").info.firmwareRevision).toBe("2.08");
    expect(modules().map(({ id, tag }) => ({ id, tag }))).toEqual([{ id: before!.id, tag: before!.tag }]);
  });
});
