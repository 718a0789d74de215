import { describe, expect, it } from "vitest";
import { z } from "zod";
import { configSchema } from "../../src/config/schema.ts";
import { configurationPage } from "../support/configuration-page.ts";

describe("docs/configuration.md", () => {
  const page = configurationPage(z.toJSONSchema(configSchema, { io: "input" }));

  it("says what the schema says", async () => {
    expect(page.split("\n").length).toBeGreaterThan(30);
    await expect(page).toMatchFileSnapshot("../../docs/configuration.md");
  });

  it("explains every key", () => {
    const unexplained = page.split("\n").filter((line) => /^\| `.*\|\s*\|$/.test(line) && !line.includes("see below"));
    expect(unexplained).toEqual([]);
  });
});
