import { expect, it } from "vitest";
import { units } from "../../../src/hpi/unit.ts";
import { unitNames } from "../../../src/ipmi/tables/units.ts";

it("IPMI's units and the model's are the same, each under one name", () => {
  // Two lists, for neither layer may know the other; IPMI gives the codes, HPI took them over.
  expect([...unitNames]).toEqual([...units]);
  expect(new Set(unitNames).size).toBe(unitNames.length);
});
