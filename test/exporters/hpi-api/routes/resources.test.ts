import { describe, expect, it } from "vitest";
import { type Body, hpiApp } from "../hpi-app.ts";

interface Node extends Body {
  readonly children: readonly Node[];
}

describe("the tree", () => {
  it("nests resources as they contain each other", async () => {
    const { get } = await hpiApp();
    const { body } = await get<{ roots: Node[] }>("/tree");
    const show = (node: Node): string => `${node["tag"]}(${node.children.map(show).join(" ")})`;
    expect(body.roots.map(show)).toEqual([
      "Shelf(PEM bay A(PEM A()) Shelf manager bay 1(Shelf manager 1()) Fan tray bay 1(Fan tray 1()) " +
        "Slot 3(Board 3: KC-9120()) Slot 4(Board 4: KC-9120()) Slot 6())",
    ]);
  });

  it("tells hot-swap state, health of content and how many sensors do what", async () => {
    const { get, domain, clock, model } = await hpiApp();
    const [board] = model.boards;
    const report = () =>
      domain.report(model.sensorId(board!, "Inlet Temp"), {
        quality: "good",
        reason: "none",
        value: 33,
        states: ["upperMinor", "upperMajor"],
      });
    report();
    await clock.advance(2100);
    report();
    domain.report(model.sensorId(board!, "Board Power"), {
      quality: "unavailable",
      reason: "error",
      value: null,
      states: [],
    });
    const one = await get(`/resources/${board!.id}`);
    expect(one.body).toMatchObject({
      hotSwap: { state: "Active" },
      health: "major",
      present: true,
      sensors: { total: 5, good: 4, stale: 0, unavailable: 1, alarming: 1 },
    });
    expect((await get(`/resources/${model.shelf.id}`)).body).toMatchObject({
      health: "ok",
      healthWithContent: "major",
    });
    expect((await get("/")).body).toMatchObject({ health: "major", resources: 12 });
  });

  it("tells inventories, and their bytes only of one", async () => {
    const { get, model } = await hpiApp();
    const id = model.inventoryId(model.boards[0]!);
    const list = await get<{ inventories: Body[] }>("/inventory");
    expect(list.body.inventories.find((i) => i["id"] === id)).not.toHaveProperty("raw");
    expect((await get(`/inventory/${id}`)).body).toMatchObject({ read: true, raw: "AQAAAQAAAP4=" });
  });
});
