import { describe, expect, it } from "vitest";
import { DeviceRefusedError } from "../../src/base/errors.ts";
import type { OperationRequest, Principal } from "../../src/hpi/operation.ts";
import { memoryDomain } from "../support/memory-domain.ts";
import { board } from "./fixtures.ts";

const operator: Principal = { id: "anna", door: "redfish", source: "127.0.0.1", role: "Operator" };
const reader: Principal = { ...operator, id: "ben", role: "ReadOnly" };

async function setup(operate: (request: OperationRequest, signal: AbortSignal) => Promise<void>) {
  const parts = await memoryDomain();
  const { id } = await parts.domain.describe(board(3));
  parts.domain.addSource({ controller: "shelf", operate: (request, { signal }) => operate(request, signal) });
  return { ...parts, request: { kind: "set-hot-swap", resourceId: id, desired: "deactivate" } as const };
}

describe("perform", () => {
  it("refuses who may not, and records the attempt", async () => {
    const { domain, audit, request } = await setup(async () => {});
    expect(() => domain.perform(request, reader)).toThrow(expect.objectContaining({ code: "E_FORBIDDEN" }));
    expect(audit.entries).toMatchObject([{ allowed: false, principal: { id: "ben" } }]);
    // The audit log says when.
    expect(audit.entries[0]).not.toHaveProperty("at");
  });

  it("runs one operation per resource at a time, power-off first, each with its end on record", async () => {
    const order: string[] = [];
    const gates: (() => void)[] = [];
    const { domain, request } = await setup(async (r) => {
      order.push(`${r.kind}:${r.desired}`);
      await new Promise<void>((resolve) => gates.push(resolve));
    });
    const first = domain.perform(request, operator);
    const second = domain.perform({ ...request, desired: "activate" }, operator);
    const off = domain.perform({ kind: "set-power", resourceId: request.resourceId, desired: "off" }, operator);
    const all = [first, second, off].map((o) => o.finished);
    for (let done = 0; done < 3; done++) {
      while (gates.length <= done) await Promise.resolve();
      gates[done]!();
    }
    expect((await Promise.all(all)).map((o) => o.state)).toEqual(["done", "done", "done"]);
    expect(order).toEqual(["set-hot-swap:deactivate", "set-power:off", "set-hot-swap:activate"]);
    const states = (await domain.log.latest(100)).filter((e) => e.type === "operation").map((e) => e.state);
    expect(states.filter((s) => s === "done")).toHaveLength(3);
  });

  it("tells a refusal of the device from a timeout", async () => {
    const { domain, clock, request } = await setup(async (r, signal) => {
      if (r.desired === "activate") throw new DeviceRefusedError("E_COMPLETION", "D5h");
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const refused = await domain.perform({ ...request, desired: "activate" }, operator).finished;
    expect(refused).toMatchObject({ state: "failed", error: { code: "E_COMPLETION" } });
    const slow = domain.perform(request, operator, 1000).finished;
    await clock.advance(1100);
    expect(await slow).toMatchObject({ state: "timedOut" });
  });

  it("leaves what a crash interrupted as unknown, and never runs it again", async () => {
    let runs = 0;
    const first = await setup(async () => {
      runs++;
      await new Promise(() => {});
    });
    first.domain.perform(first.request, operator);
    while (runs === 0) await Promise.resolve();
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    const last = (await again.domain.log.latest(1))[0];
    const tag = first.domain.resource(first.request.resourceId)!.tag;
    expect(last).toMatchObject({ type: "operation", state: "unknown" });
    expect(last?.text).toContain(` of ${tag}: unknown`);
    expect(runs).toBe(1);
  });

  it.each([
    ["as-wanted", "done"],
    ["otherwise", "failed"],
    ["cannot-tell", "unknown"],
  ] as const)(
    "looks, once the hardware is known, what became of an interrupted one: %s is %s",
    async (found, state) => {
      const first = await setup(() => new Promise(() => {}));
      const { accepted } = first.domain.perform(first.request, operator);
      while (first.journal.entries.length === 0) await Promise.resolve();
      const { domain } = await memoryDomain({ journal: first.journal, ids: first.ids });
      expect(domain.operation(accepted.id)).toMatchObject({ state: "unknown", principal: { id: "anna" } });
      const asked: OperationRequest[] = [];
      let operated = 0;
      domain.addSource({
        controller: "shelf",
        operate: async () => void operated++,
        verify: async (request) => {
          asked.push(request);
          return found;
        },
      });
      await domain.describe(board(3));
      await domain.verifyInterrupted("other");
      expect(asked).toEqual([]);
      await domain.verifyInterrupted("shelf");
      await domain.verifyInterrupted("shelf");
      expect(asked).toEqual([first.request]);
      expect(operated).toBe(0);
      expect(domain.operation(accepted.id)?.state).toBe(state);
    },
  );

  it("does not judge an interrupted one by what a later one did", async () => {
    const first = await setup(() => new Promise(() => {}));
    const { accepted } = first.domain.perform(first.request, operator);
    while (first.journal.entries.length === 0) await Promise.resolve();
    const { domain } = await memoryDomain({ journal: first.journal, ids: first.ids });
    await domain.describe(board(3));
    domain.addSource({ controller: "shelf", operate: async () => {}, verify: async () => "otherwise" });
    await domain.perform({ ...first.request, desired: "activate" }, operator).finished;
    await domain.verifyInterrupted("shelf");
    expect(domain.operation(accepted.id)?.state).toBe("unknown");
  });

  it("is on record for good before power is touched, and in the ordinary way otherwise", async () => {
    const { domain, journal, request } = await setup(async () => {});
    await domain.perform(request, operator).finished;
    expect(journal.durabilities).toEqual(["normal", "normal"]);
    await domain.perform({ kind: "set-power", resourceId: request.resourceId, desired: "off" }, operator).finished;
    expect(journal.durabilities.slice(2)).toEqual(["full", "full"]);
  });
});
