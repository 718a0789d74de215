import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadFaults } from "../../../simulators/fault-proxy/load.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

async function scriptOf(text: string): Promise<string> {
  const path = join(await temporaryDirectory(), "faults.yaml");
  await writeFile(path, text);
  return path;
}

describe("loadFaults", () => {
  it("reads rules and fills in what may be left out", async () => {
    const path = await scriptOf(
      "faults:\n  - {do: service}\n  - do: completion\n    code: 0xC0\n    match: {netFn: 4, cmd: 0x2d}\n",
    );
    expect(await loadFaults(path)).toEqual({
      seed: 1,
      faults: [
        { do: "service", milliseconds: 2 },
        { do: "completion", code: 0xc0, match: { netFn: 4, cmd: 0x2d } },
      ],
    });
  });

  it.each([
    ["an unknown fault", "faults:\n  - do: drop\n  - do: explode\n", /faults\.yaml:3: faults\.1\.do: /],
    ["a missing value", "seed: 3\nfaults:\n  - do: delay\n", /faults\.yaml:3: faults\.0\.milliseconds: .*number/],
    ["an unknown key", "faults:\n  - do: drop\n    oftn: 3\n", /faults\.yaml:3: faults\.0\.oftn: unknown key/],
    ["a wrong value", "faults:\n  - do: drop\n    probability: 2\n", /faults\.yaml:3: faults\.0\.probability: /],
  ])("names file, line and key of %s", async (_what, text, expected) => {
    await expect(loadFaults(await scriptOf(text))).rejects.toMatchObject({
      code: "E_FAULTS",
      message: expect.stringMatching(expected),
    });
  });

  it("says which file it cannot read", async () => {
    await expect(loadFaults("/nowhere/faults.yaml")).rejects.toMatchObject({
      code: "E_FAULTS",
      message: expect.stringContaining("/nowhere/faults.yaml"),
    });
  });
});
