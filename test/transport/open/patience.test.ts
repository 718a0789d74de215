import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { RawRequest } from "../../../src/ipmi/connection.ts";
import { openDevice } from "../../../src/transport/open/index.ts";
import { errno, FakeKernel, type KernelRequest } from "./fake-kernel.ts";

const getDeviceId: RawRequest = { netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0) };
const record = [1, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 1, 1, 1, 0x57, 0x95, 0x70];
/** Waiting begins in the first ten, and takes five at most. */
const boundMs = 15;
const lookMs = 5;
/** Too slow to be waited for, and so slow that the answer is not there when the wait is over. */
const slowMs = 4;
const tooSlowMs = 8;

/** A clock that blocking moves as well. */
class BlockedClock extends ManualClock {
  blockedMs = 0;

  override monotonic(): number {
    return super.monotonic() + this.blockedMs;
  }
}

/** A controller that needs `answerMs` for each request, one after the other, and an event loop that turns when told. */
function rig(answerMs: number) {
  const kernel = new FakeKernel();
  const clock = new BlockedClock();
  const working: { readonly request: KernelRequest; readonly at: number }[] = [];
  const waits: number[] = [];
  const turns: (() => void)[] = [];
  const controller = { answerMs };
  // Only waiting finds answers, until the test lets the event loop tell.
  kernel.wakes = false;
  kernel.behaviour = (request) => {
    const free = working.at(-1)?.at ?? clock.monotonic();
    working.push({ request, at: Math.max(free, clock.monotonic()) + controller.answerMs });
    return undefined;
  };
  const work = () => {
    while (working[0] !== undefined && working[0].at <= clock.monotonic()) {
      kernel.answer(working.shift()!.request, [0, 42]);
    }
  };
  kernel.wait = (ms, readable) => {
    const until = clock.monotonic() + ms;
    if (!readable() && working[0] !== undefined && working[0].at <= until) {
      clock.blockedMs += Math.max(0, working[0].at - clock.monotonic());
      work();
    } else if (!readable()) clock.blockedMs += ms;
    waits.push(ms);
    return readable();
  };
  kernel.turn = (callback) => void turns.push(callback);
  const connection = openDevice({
    ...{ name: "bmc", clock, logger: silentLogger, random: () => 0.5, device: "/dev/ipmi0", devices: kernel },
    exists: () => true,
  });
  onTestFinished(() => connection.close());
  const answers: number[][] = [];
  const ask = async (raw: Partial<RawRequest> = {}) => {
    const { completionCode, data } = await connection.request({ ...getDeviceId, ...raw });
    answers.push([completionCode, ...data]);
  };
  /** One turn of the event loop, with what follows from its callbacks; how long it was blocked, milliseconds. */
  const turn = async () => {
    const before = clock.blockedMs;
    for (const callback of turns.splice(0)) {
      callback();
      await settled();
    }
    return clock.blockedMs - before;
  };
  /** The event loop finds what the controller has done. */
  const tell = async () => {
    kernel.wakes = true;
    work();
    await settled();
    kernel.wakes = false;
  };
  return { kernel, clock, connection, controller, ask, answers, waits, turns, turn, tell };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

describe("waiting for an answer on the spot", () => {
  it("happens in the event loop's next turn, never inside of the request itself", async () => {
    const { ask, answers, waits, turn, turns } = rig(0.2);
    const answered = ask();
    await settled();
    expect([answers, waits]).toEqual([[], []]);
    expect(await turn()).toBeCloseTo(0.2);
    await answered;
    expect(answers).toEqual([[0, 42]]);
    expect(turns).toEqual([]);
  });

  it("goes on with the next request in the same turn, as long as that has time left", async () => {
    const { ask, answers, turn } = rig(0.1);
    const all = (async () => {
      for (let i = 0; i < 12; i++) await ask();
    })();
    const blocked: number[] = [];
    while (answers.length < 12) blocked.push(await turn());
    await all;
    expect(blocked.length).toBeLessThan(20);
    for (const ms of blocked) expect(ms).toBeLessThanOrEqual(boundMs);
    expect(blocked.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(1.2);
  });

  it.each([0.01, 0.1, 0.3, 0.6, 0.98, 1.02, 1.9, 2, 2.1, 3, 4.9, 5, 5.1, 9])(
    "never blocks a turn longer than fifteen milliseconds: %d ms an answer, eight callers",
    async (answerMs) => {
      const { ask, answers, turn, tell, clock, waits } = rig(answerMs);
      const callers = Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 25; i++) await ask();
      });
      let turns = 0;
      while (answers.length < 200) {
        expect(await turn()).toBeLessThanOrEqual(boundMs);
        await clock.advance(answerMs);
        await tell();
        expect(++turns).toBeLessThan(2000);
      }
      await Promise.all(callers);
      expect(Math.max(...waits)).toBeLessThanOrEqual(lookMs);
    },
  );

  it.each([0, 0.01, 0.1, 0.3])("keeps the order in which requests were asked: %d ms an answer", async (answerMs) => {
    const { kernel, connection, turn, tell, clock } = rig(answerMs);
    // Some answers wait already when somebody looks.
    let count = 0;
    const { wait } = kernel;
    kernel.wait = (ms, readable) => {
      if (++count % 3 === 0) clock.blockedMs += 0.2;
      return wait(ms, readable);
    };
    const order: number[] = [];
    const asked = Array.from({ length: 60 }, async (_, i) => {
      await connection.request(getDeviceId);
      order.push(i);
    });
    for (let turns = 0; order.length < 60; turns++) {
      await turn();
      await clock.advance(1);
      await tell();
      expect(turns).toBeLessThan(500);
    }
    await Promise.all(asked);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("ends when the event loop has something else to do, and goes on when that is done", async () => {
    const { kernel, ask, answers, turn, turns } = rig(0.1);
    const { wait } = kernel;
    let interruptions = 3;
    kernel.wait = (ms, readable) => interruptions-- > 0 || wait(ms, readable);
    const answered = ask();
    for (let interrupted = 1; interrupted <= 3; interrupted++) {
      await turn();
      expect(answers).toEqual([]);
      expect(turns).not.toEqual([]);
    }
    await turn();
    await answered;
    expect(answers).toEqual([[0, 42]]);
  });

  it("does not happen outside of the turns it asked for", async () => {
    const { ask, waits, turn, tell, clock } = rig(0.1);
    const first = ask();
    await turn();
    await first;
    waits.length = 0;
    const second = ask();
    await settled();
    expect(waits).toEqual([]);
    await clock.advance(1);
    await tell();
    await second;
    expect(waits).toEqual([]);
  });

  it.each([slowMs, tooSlowMs])(
    "ends with a controller that needs %d ms, and is tried again ever more seldom",
    async (answerMs) => {
      const { ask, waits, turn, tell, clock } = rig(answerMs);
      const tried: number[] = [];
      for (let second = 0; second < 300; second++) {
        waits.length = 0;
        const answered = ask();
        await turn();
        await clock.advance(answerMs + 1);
        await tell();
        await answered;
        if (waits.length > 0) tried.push(second);
        expect(waits.length).toBeLessThanOrEqual(1);
        await clock.advance(999 - answerMs);
      }
      const pauses = tried.slice(1).map((second, i) => second - tried[i]!);
      expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
      expect(pauses.at(-1)).toBeGreaterThanOrEqual(50);
    },
  );

  it("begins again when the controller has become quick, and stands a slow command between quick ones", async () => {
    const { ask, answers, waits, turn, tell, clock, controller } = rig(tooSlowMs);
    const slowly = async () => {
      const answered = ask();
      await turn();
      await clock.advance(tooSlowMs + 1);
      await tell();
      await answered;
    };
    const quickly = async () => {
      const answered = ask();
      await turn();
      await answered;
    };
    await slowly();
    controller.answerMs = 0.1;
    await clock.advance(1000);
    for (let i = 0; i < 4; i++) await quickly();
    controller.answerMs = tooSlowMs;
    await slowly();
    controller.answerMs = 0.1;
    await quickly();
    expect(answers).toHaveLength(7);
    controller.answerMs = tooSlowMs;
    for (let i = 0; i < 3; i++) await slowly();
    waits.length = 0;
    await slowly();
    expect(waits).toEqual([]);
  });

  it("is not for targets on a bus", async () => {
    const { ask, waits, turn, tell, clock } = rig(0.1);
    const answered = ask({ target: { address: 0x82, channel: 0 } });
    await turn();
    await clock.advance(1);
    await tell();
    await answered;
    expect(waits).toEqual([]);
  });

  it("finds events too, and tells of them when the request is under way", async () => {
    const { kernel, connection, ask, answers, turn } = rig(0.1);
    const order: string[] = [];
    connection.onEventMessage!(() => order.push(`event, ${answers.length} answered`));
    const again = connection.onAttention(() => {
      again();
      void ask();
    });
    const answered = ask().then(() => order.push("answer"));
    kernel.event(record);
    while (answers.length < 2) await turn();
    await answered;
    expect(order.toSorted()).toEqual(["answer", "event, 0 answered"]);
  });

  it("loses nothing when the device goes away or the connection ends meanwhile", async () => {
    for (const end of ["gone", "closed"]) {
      const { kernel, connection, ask, turn } = rig(0.1);
      const asked = Promise.allSettled([ask(), ask(), ask()]);
      if (end === "gone") kernel.receiveErrno = errno.EIO;
      else await connection.close();
      await turn();
      await turn();
      for (const result of await asked) {
        expect(result).toMatchObject({ status: "rejected", reason: { code: "E_LINK_DOWN" } });
      }
    }
  });
});
