import fc from "fast-check";
import koffi from "koffi";
import { expect } from "vitest";
import type { Command } from "../../../../src/ipmi/command.ts";
import { MasterWriteRead } from "../../../../src/ipmi/commands/app/master-write-read.ts";
import { AlertImmediate } from "../../../../src/ipmi/commands/sensor-event/alert-immediate.ts";
import { Group } from "../../../../src/ipmi/net-fn.ts";
import { arbitraryOf } from "../../../contract/arbitrary.ts";
import { requires } from "../../../support/requires.ts";
import { findDeclarations } from "../../declarations.ts";
import { fieldPlaces } from "../../field-places.ts";
import { type FieldPlace, type Fields, freeipmiLayouts } from "../../freeipmi-layouts.ts";
import { readBackCases } from "./cases.ts";

const { describe, it } = requires("freeipmi");

/** Data bytes FreeIPMI takes where we leave open how many there are. */
const longest = new Map([
  ["cmd_get_oem_netfn_iana_support_rs", 5],
  ["cmd_get_auxiliary_log_status_rs", 15],
  ["cmd_set_auxiliary_log_status_rq", 16],
]);

/** Commands whose data FreeIPMI 1.6.10 has in another order than DCMI 1.5 tables 6-20 and 6-21, and ipmitool. */
const otherwise = new Set(["Get Thermal Limit", "Set Thermal Limit"]);

const directions = ["request", "response"] as const;

/** FreeIPMI names layouts after the standard's name of the command. */
function layoutName(command: Command<unknown, unknown>, direction: "request" | "response"): string {
  const group = command.group === Group.dcmi ? "dcmi_" : "";
  const name = command.name.toLowerCase().replace(/[ /-]/g, "_");
  return `cmd_${group}${name}_${direction === "request" ? "rq" : "rs"}`;
}

function withoutHead({ cmd, comp_code, group_extension_identification, ...fields }: Fields): Fields {
  return fields;
}

describe("FreeIPMI's library", () => {
  const { read, knows, places } = freeipmiLayouts();

  it("reads our requests and responses as we mean them", () => {
    const cases = readBackCases.filter(({ freeipmi }) => freeipmi !== undefined);
    for (const one of cases) {
      for (const direction of directions) {
        const bytes = Uint8Array.of(one.command.cmd, ...one[direction]);
        const fields = read(one.layouts[direction] ?? layoutName(one.command, direction), bytes);
        expect(withoutHead(fields), `${one.command.name} ${direction}`).toEqual(one.freeipmi?.[direction] ?? {});
      }
    }
    expect(cases.length).toBeGreaterThan(40);
  });

  it("takes whole whatever we encode, for every command it knows", async () => {
    const { commands } = await findDeclarations();
    // The event fields of IPMI 2.0 are not in its layout.
    const known = commands.filter(({ value }) => value !== AlertImmediate && knows(layoutName(value, "request")));
    let taken = 0;
    for (const { value } of known) {
      const prefix = value.group === undefined ? [] : [value.group];
      for (const direction of directions) {
        const name = layoutName(value, direction);
        if (!knows(name)) continue;
        const head = direction === "request" ? [value.cmd, ...prefix] : [value.cmd, 0, ...prefix];
        fc.assert(
          fc.property(arbitraryOf(value[direction].layout), (fields) => {
            // FreeIPMI has layouts of their own for group and OEM network functions, which carry a body code.
            if ((fields as { readonly body?: unknown }).body !== undefined) return;
            const bytes = Uint8Array.of(...head, ...value[direction].encode(fields));
            const isTooMuch = bytes.length > head.length + (longest.get(name) ?? Number.POSITIVE_INFINITY);
            if (isTooMuch) return;
            taken++;
            expect(read(name, bytes), name).not.toHaveProperty("problem");
          }),
          { numRuns: 10 },
        );
      }
    }
    expect(known.length).toBeGreaterThan(120);
    expect(taken).toBeGreaterThan(1200);
  });

  it("has no field that lies across the end of one of ours, and none where we have nothing", async () => {
    const { commands } = await findDeclarations();
    const own = commands.filter(({ value }) => !otherwise.has(value.name));
    const isReserved = ({ name }: FieldPlace) => /reserved|unused/.test(name);
    let compared = 0;
    for (const { value } of own) {
      for (const direction of directions) {
        const name = layoutName(value, direction);
        if (!knows(name)) continue;
        const head = 8 * ((direction === "request" ? 1 : 2) + (value.group === undefined ? 0 : 1));
        const ours = fieldPlaces(value[direction].layout);
        const theirs = places(name).filter((one) => one.from >= head && !isReserved(one));
        for (const { from, to, name: field } of theirs) {
          const under = ours.filter((one) => one.from + head < to && one.to + head > from);
          for (const one of under.filter((mine) => !isReserved(mine))) {
            compared++;
            const contains = one.from + head <= from && one.to + head >= to;
            const isContained = one.from + head >= from && one.to + head <= to;
            expect(contains || isContained, `${name}: ${one.name} and ${field}`).toBe(true);
          }
          const isNothing = under.length > 0 && under.every(isReserved);
          expect(isNothing, `${name}: ${field} is reserved by us`).toBe(false);
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it("knows no completion code of a single command that we do not", async () => {
    const text = koffi
      .load("libfreeipmi.so.17")
      .func("int ipmi_completion_code_strerror_r(uint8_t, uint8_t, uint8_t, _Out_ char *, size_t)");
    const { commands } = await findDeclarations();
    // FreeIPMI gives Master Write-Read a code of Suspend/Resume Payload Encryption.
    const own = commands.filter(({ value }) => value.group === undefined && value !== MasterWriteRead);
    let known = 0;
    for (const { value } of own) {
      for (let code = 0x80; code < 0xbf; code++) {
        const buffer = Buffer.alloc(256);
        text(value.cmd, value.netFn, code, buffer, buffer.length);
        const theirs = buffer.toString("latin1").split("\0")[0]!;
        if (/^No error message found|^$/.test(theirs)) continue;
        known++;
        expect(value.completionCodes, `${value.name} ${code}: ${theirs}`).toHaveProperty(String(code));
      }
    }
    expect(known).toBeGreaterThan(60);
  });
});
