import { describe, expect, test } from "vitest";
import { codecSuite } from "../contract/codec.ts";
import { findDeclarations } from "./declarations.ts";

const { files, commands, records } = await findDeclarations();

describe("the declarations", () => {
  test("are found: a command in each file that is one, and the records", () => {
    const commandFiles = files.filter((file) =>
      /^commands\/.*\/(?!.*-parts|event-bits|message-flags|global-enables|channel-access)/.test(file),
    );
    expect(commands.map(({ file }) => file).sort()).toEqual(commandFiles);
    expect(commands.length).toBeGreaterThanOrEqual(75);
    expect(records.length).toBeGreaterThanOrEqual(24);
  });

  test("name commands as their file and export", () => {
    for (const { file, exported } of commands) {
      const words = file.replace(/^.*\/|\.ts$/g, "").split("-");
      expect(exported).toBe(words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(""));
    }
  });

  test("cite the standard", () => {
    for (const { value } of commands) expect(value.spec).toMatch(/^(IPMI 2\.0 section \d|PICMG 3\.0|DCMI 1\.5)/);
  });

  test("have one command per network function, body code and command number", () => {
    const keys = commands.map(({ value }) => `${value.netFn} ${value.group} ${value.cmd}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { value } of commands) expect(value.netFn % 2).toBe(0);
  });
});

for (const { value } of commands) {
  codecSuite(`${value.name} request`, value.request);
  codecSuite(`${value.name} response`, value.response);
}
for (const { file, value } of records) codecSuite(`${value.name} (${file})`, value);
