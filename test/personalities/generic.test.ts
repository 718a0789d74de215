import { describe, expect, it } from "vitest";
import { formatEntityPath } from "../../src/hpi/entity-path.ts";
import { generic } from "../../src/personalities/index.ts";
import { fru, platform } from "./facts.ts";

const sensor = (id: number, instance: number, owner = 0x20) => ({ owner, entity: { id, instance } });

function paths(...args: Parameters<typeof platform>): string[] {
  return generic.arrange(platform(...args)).places.map((place) => formatEntityPath(place.entityPath));
}

describe("the generic personality", () => {
  it("makes one resource of every entity that sensors or locators name", () => {
    const frus = [fru(0x20), fru(0x20, { fru: 3, entity: { id: 10, instance: 1 } })];
    expect(paths({ frus, sensors: [sensor(10, 1), sensor(10, 2), sensor(3, 1), sensor(3, 1)] })).toEqual([
      "{SYSTEM_CHASSIS,1}",
      "{SYSTEM_CHASSIS,1}{POWER_SUPPLY,1}",
      "{SYSTEM_CHASSIS,1}{POWER_SUPPLY,2}",
      "{SYSTEM_CHASSIS,1}{PROCESSOR,1}",
    ]);
  });

  it("lets the chassis itself stand for the controller and whatever belongs to it", () => {
    const layout = generic.arrange(platform({ sensors: [sensor(23, 1)] }));
    expect(layout.places).toHaveLength(1);
    expect(layout.places[0]).toMatchObject({
      tag: "Chassis",
      capabilities: ["power", "reset", "event-log"],
      fru: { owner: 0x20, fru: 0 },
    });
    expect(layout.locate(sensor(23, 1)).place).toBe(layout.places[0]);
  });

  it("nests entities as associations say, and survives a loop of them", () => {
    const associations = [
      { container: { id: 7, instance: 1 }, contained: [{ id: 3, instance: 1 }] },
      { container: { id: 3, instance: 1 }, contained: [{ id: 7, instance: 1 }] },
    ];
    expect(paths({ associations: associations.slice(0, 1), sensors: [sensor(3, 1)] })).toContain(
      "{SYSTEM_CHASSIS,1}{SYSTEM_BOARD,1}{PROCESSOR,1}",
    );
    expect(paths({ associations, sensors: [sensor(3, 1), sensor(7, 1)] }).length).toBeGreaterThan(1);
  });

  it("keeps the device-relative instances of two satellites apart", () => {
    const all = paths({ sensors: [sensor(3, 0x60, 0x30), sensor(3, 0x60, 0x32)] });
    expect(new Set(all).size).toBe(3);
  });

  it("nests the device-relative instances of two satellites each as its own associations say", () => {
    const cable = (owner: number) => ({ id: 31, instance: 0x60, owner });
    const associations = [
      { container: { id: 7, instance: 1 }, contained: [cable(0x30)] },
      { container: { id: 11, instance: 0x61, owner: 0x34 }, contained: [cable(0x32)] },
    ];
    const sensors = [sensor(31, 0x60, 0x30), sensor(31, 0x60, 0x32), sensor(31, 0x60, 0x34)];
    const layout = generic.arrange(platform({ associations, sensors }));
    expect(sensors.map((s) => formatEntityPath(layout.locate(s).entityPath).replace("{SYSTEM_CHASSIS,1}", ""))).toEqual(
      [
        `{SYSTEM_BOARD,1}{INTERCONNECT,${0x3060}}`,
        `{ADD_IN_CARD,${0x3461}}{INTERCONNECT,${0x3260}}`,
        `{INTERCONNECT,${0x3460}}`,
      ],
    );
  });

  it("takes the given base for its root", () => {
    const base = [
      { type: 65536, location: 1 },
      { type: 23, location: 4 },
    ] as const;
    expect(paths({ base, sensors: [sensor(3, 1)] })).toEqual([
      "{RACK,1}{SYSTEM_CHASSIS,4}",
      "{RACK,1}{SYSTEM_CHASSIS,4}{PROCESSOR,1}",
    ]);
  });

  it("gives every FRU a place, also those that name one entity, whoever was found first", () => {
    const board = { id: 7, instance: 1 };
    const frus = [
      fru(0x20),
      fru(0x20, { fru: 2, entity: board, name: "Board" }),
      fru(0x20, { fru: 3, entity: board, name: "Riser" }),
      fru(0x30, { entity: board }),
      fru(0x20, { fru: 4, entity: board }),
    ];
    for (const found of [frus, frus.toReversed()]) {
      const layout = generic.arrange(platform({ frus: found, sensors: [sensor(7, 1)] }));
      expect(layout.places.slice(1).map(({ tag, fru }) => [tag, fru])).toEqual([
        ["System board 1", { owner: 0x20, fru: 2 }],
        ["System board 1 Riser", { owner: 0x20, fru: 3 }],
        ["System board 1 FRU 4", { owner: 0x20, fru: 4 }],
        ["System board 1 Controller 30h", { owner: 0x30, fru: 0 }],
      ]);
      const texts = new Set(layout.places.slice(1).map((place) => formatEntityPath(place.entityPath)));
      expect([...texts]).toEqual(["{SYSTEM_CHASSIS,1}{SYSTEM_BOARD,1}"]);
      expect(layout.locate(sensor(7, 1)).place).toBe(layout.places[1]);
    }
  });

  it("shows the FRU of the chassis itself in the chassis that the first controller stands for", () => {
    const frus = [fru(0x20), fru(0x20, { fru: 1, entity: { id: 23, instance: 1 } })];
    const [root, chassis] = generic.arrange(platform({ frus })).places;
    expect(root).toMatchObject({ tag: "Chassis", fru: { owner: 0x20, fru: 0 } });
    expect(chassis).toMatchObject({ tag: "System chassis 1", capabilities: ["fru"], fru: { owner: 0x20, fru: 1 } });
    expect(formatEntityPath(chassis!.entityPath)).toBe("{SYSTEM_CHASSIS,1}{SYSTEM_CHASSIS,1}");
  });
});
