import { describe, expect, test } from "vitest";
import { findDeclarations } from "../declarations.ts";
import { commandTable, unverified, verifiersOf } from "./verification.ts";

const { commands } = await findDeclarations();

describe("every command", () => {
  test("is understood by somebody else's program, or excused by name", () => {
    const lost = commands.filter(({ value }) => verifiersOf(value).length === 0 && !unverified.has(value));
    expect(lost.map(({ exported }) => exported)).toEqual([]);
    expect(commands.length).toBeGreaterThan(100);
  });

  test("that is excused has no verifier and a reason", () => {
    for (const [command, reason] of unverified) {
      expect(verifiersOf(command)).toEqual([]);
      expect(reason).not.toBe("");
    }
  });

  test("is on the page docs/wire/commands.md as it is verified", async () => {
    await expect(commandTable(commands)).toMatchFileSnapshot("../../../docs/wire/commands.md");
  });
});
