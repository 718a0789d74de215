import { describe, expect, it } from "vitest";
import { crawl, redfishApp } from "./redfish-app.ts";
import { schemaProblems } from "./schema-check.ts";

describe("the Redfish service", () => {
  it("serves everything its links lead to, as the schemas say", async () => {
    const app = await redfishApp();
    const all = await crawl(app);
    console.log([...all.keys()].join("\n"));
    for (const u of [
      "/redfish/v1/",
      "/redfish/v1/Chassis/Shelf1-Slot3",
      "/redfish/v1/Chassis/Shelf1-Slot6",
      "/redfish/v1/Chassis/Shelf1-Slot3/Sensors/Payload12V_5",
      "/redfish/v1/Managers/Agent",
      "/redfish/v1/Managers/Shelf1-ShelfManagerBay1",
    ])
      console.log(JSON.stringify(all.get(u), null, 1));
    expect(all.size).toBeGreaterThan(80);
    expect([...all].flatMap(([uri, body]) => schemaProblems(uri, body))).toEqual([]);
  });
});
