import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { PduType } from "../../src/snmp/pdu.ts";
import { RateLimiter } from "../../src/snmp/rate-limit.ts";
import { entry, operator, testAgent } from "./support/agent.ts";
import { get, message, readReply } from "./support/manager.ts";

const limits = { perSecond: 10, burst: 5, failuresPerSecond: 1, failureBurst: 3, sources: 4 };

describe("the rate limiter", () => {
  it("lets a burst through, then as many as the rate", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, limits);
    const taken = () => Array.from({ length: 8 }, () => limiter.admit("a")).filter(Boolean).length;
    expect(taken()).toBe(5);
    await clock.advance(300);
    expect(taken()).toBe(3);
    await clock.advance(60_000);
    expect(taken()).toBe(5);
  });

  it("counts every source for itself and remembers a bounded number", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock, limits);
    for (let i = 0; i < 5; i++) limiter.admit("a");
    expect(limiter.admit("a")).toBe(false);
    expect(limiter.admit("b")).toBe(true);
    for (const source of ["c", "d", "e", "f"]) {
      await clock.advance(1);
      limiter.admit(source);
    }
    expect(limiter.admit("a")).toBe(true);
  });
});

describe("a dispatcher with limits", () => {
  const good = message({ user: operator, pdu: get([...entry, 2, 1]) });
  const bad = message({ user: { ...operator, authPassword: "guess-this" }, pdu: get([...entry, 2, 1]) });
  const discovery = message({ user: { ...operator, name: "" }, pdu: get(), level: 0, engineId: Buffer.alloc(0) });

  it("drops unread what exceeds the rate of its source, and serves others", () => {
    const agent = testAgent({ more: { rates: limits } });
    const served = Array.from({ length: 9 }, () => agent.dispatcher.handle(good, { address: "a", port: 1 }));
    expect(served.filter((reply) => reply !== undefined)).toHaveLength(5);
    expect(agent.counters).toMatchObject({ rateLimited: 4, inPkts: 5 });
    expect(agent.dispatcher.handle(good, { address: "b", port: 1 })).toBeDefined();
  });

  it("stops answering guesses but goes on serving who can prove himself from the same address", () => {
    const agent = testAgent({ more: { rates: { ...limits, burst: 1000 } } });
    const from = { address: "a", port: 1 };
    const answered = Array.from({ length: 9 }, () => agent.dispatcher.handle(bad, from)).filter((r) => r !== undefined);
    expect(answered).toHaveLength(3);
    expect(agent.counters.wrongDigests).toBe(9);
    expect(readReply(agent.dispatcher.handle(good, from), operator).type).toBe(PduType.response);
  });

  it("does not take discovery for guessing", () => {
    const agent = testAgent({ more: { rates: { ...limits, burst: 1000 } } });
    const answers = Array.from({ length: 20 }, () => agent.dispatcher.handle(discovery, { address: "a", port: 1 }));
    expect(answers.every((reply) => reply !== undefined)).toBe(true);
  });
});
