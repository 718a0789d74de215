import { describe, expect, it } from "vitest";
import type { HotSwapState } from "../../../../src/hpi/hot-swap.ts";
import { memoryDomain } from "../../../support/memory-domain.ts";
import { describeSampleShelf } from "../../../support/sample-model.ts";
import { crawl, type Json, type RedfishApp, redfishApp } from "../redfish-app.ts";

const slot3 = "/redfish/v1/Chassis/Shelf1-Slot3";

function move({ domain, model }: RedfishApp, state: HotSwapState, native: string) {
  return domain.emit({
    type: "hot-swap",
    severity: "informational",
    time: domain.eventTime(),
    origin: "sel",
    resourceId: model.boards[0]!.id,
    state,
    previousState: "Active",
    cause: "operator-latch",
    native,
    text: `board 3 is ${native}`,
  });
}

describe("the chassis tree", () => {
  it("has the shelf first, and in it every slot, bay and what is there", async () => {
    const { get } = await redfishApp();
    const { body } = await get<{ Members: { "@odata.id": string }[] }>("/redfish/v1/Chassis");
    expect(body.Members.map((m) => m["@odata.id"].replace("/redfish/v1/Chassis/", ""))).toEqual([
      "Shelf1",
      "Shelf1-PEMBayA",
      "Shelf1-ShelfManagerBay1",
      "Shelf1-FanTrayBay1",
      "Shelf1-Slot3",
      "Shelf1-Slot4",
      "Shelf1-Slot6",
    ]);
    const shelf = (await get<{ Links: { Contains: Json[] } }>("/redfish/v1/Chassis/Shelf1")).body;
    expect(shelf.Links.Contains).toEqual(body.Members.slice(1));
    expect(shelf).toMatchObject({ ChassisType: "Enclosure", Manufacturer: "Northfell", SerialNumber: "NFS14A2207" });
  });

  it("tells what a board is and where it sits", async () => {
    const { get } = await redfishApp();
    expect((await get(slot3)).body).toMatchObject({
      ChassisType: "Blade",
      Model: "KC-9120 Compute",
      SerialNumber: "KC9120-0003",
      HotPluggable: true,
      Location: { PartLocation: { LocationType: "Slot", LocationOrdinalValue: 3, ServiceLabel: "Slot 3" } },
      Links: { ContainedBy: { "@odata.id": "/redfish/v1/Chassis/Shelf1" } },
    });
  });

  const states: readonly [HotSwapState, string, Json][] = [
    ["Inactive", "M1", { State: "StandbyOffline", PowerState: "Off", ReadyToRemove: true }],
    ["InsertionPending", "M2", { State: "Starting", PowerState: "PoweringOn", ReadyToRemove: false }],
    ["Active", "M4", { State: "Enabled", PowerState: "On", ReadyToRemove: false }],
    ["ExtractionPending", "M5", { State: "Quiesced", PowerState: "PoweringOff", ReadyToRemove: false }],
  ];
  it.each(states)("shows a board that is %s (%s) as %j", async (state, native, expected) => {
    const app = await redfishApp();
    await move(app, state, native);
    const { body } = await app.get<Json & { Status: Json; Oem: { HpiAgent: Json } }>(slot3);
    const { PowerState, ReadyToRemove } = body;
    expect({ State: body.Status["State"], PowerState, ReadyToRemove }).toEqual(expected);
    expect(body.Oem.HpiAgent["HotSwap"]).toMatchObject({ state, native, cause: "operator-latch" });
  });

  it("shows a board that is out as absent, under the same URIs, telling nothing of the part", async () => {
    const app = await redfishApp();
    const before = [...(await crawl(app)).keys()];
    await move(app, "NotPresent", "M0");
    const { body } = await app.get(slot3);
    expect(body["Status"]).toEqual({ State: "Absent" });
    expect(body["Name"]).toBe("Slot 3");
    for (const name of ["SerialNumber", "Model", "PowerState", "ReadyToRemove"]) expect(body).not.toHaveProperty(name);
    expect((await app.get("/redfish/v1/Systems/Shelf1-Slot3")).body["Status"]).toEqual({ State: "Absent" });
    expect((await app.get("/redfish/v1/Chassis/Shelf1-Slot6")).body["Status"]).toEqual({ State: "Absent" });
    const after = new Set((await crawl(app)).keys());
    expect(before.filter((uri) => !after.has(uri))).toEqual([]);
  });

  it("shows a controller that does not answer as unavailable and critical", async () => {
    const { get, domain, model } = await redfishApp();
    await domain.setSilent(model.boards[0]!.id, true, "no answer");
    expect((await get(slot3)).body["Status"]).toEqual({
      State: "UnavailableOffline",
      Health: "Critical",
      HealthRollup: "Critical",
    });
    expect((await get("/redfish/v1/Chassis/Shelf1")).body["Status"]).toMatchObject({
      Health: "OK",
      HealthRollup: "Critical",
    });
  });

  it("has the same URIs after a restart", async () => {
    const first = await redfishApp();
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    await describeSampleShelf(again.domain);
    const second = await redfishApp({ domain: again.domain });
    expect([...(await crawl(second)).keys()].sort()).toEqual([...(await crawl(first)).keys()].sort());
  });
});
