import { expect } from "vitest";
import { requires } from "../../../support/requires.ts";
import type { ReadBackCase } from "./case.ts";
import { readBackCases } from "./cases.ts";
import { type Fields, freeipmiLayouts } from "./freeipmi-layouts.ts";

const { describe, it } = requires("freeipmi");

const cases = readBackCases.filter(({ freeipmi }) => freeipmi !== undefined);

/** FreeIPMI names layouts after the standard's name of the command. */
function layoutName({ command, layouts }: ReadBackCase, direction: "request" | "response"): string {
  const group = command.group === 0xdc ? "dcmi_" : "";
  const name = command.name.toLowerCase().replace(/[ /-]/g, "_");
  return layouts[direction] ?? `${group}${name}_${direction === "request" ? "rq" : "rs"}`;
}

function withoutHead({ cmd, comp_code, group_extension_identification, ...fields }: Fields): Fields {
  return fields;
}

describe("FreeIPMI's library", () => {
  it("reads our requests and responses as we mean them", () => {
    const read = freeipmiLayouts();
    for (const one of cases) {
      for (const direction of ["request", "response"] as const) {
        const bytes = Uint8Array.of(one.command.cmd, ...one[direction]);
        const fields = withoutHead(read(layoutName(one, direction), bytes));
        expect(fields, `${one.command.name} ${direction}`).toEqual(one.freeipmi?.[direction] ?? {});
      }
    }
    expect(cases.length).toBeGreaterThan(40);
  });
});
