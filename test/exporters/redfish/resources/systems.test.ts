import { describe, expect, it } from "vitest";
import { type Json, redfishApp } from "../redfish-app.ts";

const members = (body: Json) => (body["Members"] as { "@odata.id": string }[]).map((m) => m["@odata.id"]);

describe("computer systems", () => {
  it("of a shelf are its payload boards", async () => {
    const { get } = await redfishApp();
    expect(members((await get("/redfish/v1/Systems")).body)).toEqual([
      "/redfish/v1/Systems/Shelf1-Slot3",
      "/redfish/v1/Systems/Shelf1-Slot4",
    ]);
    expect((await get("/redfish/v1/Systems/Shelf1-Slot3")).body).toMatchObject({
      SystemType: "Physical",
      PowerState: "On",
      SerialNumber: "KC9120-0003",
      UUID: "6f1c2d30-0000-4000-8000-000000000003",
      Links: {
        Chassis: [{ "@odata.id": "/redfish/v1/Chassis/Shelf1-Slot3" }],
        ManagedBy: [
          { "@odata.id": "/redfish/v1/Managers/Agent" },
          { "@odata.id": "/redfish/v1/Managers/Shelf1-Slot3" },
        ],
      },
    });
  });

  it("of a node are exactly one, whose power is on", async () => {
    for (const options of [{ role: "node" as const }, { empty: true }]) {
      const { get } = await redfishApp(options);
      expect(members((await get("/redfish/v1/Systems")).body)).toEqual(["/redfish/v1/Systems/Self"]);
      expect((await get("/redfish/v1/Systems/Self")).body["PowerState"]).toBe("On");
    }
  });
});

describe("managers", () => {
  it("are the agent itself, the shelf manager and one controller per board", async () => {
    const { get } = await redfishApp();
    const root = (await get("/redfish/v1/")).body;
    const agent = (await get("/redfish/v1/Managers/Agent")).body;
    expect(agent).toMatchObject({ ManagerType: "Service", ServiceEntryPointUUID: root["UUID"] });
    const shelfManager = (await get("/redfish/v1/Managers/Shelf1-ShelfManagerBay1")).body;
    expect(shelfManager).toMatchObject({
      ManagerType: "EnclosureManager",
      FirmwareVersion: "2.18",
      Links: { ManagerForChassis: [{ "@odata.id": "/redfish/v1/Chassis/Shelf1" }] },
    });
    expect((await get("/redfish/v1/Managers/Shelf1-Slot3")).body).toMatchObject({
      ManagerType: "ManagementController",
      FirmwareVersion: "4.07",
      Links: { ManagerForServers: [{ "@odata.id": "/redfish/v1/Systems/Shelf1-Slot3" }] },
    });
  });

  it("tell the agent's own alarms as its health", async () => {
    const { get, domain } = await redfishApp();
    await domain.agentAlarm("log", "minor", "log not durable");
    expect((await get("/redfish/v1/Managers/Agent")).body["Status"]).toEqual({ State: "Enabled", Health: "Warning" });
  });
});
