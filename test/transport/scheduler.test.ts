import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { Lane, type RawRequest, type RequestOptions } from "../../src/ipmi/connection.ts";
import { defaultBreakerLimits } from "../../src/transport/breaker.ts";
import type { Outcome } from "../../src/transport/outcome.ts";
import { defaultSchedulerLimits, Scheduler, type SchedulerLimits } from "../../src/transport/scheduler.ts";
import { eventually } from "../support/eventually.ts";

interface OnWire {
  readonly request: RawRequest;
  readonly end: (outcome: Outcome) => void;
}

/** A scheduler whose wire is in the test's hands. */
function rig(limits: Partial<SchedulerLimits> = {}) {
  const clock = new ManualClock();
  const wire: OnWire[] = [];
  let most = 0;
  const scheduler = new Scheduler({
    name: "bmc",
    clock,
    random: () => 0.5,
    limits: { ...defaultSchedulerLimits, ...limits },
    breaker: defaultBreakerLimits,
    exchange: (request, _now, onOutcome) => {
      const end = (outcome: Outcome) => {
        wire.splice(wire.indexOf(entry), 1);
        onOutcome(outcome);
      };
      const entry = { request, end };
      wire.push(entry);
      most = Math.max(most, wire.length);
    },
    onSilence: () => {},
  });
  scheduler.resume();
  const submit = (cmd: number, options?: RequestOptions, address?: number) => {
    const target = address === undefined ? undefined : { address, channel: 0 };
    const result = scheduler.submit({ netFn: 6, lun: 0, cmd, data: new Uint8Array(0), target }, options);
    return result.then(
      ({ completionCode }) => completionCode,
      (error: { code: string }) => error.code,
    );
  };
  /** Ends what is on the wire until nothing is, and returns the commands in their order. */
  const drain = async (outcome: Outcome = answer(0)) => {
    const order: number[] = [];
    for (await clock.advance(0); wire.length > 0; await clock.advance(0)) {
      order.push(wire[0]!.request.cmd);
      wire[0]!.end(outcome);
    }
    return order;
  };
  return { clock, wire, scheduler, submit, drain, most: () => most };
}

const answer = (completionCode: number): Outcome => ({
  kind: "response",
  response: { completionCode, data: new Uint8Array(0) },
});
const silence: Outcome = { kind: "silent", who: "controller" };
const targetSilence: Outcome = { kind: "silent", who: "target" };

