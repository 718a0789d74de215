import { describe, expect, it } from "vitest";
import { formatEntityPath } from "../../src/hpi/entity-path.ts";
import { atca, generic, type PlatformFacts, personalityFor, SHELF_FRU } from "../../src/personalities/index.ts";
import { fru, platform } from "./facts.ts";

function tree(facts: PlatformFacts): string[] {
  return atca.arrange(facts).places.map((place) => `${formatEntityPath(place.entityPath)} ${place.tag}`);
}

describe("the AdvancedTCA personality", () => {
  it("is for controllers that speak PICMG 2.x, not for AdvancedMC or MicroTCA ones, not for others", () => {
    const signs = { manufacturerId: 0, productId: 0 };
    expect(personalityFor({ ...signs, picmgVersion: { major: 2, minor: 2 } })).toBe(atca);
    expect(personalityFor({ ...signs, picmgVersion: { major: 4, minor: 1 } })).toBe(generic);
    expect(personalityFor({ ...signs, picmgVersion: null })).toBe(generic);
  });

  it("begins with the shelf, whose inventory is FRU 254 of the shelf manager", () => {
    const [shelf] = atca.arrange(platform({})).places;
    expect(shelf).toMatchObject({ tag: "Shelf", fru: { owner: 0x20, fru: SHELF_FRU } });
  });

  it("has a slot for every site, filled or not, and content where somebody is", () => {
    const sites = [
      { type: 0, number: 2 },
      { type: 0, number: 1 },
      { type: 4, number: 1 },
      { type: 1, number: 2 },
      { type: 3, number: 1 },
    ];
    const frus = [
      fru(0x20, { site: { type: 3, number: 1 } }),
      fru(0x84, { site: { type: 0, number: 2 }, product: "Blade" }),
      fru(0xb4, { site: { type: 4, number: 1 } }),
      fru(0xbc, { site: { type: 1, number: 2 } }),
    ];
    expect(tree(platform({ sites, frus }))).toEqual([
      "{ADVANCEDTCA_CHASSIS,1} Shelf",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC03,1} Shelf manager bay 1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,1} Slot 1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,2} Slot 2",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC04,1} Fan tray bay 1",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC01,2} PEM bay B",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC03,1}{SHELF_MANAGER,1} Shelf manager 1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,2}{PICMG_FRONT_BLADE,2} Board 2 Blade",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC04,1}{COOLING_UNIT,1} Fan tray 1",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC01,2}{POWER_MODULE,2} PEM B",
    ]);
  });

  it("keeps a controller of unknown place apart by its address", () => {
    expect(tree(platform({ frus: [fru(0x20), fru(0x9e, { name: "Odd" })] }))).toContain(
      "{ADVANCEDTCA_CHASSIS,1}{UNKNOWN,158} Odd",
    );
  });

  it("puts AdvancedMCs under their carrier, and their sensors with them", () => {
    const carrier = fru(0x86, { site: { type: 0, number: 3 } });
    const module = fru(0x86, { fru: 2, entity: { id: 0xc1, instance: 0x62 } });
    const layout = atca.arrange(platform({ frus: [fru(0x20), carrier, module] }));
    const path = "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}{CHASSIS_SPECIFIC07,2}{AMC,2}";
    expect(layout.places.map((p) => formatEntityPath(p.entityPath))).toContain(path);
    const located = layout.locate({ owner: 0x86, entity: { id: 0xc1, instance: 0x62 } });
    expect(located.place.tag).toBe("AMC A2");
    expect(formatEntityPath(located.entityPath)).toBe(path);
  });

  it("shows the bays of modules on their board, AdvancedMCs by layer and place, rear modules by slot", () => {
    const board = fru(0x98, { site: { type: 0, number: 12 } });
    const modules = [
      fru(0x98, { fru: 5, entity: { id: 0xc1, instance: 0x65 }, name: "AMC B1" }),
      fru(0x98, { fru: 8, entity: { id: 0xc1, instance: 0x68 }, name: "KA-40" }),
      fru(0x98, { fru: 1, entity: { id: 0xc0, instance: 0x6c }, name: "RTM" }),
    ];
    const layout = atca.arrange(platform({ frus: [fru(0x20), board, ...modules] }));
    const onBoard = layout.places.filter((place) => place.entityPath.length > 3);
    expect(onBoard.map(({ tag, capabilities }) => [tag, ...capabilities])).toEqual([
      ["AMC bay B1", "slot"],
      ["AMC B1", "fru", "managed-hot-swap", "reset"],
      ["AMC bay B4", "slot"],
      ["AMC B4 KA-40", "fru", "managed-hot-swap", "reset"],
      ["RTM bay 12", "slot"],
      ["RTM 12", "fru", "managed-hot-swap"],
    ]);
  });

  it("gives a sensor to its controller's board, with the path of the part it measures", () => {
    const layout = atca.arrange(platform({ frus: [fru(0x20), fru(0x82, { site: { type: 0, number: 1 } })] }));
    const board = layout.locate({ owner: 0x82, entity: { id: 0xa0, instance: 0x61 } });
    expect(formatEntityPath(board.entityPath)).toBe(formatEntityPath(board.place.entityPath));
    const processor = layout.locate({ owner: 0x82, entity: { id: 3, instance: 0x61 } });
    expect(processor.place).toBe(board.place);
    expect(formatEntityPath(processor.entityPath)).toMatch(/\{PICMG_FRONT_BLADE,1\}\{PROCESSOR,1\}$/);
  });
});
