import { expect, it } from "vitest";
import { MemoryIds } from "../../support/memory-domain.ts";
import { FakeHardware } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(...given: Parameters<typeof discovered>): Promise<Started> {
  return stopAfterTest(await discovered(...given));
}

function shelf(...slots: number[]): FakeHardware {
  const hardware = new FakeHardware();
  for (const slot of slots) hardware.board(slot);
  return hardware;
}

/** Position of the first request of a command, by target. */
function firstOf(hardware: FakeHardware, netFn: number, cmd: number): Map<number, number> {
  const first = new Map<number, number>();
  for (const [index, request] of hardware.connection.requests.entries()) {
    const address = request.target?.address ?? 0x20;
    if (request.netFn === netFn && request.cmd === cmd && !first.has(address)) first.set(address, index);
  }
  return first;
}

it("reads every sensor before inventories, thresholds and LEDs", async () => {
  const hardware = shelf(1, 3, 5);
  await started(hardware);
  const requests = hardware.connection.requests;
  const readings = [0x82, 0x86, 0x8a].map((address) =>
    requests.findIndex((r) => r.target?.address === address && r.cmd === 0x2d && r.netFn === 0x04 && r.data[0] === 1),
  );
  expect(Math.min(...readings)).toBeGreaterThan(0);
  for (const [netFn, cmd] of [
    [0x0a, 0x11],
    [0x04, 0x27],
    [0x2c, 0x08],
  ] as const) {
    const first = [...firstOf(hardware, netFn, cmd).values()];
    expect(first.length).toBeGreaterThan(0);
    expect(Math.min(...first)).toBeGreaterThan(Math.max(...readings));
  }
});

it("gives resources and sensors the same ids whatever their inventories say", async () => {
  const idsOf = ({ domain }: Started) =>
    domain
      .resources()
      .flatMap(({ id, key }) => [`${id} ${key}`, ...domain.sensorsOf(id).map((s) => `${s.id} ${s.key}`)]);
  const first = await started(shelf(1, 3));
  const before = idsOf(first);
  expect(before).toHaveLength(7 + 4);
  const another = shelf(1, 3);
  another.controllers.get(0x82)!.frus.clear();
  another.controllers.get(0x86)!.frus.set(0, Uint8Array.of(1, 2, 3));
  expect(idsOf(await started(another, { ids: first.ids }))).toEqual(before);
});

it("shows a board only when its place is known, be it that the shelf manager has to tell it", async () => {
  const hardware = shelf(1, 3);
  hardware.controllers.get(0x86)!.absent = true;
  hardware.refuse = ({ netFn, cmd, target }) =>
    netFn === 0x2c && cmd === 0x01 && target !== undefined ? 0xc1 : undefined;
  const ids = new MemoryIds();
  const named: string[] = [];
  const allocate = ids.allocate.bind(ids);
  ids.allocate = (space, keys) => {
    named.push(...keys);
    return allocate(space, keys);
  };
  const { domain, resource } = await started(hardware, { ids });
  expect(domain.sensorsOf(resource("Board 1").id)).toHaveLength(2);
  expect(resource("Board 3").present).toBe(false);
  // Nor did it ever have another id.
  expect(named).toContain(resource("Board 3").key);
  expect(named.filter((key) => key.includes("UNKNOWN"))).toEqual([]);
});
