import { describe, expect, it } from "vitest";
import { FaultEngine } from "../../../simulators/fault-proxy/engine.ts";
import type { Message } from "../../../simulators/fault-proxy/message.ts";
import { type FaultRuleInput, faultScript } from "../../../simulators/fault-proxy/rules.ts";

const engineOf = (faults: FaultRuleInput[], seed = 1) => new FaultEngine(faultScript.parse({ seed, faults }));

const reply: Message = {
  kind: "reply",
  netFn: 0x04,
  cmd: 0x2d,
  target: 0x82,
  bytes: Uint8Array.of(1, 2, 3, 4),
  corrupted: () => Uint8Array.of(0xee),
  withData: (change) => Uint8Array.of(0x77, ...change(Uint8Array.of(0x10, 0x20, 0x30, 0x40, 0x50))),
  withCompletion: (code) => Uint8Array.of(0xcc, code),
  refusal: () => undefined,
};
const request: Message = { ...reply, kind: "request", refusal: (code) => Uint8Array.of(0xbb, code) };
const forwarded = (engine: FaultEngine, message: Message) => engine.judge(message).forward.map((bytes) => [...bytes]);

describe("FaultEngine", () => {
  it("passes everything when there are no rules", () => {
    expect(engineOf([]).judge(reply)).toEqual({
      forward: [reply.bytes],
      back: [],
      delayMs: 0,
      serviceMs: 0,
      reorder: false,
      loseSessions: false,
      rebootMs: undefined,
      refuseSession: undefined,
    });
  });

  it.each<[FaultRuleInput, number[][]]>([
    [{ do: "drop" }, []],
    [
      { do: "duplicate" },
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
    ],
    [{ do: "corrupt" }, [[0xee]]],
    [{ do: "truncate", keep: 2 }, [[0x77, 0x10, 0x20]]],
    [{ do: "completion", code: 0xc0 }, [[0xcc, 0xc0]]],
  ])("%o changes a reply", (rule, expected) => {
    expect(forwarded(engineOf([rule]), reply)).toEqual(expected);
  });

  it("lies and talks garbage of the right length", () => {
    const [lie] = forwarded(engineOf([{ do: "lie" }]), reply);
    expect(lie).toHaveLength(6);
    expect(lie?.slice(1)).not.toEqual([0x10, 0x20, 0x30, 0x40, 0x50]);
    const [garbage] = forwarded(engineOf([{ do: "garbage" }]), reply);
    expect(garbage).toHaveLength(4);
    expect(garbage).not.toEqual([1, 2, 3, 4]);
  });

  it("sends refusals back instead of passing a request", () => {
    const absent = engineOf([{ do: "absent", match: { target: 0x82 } }]).judge(request);
    expect([absent.forward, absent.back]).toEqual([[], [Uint8Array.of(0xbb, 0x83)]]);
    const busy = engineOf([{ do: "completion", code: 0xc0, on: "requests" }]).judge(request);
    expect([busy.forward, busy.back]).toEqual([[], [Uint8Array.of(0xbb, 0xc0)]]);
  });

  it("adds up delays and services", () => {
    const engine = engineOf([
      { do: "delay", milliseconds: 10, on: "all" },
      { do: "delay", milliseconds: 20, jitter: 5, on: "all" },
      { do: "service" },
    ]);
    const { delayMs, serviceMs } = engine.judge(request);
    expect(delayMs).toBeGreaterThanOrEqual(30);
    expect(delayMs).toBeLessThan(35);
    expect(serviceMs).toBe(2);
  });

  it("looks at direction, function, command and controller", () => {
    const other = { ...reply, cmd: 0x20 };
    const engine = engineOf([{ do: "drop", match: { netFn: 4, cmd: 0x2d, target: 0x82 } }]);
    expect(forwarded(engine, request)).toHaveLength(1);
    expect(forwarded(engine, other)).toHaveLength(1);
    expect(forwarded(engine, { ...reply, target: 0x84 })).toHaveLength(1);
    expect(forwarded(engine, reply)).toHaveLength(0);
    expect(engine.counts).toEqual([1]);
  });

  it("waits for `after` and stops after `times`", () => {
    const engine = engineOf([{ do: "drop", after: 2, times: 3 }]);
    expect(Array.from({ length: 8 }, () => forwarded(engine, reply).length)).toEqual([1, 1, 0, 0, 0, 1, 1, 1]);
    expect(engine.counts).toEqual([3]);
  });

  it("repeats itself with the same seed, and not with another", () => {
    const run = (seed: number) => {
      const engine = engineOf(
        [
          { do: "drop", probability: 0.5 },
          { do: "lie", probability: 0.3 },
        ],
        seed,
      );
      return JSON.stringify(Array.from({ length: 200 }, () => forwarded(engine, reply)));
    };
    expect(run(5)).toBe(run(5));
    expect(run(5)).not.toBe(run(6));
    const engine = engineOf([{ do: "drop", probability: 0.25 }]);
    const dropped = Array.from({ length: 2000 }, () => forwarded(engine, reply)).filter((f) => f.length === 0);
    expect(dropped.length).toBeGreaterThan(400);
    expect(dropped.length).toBeLessThan(600);
  });

  it("keeps message flags stuck and moves the event log's clock", () => {
    const flags = { ...reply, netFn: 6, cmd: 0x31, target: 0x20 };
    expect(forwarded(engineOf([{ do: "stuckFlags", flags: 0x09 }]), flags)[0]?.[1]).toBe(0x19);
    expect(forwarded(engineOf([{ do: "stuckFlags", flags: 0x09 }]), reply)[0]).toEqual([1, 2, 3, 4]);
    const time = { ...reply, netFn: 0x0a, cmd: 0x48, target: 0x20 };
    expect(forwarded(engineOf([{ do: "clockJump", seconds: -0x10 }]), time)[0]).toEqual([
      0x77, 0x00, 0x20, 0x30, 0x40, 0x50,
    ]);
    const entry = {
      ...time,
      cmd: 0x43,
      withData: (change: (data: Uint8Array) => Uint8Array) => change(Uint8Array.of(9, 9, 1, 0, 2, 0xff, 0, 0, 0, 7)),
    };
    expect(forwarded(engineOf([{ do: "clockJump", seconds: 1 }]), entry)[0]).toEqual([9, 9, 1, 0, 2, 0, 1, 0, 0, 7]);
  });

  it.each(["refuseSession", "loseSessions", "reboot"] as const)("%s is told to the proxy", (what) => {
    const rule: FaultRuleInput = what === "reboot" ? { do: what, milliseconds: 50 } : { do: what };
    const verdict = engineOf([rule]).judge({ ...reply, kind: what === "refuseSession" ? "session" : "reply" });
    expect([verdict.refuseSession, verdict.loseSessions, verdict.rebootMs]).toEqual(
      {
        refuseSession: [1, false, undefined],
        loseSessions: [undefined, true, undefined],
        reboot: [undefined, false, 50],
      }[what],
    );
  });
});
