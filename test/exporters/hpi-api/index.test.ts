import { describe, expect, it } from "vitest";
import { hpiApp } from "./hpi-app.ts";

describe("the HPI API", () => {
  it("serves every link of its index", async () => {
    const { get } = await hpiApp();
    const { body } = await get<{ links: Record<string, string> }>("/");
    const links = Object.values(body.links).filter((link) => !link.endsWith("/stream"));
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) expect((await get(link.replace("/hpi/v1", ""))).status, link).toBe(200);
  });
});
