import { describe, expect, it } from "vitest";
import { type Json, redfishApp } from "./redfish-app.ts";

const slot3 = "/redfish/v1/Chassis/Shelf1-Slot3";
const sensor = `${slot3}/Sensors/InletTemp_4`;

describe("a body that is kept", () => {
  it("is made anew by every change that it shows", async () => {
    const { get, domain, model, clock } = await redfishApp();
    const [board] = model.boards;
    const id = model.sensorId(board!, "Inlet Temp");
    const seen = async (url: string, path: readonly string[]) => {
      // Twice, so that the second may come from memory.
      await get(url);
      const { body } = await get(url);
      return path.reduce<unknown>((value, name) => (value as Json)[name], body);
    };
    expect(await seen(sensor, ["Reading"])).toBe(27);
    domain.report(id, { quality: "good", reason: "none", value: 33, states: ["upperMinor", "upperMajor"] });
    expect(await seen(sensor, ["Reading"])).toBe(33);
    domain.reportThresholds(id, { upperMinor: 30 });
    expect(await seen(sensor, ["Thresholds", "UpperCaution", "Reading"])).toBe(30);
    expect(await seen(slot3, ["Status", "Health"])).toBe("OK");
    await clock.advance(2100);
    expect(await seen(slot3, ["Status", "Health"])).toBe("Critical");
    await domain.setSilent(board!.id, true, "no answer");
    expect(await seen(sensor, ["Reading"])).toBeNull();
    expect(await seen(slot3, ["Status", "State"])).toBe("UnavailableOffline");
    await domain.describe({ ...board!, tag: "Board 3: other", hotSwap: "Active", rdrs: [] });
    expect(await seen(slot3, ["Name"])).toBe("Board 3: other");
    expect((await get(sensor)).status).toBe(404);
    domain.withdraw(board!.id);
    expect(await seen(slot3, ["Status", "State"])).toBe("Absent");
    expect(await seen("/redfish/v1/Systems", ["Members@odata.count"])).toBe(1);
  });

  it("is not another one for who adds things to its URI", async () => {
    const { get } = await redfishApp();
    const plain = (await get(slot3)).body;
    expect((await get(`${slot3}/`)).body).toEqual(plain);
    expect((await get(`${slot3}?unknown=1`)).body).toEqual(plain);
    expect(Object.keys((await get(`${slot3}?$select=Name`)).body)).toHaveLength(4);
    expect((await get(slot3)).body).toEqual(plain);
  });
});
