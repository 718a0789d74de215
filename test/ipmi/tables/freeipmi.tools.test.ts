import koffi from "koffi";
import { expect } from "vitest";
import { discreteState } from "../../../src/ipmi/tables/discrete-states.ts";
import { entityIdName } from "../../../src/ipmi/tables/entity-ids.ts";
import { genericStates } from "../../../src/ipmi/tables/generic-states.ts";
import { sensorTypeName } from "../../../src/ipmi/tables/sensor-types.ts";
import { unitName } from "../../../src/ipmi/tables/units.ts";
import { requires } from "../../support/requires.ts";

const { describe, it } = requires("freeipmi");

const sensorSpecific = 0x6f;
const codes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const offsets = codes(0, 14);

/** FreeIPMI's tables, out of its library; undefined for codes it has no name for. */
function freeipmiNames() {
  const library = koffi.load("libfreeipmi.so.17");
  const string = (name: string) => library.func(`const char *${name}(uint8_t)`);
  const message = (name: string) => {
    const read = library.func(`int ${name}(uint8_t, unsigned int, _Out_ uint8_t *, unsigned int)`);
    return (type: number, offset: number): string | undefined => {
      const buffer = Buffer.alloc(512);
      const length = read(type, offset, buffer, buffer.length);
      return named(length > 0 ? buffer.toString("latin1", 0, length) : undefined);
    };
  };
  const sensorType = string("ipmi_get_sensor_type_string");
  const entityId = string("ipmi_get_entity_id_string");
  const units = library.symbol("ipmi_sensor_units");
  return {
    sensorType: (code: number) => named(sensorType(code)),
    entityId: (code: number) => named(entityId(code)),
    unit: (code: number): string => koffi.decode(units, code * koffi.sizeof("void *"), "const char *"),
    genericState: message("ipmi_get_generic_event_message"),
    specificState: message("ipmi_get_sensor_type_message"),
  };
}

function named(text: string | null | undefined): string | undefined {
  const isName =
    text !== null &&
    text !== undefined &&
    !/^(oem reserved|reserved|unspecified)$|-specific$| specific$|oem system integrator/i.test(text);
  return isName ? text : undefined;
}

/** Names that say the same without a word in common. */
const synonyms = new Map([
  ["internal-error", "IERR"],
  ["pci-parity-error", "PCI PERR"],
  ["BIOS", "System Firmware"],
  ["baseboard", "System Board"],
]);

/** True when the two have a word in common, by its first letters, or are known to mean the same. */
function alike(ours: string, theirs: string): boolean {
  if (synonyms.get(ours) === theirs) return true;
  const words = (text: string) =>
    new Set(
      text
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "")
        .map((word) => word.slice(0, 4)),
    );
  const known = words(theirs);
  return [...words(ours)].some((word) => known.has(word));
}

describe("our tables and FreeIPMI's", () => {
  const names = freeipmiNames();

  it("name the same sensor types", () => {
    const standard = codes(0x01, 0xbf);
    for (const code of standard) {
      const ours = sensorTypeName(code);
      const theirs = names.sensorType(code);
      if (theirs === undefined) expect(ours).toMatch(/^unknown-/);
      else expect([ours, theirs]).toSatisfy(([a, b]) => alike(a, b));
    }
    expect(standard.filter((code) => names.sensorType(code) !== undefined)).toHaveLength(0x2c);
  });

  it("name the same states of generic and of sensor-specific types", () => {
    let known = 0;
    const compare = (type: number, eventReadingType: number, offset: number, theirs: string | undefined) => {
      const ours = discreteState(type, eventReadingType, offset).name;
      if (theirs === undefined) expect(ours, `${type} ${offset}`).toBe(`state-${offset}`);
      else expect([ours, theirs]).toSatisfy(([a, b]) => alike(a, b));
      if (theirs !== undefined) known++;
    };
    for (const eventReadingType of Object.keys(genericStates).map(Number)) {
      for (const offset of offsets) compare(0, eventReadingType, offset, names.genericState(eventReadingType, offset));
    }
    for (const type of codes(0x01, 0xbf)) {
      for (const offset of offsets) compare(type, sensorSpecific, offset, names.specificState(type, offset));
    }
    expect(known).toBeGreaterThan(200);
  });

  it("name the same units and entities", () => {
    for (const code of codes(1, 92)) {
      const theirs = names.unit(code).split(" / ")[0]!.toLowerCase().replaceAll(" ", "-");
      expect(unitName(code)).toBe(theirs);
    }
    for (const code of codes(1, 0x8f)) {
      const ours = entityIdName(code);
      const theirs = names.entityId(code);
      if (theirs !== undefined) expect([ours, theirs]).toSatisfy(([a, b]) => alike(a, b));
    }
  });
});
