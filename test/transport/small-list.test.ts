import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SmallList } from "../../src/transport/small-list.ts";

describe("SmallList", () => {
  it("holds what an array would after the same changes", () => {
    let removed = 0;
    let cleared = 0;
    const change = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.nat(6) }) },
      { weight: 3, arbitrary: fc.record({ remove: fc.nat(6) }) },
      { weight: 1, arbitrary: fc.constant({ clear: true }) },
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 20, maxLength: 60 }), (changes) => {
        const list = new SmallList<number>();
        const array: number[] = [];
        for (const each of changes) {
          if ("add" in each) {
            list.add(each.add);
            array.push(each.add);
          } else if ("remove" in each) {
            const at = array.indexOf(each.remove);
            if (at >= 0) array.splice(at, 1);
            expect(list.remove(each.remove)).toBe(at >= 0);
            removed += at >= 0 ? 1 : 0;
          } else {
            cleared += array.length;
            expect(list.clear()).toEqual(array.splice(0));
          }
          expect(list.items()).toEqual(array);
          expect(list.size).toBe(array.length);
          expect(list.find((item) => item > 4)).toBe(array.find((item) => item > 4));
        }
      }),
    );
    expect(removed).toBeGreaterThan(50);
    expect(cleared).toBeGreaterThan(50);
  });
});
