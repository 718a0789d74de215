import { describe, expect, it } from "vitest";
import type { Role } from "../../../../src/access/principal.ts";
import { DeviceRefusedError } from "../../../../src/base/errors.ts";
import type { OperationRequest } from "../../../../src/hpi/operation.ts";
import { type Body, hpiApp } from "../hpi-app.ts";

async function withSource(operate: (request: OperationRequest) => Promise<void>, role?: Role) {
  const app = await hpiApp(role === undefined ? {} : { role });
  app.domain.addSource({ controller: "shelf", operate });
  const [board] = app.model.boards;
  return { ...app, board: board!, deactivate: { kind: "set-hot-swap", resourceId: board!.id, desired: "deactivate" } };
}

describe("an operation", () => {
  it("that is done within a second is told as done", async () => {
    const asked: OperationRequest[] = [];
    const { post, deactivate } = await withSource(async (request) => void asked.push(request));
    const { status, body } = await post("/operations", deactivate);
    expect([status, body["state"]]).toEqual([200, "done"]);
    expect(asked).toEqual([deactivate]);
    expect(body["principal"]).toMatchObject({ id: "Administrator", door: "hpi-api", role: "Administrator" });
  });

  it("that takes longer is accepted, and told of at its own place", async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { post, get, deactivate, clock } = await withSource(() => gate);
    const posting = post("/operations", deactivate);
    await expect.poll(async () => (await get<{ operations: Body[] }>("/operations")).body.operations.length).toBe(1);
    await clock.advance(1000);
    const { status, headers, body } = await posting;
    expect([status, body["state"]]).toEqual([202, "running"]);
    const place = String(headers["location"]).replace("/hpi/v1", "");
    finish();
    await expect.poll(async () => (await get(place)).body["state"]).toBe("done");
  });

  it("that fails says why", async () => {
    const { post, deactivate } = await withSource(async () => {
      throw new DeviceRefusedError("E_COMPLETION", "not in this state");
    });
    const { status, body } = await post("/operations", deactivate);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "failed", error: { code: "E_COMPLETION", message: "not in this state" } });
  });

  it("is refused to a role that may only read", async () => {
    const { post, deactivate } = await withSource(async () => {}, "ReadOnly");
    const { status, body } = await post<{ error: Body }>("/operations", deactivate);
    expect([status, body.error["code"]]).toEqual([403, "E_FORBIDDEN"]);
  });

  it.each([
    [{}],
    [[]],
    ["text"],
    [{ kind: "explode", resourceId: 1 }],
    [{ kind: "reset", resourceId: 1, desired: "hard" }],
    [{ kind: "reset", resourceId: -1, desired: "cold" }],
    [{ kind: "reset", resourceId: 1e300, desired: "cold" }],
    [{ kind: "reset", resourceId: 1, desired: "cold", extra: true }],
    [{ kind: "set-thresholds", resourceId: 1, sensorId: 1, desired: { upperMinor: "1" } }],
    [
      {
        kind: "set-control",
        resourceId: 1,
        controlId: 1,
        desired: { mode: "auto", state: { type: "led", mode: "disco" } },
      },
    ],
    [{ constructor: 1 }],
    [null],
  ])("with a body like %j is refused before anybody acts", async (body) => {
    let asked = 0;
    const { post } = await withSource(async () => void asked++);
    const answer = await post<{ error: Body }>("/operations", body);
    expect([answer.status, answer.body.error["code"]]).toEqual([400, "E_REQUEST"]);
    expect(asked).toBe(0);
  });

  it("on a resource that is not there, or nobody owns, is told so", async () => {
    const { post, deactivate } = await hpiApp().then((app) => ({
      ...app,
      deactivate: { kind: "reset", resourceId: app.model.shelf.id, desired: "cold" },
    }));
    expect((await post<{ error: Body }>("/operations", deactivate)).body.error["code"]).toBe("E_NO_OWNER");
    const missing = await post<{ error: Body }>("/operations", { ...deactivate, resourceId: 99_999 });
    expect([missing.status, missing.body.error["code"]]).toEqual([404, "E_NO_RESOURCE"]);
  });

  it("is not there under an id nobody gave", async () => {
    const { get } = await hpiApp();
    expect((await get("/operations/none")).status).toBe(404);
  });
});
