import { describe, expect, test } from "vitest";
import { Group } from "../../../src/ipmi/net-fn.ts";
import { findDeclarations } from "../declarations.ts";
import { listedCommands } from "./command-list.ts";

const { commands } = await findDeclarations();

const folders = new Map([
  [0x00, "chassis"],
  [0x04, "sensor-event"],
  [0x06, "app"],
  [0x0a, "storage"],
  [0x0c, "transport"],
]);

describe("the commands of the standards", () => {
  test.each(listedCommands)("$name has a file", ({ netFn, group, cmd, name }) => {
    const found = commands.filter(({ value }) => value.netFn === netFn && value.group === group && value.cmd === cmd);
    expect(found.map(({ value }) => value.name)).toEqual([name]);
    const folder = group === undefined ? folders.get(netFn) : group === 0 ? "picmg" : "dcmi";
    expect(found[0]!.file).toMatch(new RegExp(`^commands/${folder}/[a-z-]+\\.ts$`));
  });

  test("of DCMI need the privilege of DCMI 1.5 table 6-1", () => {
    const least = {
      callback: [0x01],
      user: [0x02, 0x03, 0x06, 0x09, 0x0c, 0x10, 0x13],
      operator: [0x04, 0x05, 0x07, 0x08, 0x0b],
      administrator: [0x0a, 0x12],
    };
    for (const { value } of commands.filter((one) => one.value.group === Group.dcmi)) {
      expect(least[value.privilege as keyof typeof least], value.name).toContain(value.cmd);
    }
  });

  test("of DCMI have the completion codes of DCMI 1.5 section 6", () => {
    const own = new Map([
      [0x03, [0x80]],
      [0x04, [0x84, 0x85, 0x89]],
      [0x06, [0x80, 0x81, 0x82, 0x83]],
      [0x0b, [0x84, 0x85]],
    ]);
    for (const { value } of commands.filter((one) => one.value.group === Group.dcmi)) {
      expect(Object.keys(value.completionCodes).map(Number), value.name).toEqual(own.get(value.cmd) ?? []);
    }
  });

  test("are all there is", () => {
    expect(commands.map(({ value }) => value.name).sort()).toEqual(listedCommands.map(({ name }) => name).sort());
  });
});
