import { describe, expect, it } from "vitest";
import { Lane } from "../../../simulators/fault-proxy/lane.ts";
import { ManualClock } from "../../../src/base/clock.ts";

function lane() {
  const clock = new ManualClock();
  const sent: string[] = [];
  const way = new Lane(clock);
  const send = (name: string, what: { delayMs?: number; serviceMs?: number; reorder?: boolean } = {}, target = 0x20) =>
    way.send(
      () => sent.push(`${name}@${clock.monotonic()}`),
      { delayMs: 0, serviceMs: 0, reorder: false, ...what },
      target,
    );
  return { clock, sent, send, way };
}

describe("Lane", () => {
  it("passes at once what has no delay", () => {
    const { sent, send } = lane();
    send("a");
    expect(sent).toEqual(["a@0"]);
  });

  it("keeps the order when delays differ", async () => {
    const { clock, sent, send } = lane();
    send("a", { delayMs: 30 });
    send("b", { delayMs: 10 });
    send("c");
    await clock.advance(29);
    expect(sent).toEqual([]);
    await clock.advance(1);
    expect(sent).toEqual(["a@30", "b@30", "c@30"]);
  });

  it("lets a held message go after its successor", async () => {
    const { clock, sent, send } = lane();
    send("a", { reorder: true });
    send("b");
    send("c", { reorder: true });
    send("d", { delayMs: 5 });
    await clock.advance(5);
    expect(sent).toEqual(["b@0", "a@0", "d@5", "c@5"]);
  });

  it("serves one request after the other for each controller", async () => {
    const { clock, sent, send } = lane();
    for (const name of ["a1", "a2", "a3"]) send(name, { serviceMs: 2 }, 0x82);
    for (const name of ["b1", "b2"]) send(name, { serviceMs: 2 }, 0x84);
    await clock.advance(10);
    expect(sent).toEqual(["a1@2", "b1@2", "a2@4", "b2@4", "a3@6"]);
    send("a4", { serviceMs: 2 }, 0x82);
    await clock.advance(10);
    expect(sent.at(-1)).toBe("a4@12");
  });

  it("forgets what is on its way when cleared", async () => {
    const { clock, sent, send, way } = lane();
    send("a", { delayMs: 5 });
    send("b", { reorder: true });
    way.clear();
    await clock.advance(10);
    send("c");
    expect(sent).toEqual(["c@10"]);
  });
});