describe("Scheduler", () => {
  it("keeps no more requests on the wire than allowed", async () => {
    const { submit, drain, most } = rig({ outstanding: 2 });
    const results = Array.from({ length: 20 }, (_, i) => submit(i));
    expect(await drain()).toHaveLength(20);
    expect(await Promise.all(results)).toEqual(Array(20).fill(0));
    expect(most()).toBe(2);
  });

  it("bridges one request at a time and lets direct ones pass meanwhile", async () => {
    const { submit, wire, drain } = rig({ outstanding: 3 });
    for (let i = 0; i < 4; i++) void submit(i, {}, 0x82);
    for (let i = 10; i < 14; i++) void submit(i);
    const seen = () => wire.map(({ request }) => request.cmd);
    expect(seen()).toEqual([0, 10, 11]);
    wire[0]!.end(answer(0));
    await eventually(() => expect(seen()).toEqual([10, 11, 1]));
    await drain();
  });

  it("sends one target one request at a time", async () => {
    const { submit, wire, drain } = rig({ outstanding: 8, outstandingBridged: 8 });
    for (const address of [0x82, 0x82, 0x84, 0x84, 0x82]) void submit(1, {}, address);
    expect(wire.map(({ request }) => request.target?.address)).toEqual([0x82, 0x84]);
    expect(await drain()).toHaveLength(5);
  });

  it("takes answers that come before sending returns", async () => {
    const asked: number[] = [];
    const scheduler = new Scheduler({
      name: "bmc",
      clock: new ManualClock(),
      random: () => 0.5,
      limits: defaultSchedulerLimits,
      breaker: defaultBreakerLimits,
      exchange: ({ cmd }, _now, onOutcome) => {
        asked.push(cmd);
        onOutcome(answer(cmd));
      },
      onSilence: () => {},
    });
    const commands = Array.from({ length: 100 }, (_, i) => i);
    const results = commands.map((cmd) => scheduler.submit({ netFn: 6, lun: 0, cmd, data: new Uint8Array(0) }));
    scheduler.resume();
    expect(asked).toEqual(commands);
    expect((await Promise.all(results)).map(({ completionCode }) => completionCode)).toEqual(commands);
  });

  it("sends what others' trouble kept from being done again, in the order asked", async () => {
    const { submit, wire, clock } = rig({ outstanding: 4 });
    const results: Promise<unknown>[] = [];
    for (let i = 0; i < 6; i++) {
      results.push(submit(i));
      await clock.advance(1);
    }
    for (const { end } of [...wire]) end({ kind: "again" });
    expect(wire.map(({ request }) => request.cmd)).toEqual([0, 1, 2, 3]);
    for (let i = 0; i < 6; i++) {
      wire[0]!.end(answer(0));
      await clock.advance(0);
    }
    expect(await Promise.all(results)).toEqual(Array(6).fill(0));
  });

  it("holds requests until the way is open, and refuses them while it is broken", async () => {
    const { scheduler, submit, wire, drain } = rig();
    scheduler.suspend();
    expect(await submit(1)).toBe("E_LINK_DOWN");
    scheduler.resume();
    const onWire = submit(2);
    const waiting = submit(3);
    scheduler.suspend();
    expect(await waiting).toBe("E_LINK_DOWN");
    wire[0]!.end({ kind: "lost" });
    expect(await onWire).toBe("E_LINK_DOWN");
    expect(await drain()).toEqual([]);
  });

  it("is bounded", async () => {
    const { submit, drain } = rig({ capacity: 3 });
    const results = Array.from({ length: 5 }, (_, i) => submit(i));
    expect(await results[4]).toBe("E_QUEUE_FULL");
    await drain();
    expect(await Promise.all(results)).toEqual([0, 0, 0, 0, "E_QUEUE_FULL"]);
  });

  describe("deadlines", () => {
    it("count the time in the queue", async () => {
      const { clock, submit, wire } = rig();
      const first = submit(1, { timeoutMs: 10_000 });
      const second = submit(2, { timeoutMs: 1000 });
      const byDefault = submit(3);
      await clock.advance(1000);
      expect(await second).toBe("E_NOT_SENT");
      await clock.advance(4000);
      expect(await byDefault).toBe("E_NOT_SENT");
      expect(wire).toHaveLength(1);
      wire[0]!.end(answer(0));
      expect(await first).toBe(0);
    });

    it("do not say of what was sent once that it was not", async () => {
      const { clock, submit, wire, drain } = rig();
      const result = submit(1, { timeoutMs: 1000 });
      void submit(2, { timeoutMs: 10_000 });
      wire[0]!.end({ kind: "busBusy" });
      await clock.advance(999);
      expect(wire.map(({ request }) => request.cmd)).toEqual([2]);
      await clock.advance(1);
      expect(await result).toBe("E_TIMEOUT");
      await drain();
    });

    it("tell who was silent, where the transport knows", async () => {
      const { scheduler, wire } = rig();
      for (const outcome of [silence, targetSilence]) {
        const target = { address: 0x82, channel: 0 };
        const result = scheduler.submit({ netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0), target });
        wire[0]!.end(outcome);
        const { who: silent } = outcome as Extract<Outcome, { kind: "silent" }>;
        await expect(result).rejects.toMatchObject({ code: "E_TIMEOUT", context: { silent, target } });
      }
    });

    it("free the caller, not the wire", async () => {
      const { clock, submit, wire } = rig();
      const impatient = submit(1, { timeoutMs: 10 });
      const patient = submit(2);
      await clock.advance(10);
      expect(await impatient).toBe("E_TIMEOUT");
      expect(wire.map(({ request }) => request.cmd)).toEqual([1]);
      wire[0]!.end(answer(0));
      await eventually(() => expect(wire.map(({ request }) => request.cmd)).toEqual([2]));
      wire[0]!.end(answer(0));
      expect(await patient).toBe(0);
    });

    it("of impatient callers do not make the controller silent", async () => {
      const { clock, scheduler, submit, wire } = rig();
      for (let i = 0; i < 10; i++) {
        const impatient = submit(1, { timeoutMs: 10 });
        await clock.advance(10);
        expect(await impatient).toBe("E_TIMEOUT");
        wire[0]!.end(answer(0));
        await clock.advance(0);
      }
      expect(scheduler.silent).toBe(false);
    });
  });

  describe("Node Busy", () => {
    it("is repeated with growing waits until it is over", async () => {
      const { clock, submit, wire } = rig();
      const result = submit(1);
      const sent: number[] = [];
      for (const code of [0xc0, 0xc0, 0xc0, 0]) {
        sent.push(clock.monotonic());
        wire[0]!.end(answer(code));
        await clock.advance(0);
        if (code !== 0) await clock.advance(20 * 2 ** (sent.length - 1));
      }
      expect(sent).toEqual([0, 20, 60, 140]);
      expect(await result).toBe(0);
    });

    it("reaches the caller when the deadline leaves no room for another try", async () => {
      const { clock, submit, wire } = rig();
      const result = submit(1, { timeoutMs: 50 });
      for (let tries = 0; tries < 2; tries++) {
        wire[0]!.end(answer(0xc0));
        await clock.advance(20);
      }
      expect(await result).toBe(0xc0);
      expect(wire).toEqual([]);
    });

    it("lets others pass during the wait", async () => {
      const { clock, submit, wire } = rig();
      const busy = submit(1);
      const other = submit(2);
      wire[0]!.end(answer(0xc0));
      await clock.advance(0);
      wire[0]!.end(answer(0));
      expect(await other).toBe(0);
      await clock.advance(20);
      wire[0]!.end(answer(0));
      expect(await busy).toBe(0);
    });

    it.each([0xc3, 0xd5, 0xff, 0x80])("is the only code repeated, not %i", async (code) => {
      const { submit, drain } = rig();
      const result = submit(1);
      expect(await drain(answer(code))).toEqual([1]);
      expect(await result).toBe(code);
    });
  });

  describe("cancellation", () => {
    it("takes a waiting request out of the queue", async () => {
      const { submit, drain } = rig();
      const controller = new AbortController();
      void submit(1);
      const waiting = submit(2, { signal: controller.signal });
      controller.abort();
      expect(await waiting).toBe("E_CANCELLED");
      expect(await drain()).toEqual([1]);
    });

    it("ends a request that rests between two tries", async () => {
      const { clock, submit, wire } = rig();
      const controller = new AbortController();
      const resting = submit(1, { signal: controller.signal });
      wire[0]!.end(answer(0xc0));
      await clock.advance(0);
      controller.abort();
      expect(await resting).toBe("E_CANCELLED");
      await clock.advance(5000);
      expect(wire).toEqual([]);
    });
  });

  describe("breakers", () => {
    it("open after three silences and reject what waits", async () => {
      const { scheduler, submit, drain, clock } = rig();
      const results = Array.from({ length: 6 }, (_, i) => submit(i));
      expect(await drain(silence)).toEqual([0, 1, 2]);
      expect(await Promise.all(results)).toEqual([...Array(3).fill("E_TIMEOUT"), ...Array(3).fill("E_BREAKER_OPEN")]);
      expect([scheduler.silent, scheduler.silenceReason]).toEqual([true, "3 requests in a row got no answer"]);
      expect(await submit(9)).toBe("E_BREAKER_OPEN");
      await clock.advance(1000);
      // The probe: Get Device ID.
      expect(await drain()).toEqual([0x01]);
      expect([scheduler.silent, scheduler.silenceReason]).toEqual([false, undefined]);
      const after = submit(10);
      expect(await drain()).toEqual([10]);
      expect(await after).toBe(0);
    });

    it("keep a silent target from stopping the controller, and the other way round", async () => {
      const { scheduler, submit, drain } = rig();
      const results = Array.from({ length: 4 }, () => submit(1, {}, 0x82));
      expect(await drain(targetSilence)).toHaveLength(3);
      expect(await Promise.all(results)).toEqual([...Array(3).fill("E_TIMEOUT"), "E_BREAKER_OPEN"]);
      expect(scheduler.silent).toBe(false);
      expect(await submit(1, {}, 0x82)).toBe("E_BREAKER_OPEN");
      const others = [submit(2), submit(3, {}, 0x84)];
      expect(await drain()).toEqual([2, 3]);
      expect(await Promise.all(others)).toEqual([0, 0]);
    });

    it("let one trial pass to a silent target after a while", async () => {
      const { clock, submit, drain } = rig();
      for (let i = 0; i < 3; i++) void submit(1, {}, 0x82);
      await drain(targetSilence);
      await clock.advance(1000);
      const [trial, other] = [submit(5, {}, 0x82), submit(6, {}, 0x82)];
      expect(await other).toBe("E_BREAKER_OPEN");
      expect(await drain()).toEqual([5]);
      expect(await trial).toBe(0);
      const after = submit(7, {}, 0x82);
      await drain();
      expect(await after).toBe(0);
    });

    it("do not count an absent target as silent", async () => {
      const { submit, drain } = rig();
      for (let i = 0; i < 10; i++) {
        const result = submit(1, {}, 0x90);
        await drain({ kind: "absent" });
        expect(await result).toBe("E_NO_DEVICE");
      }
    });

    it("start afresh with a new way", async () => {
      const { scheduler, submit, drain } = rig();
      for (let i = 0; i < 3; i++) void submit(1);
      for (let i = 0; i < 3; i++) void submit(1, {}, 0x82);
      await drain(silence);
      expect(scheduler.silent).toBe(true);
      scheduler.suspend();
      scheduler.resume();
      expect(scheduler.silent).toBe(false);
      const results = [submit(1), submit(2, {}, 0x82)];
      await drain();
      expect(await Promise.all(results)).toEqual([0, 0]);
    });
  });

  it("repeats a bridged request that met a busy bus, then gives up on the way", async () => {
    const { clock, submit, wire } = rig();
    const result = submit(1, { timeoutMs: 100 }, 0x82);
    let tries = 0;
    for (; wire.length > 0; tries++) {
      wire[0]!.end({ kind: "busBusy" });
      await clock.advance(20 * 2 ** tries);
    }
    expect(tries).toBe(3);
    expect(await result).toBe("E_LINK_DOWN");
  });

  it("rejects everything when closed", async () => {
    const { clock, scheduler, submit, wire } = rig();
    const resting = submit(1);
    wire[0]!.end(answer(0xc0));
    await clock.advance(0);
    const results = [resting, submit(2), submit(3, { lane: Lane.safety })];
    scheduler.close();
    expect(await Promise.all(results)).toEqual(Array(3).fill("E_LINK_DOWN"));
    expect(await submit(4)).toBe("E_LINK_DOWN");
    scheduler.resume();
    expect(await submit(5)).toBe("E_LINK_DOWN");
  });
});
