import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareEntityPaths, formatEntityPath, parseEntityPath } from "../../src/hpi/entity-path.ts";
import { EntityType } from "../../src/hpi/entity-type.ts";

const element = fc.record({
  type: fc.oneof(fc.constantFrom(...Object.values(EntityType)), fc.nat(100_000)),
  location: fc.nat(65_535),
});

describe("the text of an entity path", () => {
  it("reads back as the same path", () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), (path) => {
        expect(parseEntityPath(formatEntityPath(path))).toEqual(path);
      }),
    );
  });

  it("that is none is refused with the place of the mistake", () => {
    expect(() => parseEntityPath("{RACK,1}{NOWHERE,2}")).toThrow(/character 8/);
    for (const bad of ["RACK", "{RACK}", "{RACK,-1}", "{RACK,1}x", "{__proto__,1}"]) {
      expect(() => parseEntityPath(bad)).toThrow(expect.objectContaining({ code: "E_ENTITY_PATH" }));
    }
  });

  it("sorts a container before its content", () => {
    const paths = ["{RACK,1}{FAN,2}", "{RACK,1}", "{RACK,1}{FAN,1}"].map(parseEntityPath);
    expect(paths.sort(compareEntityPaths).map(formatEntityPath)).toEqual([
      "{RACK,1}",
      "{RACK,1}{FAN,1}",
      "{RACK,1}{FAN,2}",
    ]);
  });
});
