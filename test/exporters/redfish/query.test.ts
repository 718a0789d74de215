import { describe, expect, it } from "vitest";
import { type Json, redfishApp } from "./redfish-app.ts";

const slot3 = "/redfish/v1/Chassis/Shelf1-Slot3";

interface Collection extends Json {
  readonly Members: readonly Json[];
}

describe("$top and $skip", () => {
  it("cut the members, and leave the count", async () => {
    const { get } = await redfishApp();
    const all = (await get<Collection>("/redfish/v1/Chassis")).body;
    const { body } = await get<Collection>("/redfish/v1/Chassis?$skip=2&$top=3");
    expect(body.Members).toEqual(all.Members.slice(2, 5));
    expect(body["Members@odata.count"]).toBe(all.Members.length);
    expect((await get<Collection>("/redfish/v1/Chassis?$top=0")).body.Members).toEqual([]);
    expect((await get<Collection>("/redfish/v1/Chassis?$skip=999999999999999999")).body.Members).toEqual([]);
  });
});

describe("$expand", () => {
  it("puts members in the place of their references", async () => {
    const { get } = await redfishApp();
    const { body } = await get<Collection>(`${slot3}/Sensors?$expand=.`);
    expect(body.Members).toHaveLength(5);
    for (const member of body.Members) {
      const { "@odata.etag": _, ...alone } = (await get(String(member["@odata.id"]))).body;
      expect(member).toEqual(alone);
    }
  });

  it("tells what a resource owns from what it links to", async () => {
    const { get } = await redfishApp();
    const own = (await get(`${slot3}?$expand=.`)).body;
    expect(own["Sensors"]).toMatchObject({ "Members@odata.count": 5 });
    expect(own).toMatchObject({ Links: { ContainedBy: { "@odata.id": "/redfish/v1/Chassis/Shelf1" } } });
    expect((own["Links"] as Json)["ContainedBy"]).not.toHaveProperty("Name");
    const linked = (await get(`${slot3}?$expand=~`)).body;
    expect(linked).toMatchObject({ Links: { ContainedBy: { Name: "Shelf" } } });
    expect(linked["Sensors"]).not.toHaveProperty("Members");
    const both = (await get(`${slot3}?$expand=*`)).body;
    expect(both).toMatchObject({ Links: { ContainedBy: { Name: "Shelf" } }, Sensors: { "Members@odata.count": 5 } });
  });

  it("goes as many levels down as asked", async () => {
    const { get } = await redfishApp();
    const { body } = await get<{ Sensors: Collection }>(`${slot3}?$expand=.($levels=2)`);
    expect(body.Sensors.Members[0]).toHaveProperty("Status");
  });

  it("stays bounded when everything links to everything", async () => {
    const { get } = await redfishApp();
    const { status, text } = await get("/redfish/v1/?$expand=*($levels=4)");
    expect(status).toBe(200);
    expect(text.length).toBeLessThan(10_000_000);
  });
});

describe("a large $expand", () => {
  it("lets others have their turn", async () => {
    const { get } = await redfishApp();
    let turns = 0;
    let over = false;
    const count = () => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await get("/redfish/v1/?$expand=*($levels=4)");
    over = true;
    expect(turns).toBeGreaterThan(20);
  });
});

describe("$select", () => {
  it("keeps what is named, its annotations and what OData needs", async () => {
    const { get } = await redfishApp();
    const { body } = await get(`${slot3}?$select=Name,Status/State,Links/Contains`);
    const { "@odata.etag": _, ...rest } = body;
    expect(rest).toEqual({
      "@odata.id": slot3,
      "@odata.type": "#Chassis.v1_28_0.Chassis",
      Name: "Board 3: KC-9120",
      Status: { State: "Enabled" },
      Links: { Contains: [], "Contains@odata.count": 0 },
    });
  });
});

describe("only", () => {
  it("gives the one member of a collection that has one", async () => {
    const { get } = await redfishApp();
    const { body } = await get("/redfish/v1/Managers/Agent/LogServices?only");
    expect(body["Id"]).toBe("EventLog");
    expect((await get("/redfish/v1/Chassis?only")).body).toHaveProperty("Members");
  });
});

describe("a query that makes no sense", () => {
  it.each([
    ["/redfish/v1/Chassis?$filter=Name eq 'x'", 501, "QueryNotSupported"],
    ["/redfish/v1/Chassis?$nonsense=1", 501, "QueryNotSupported"],
    ["/redfish/v1/Chassis?$top=x", 400, "QueryParameterValueTypeError"],
    ["/redfish/v1/Chassis?$top=-1", 400, "QueryParameterValueTypeError"],
    ["/redfish/v1/Chassis?$top=1&$top=2", 400, "QueryParameterValueFormatError"],
    ["/redfish/v1/Chassis?$expand=all", 400, "QueryParameterValueFormatError"],
    ["/redfish/v1/Chassis?$expand=.($levels=0)", 400, "QueryParameterOutOfRange"],
    ["/redfish/v1/Chassis?$expand=.($levels=99)", 400, "QueryParameterOutOfRange"],
    ["/redfish/v1/Chassis/Shelf1?$top=1", 400, "QueryNotSupportedOnResource"],
    ["/redfish/v1/Chassis/Shelf1?only", 400, "QueryNotSupportedOnResource"],
    ["/redfish/v1/Chassis?only=foo", 400, "QueryNotSupportedOnResource"],
    ["/redfish/v1/Chassis?excerpt=foo", 400, "QueryNotSupportedOnResource"],
    ["/redfish/v1/Chassis?only&$top=1", 400, "QueryCombinationInvalid"],
  ])("%s is answered with %d %s", async (url, status, key) => {
    const { get } = await redfishApp();
    const answer = await get<{ error: Json }>(url);
    expect([answer.status, answer.body.error["code"]]).toEqual([status, `Base.1.22.${key}`]);
  });

  it("without $ is nobody's business", async () => {
    const { get } = await redfishApp();
    expect((await get("/redfish/v1/Chassis?rpvunknown=1")).status).toBe(200);
  });
});
