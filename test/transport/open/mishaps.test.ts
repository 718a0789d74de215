import fc from "fast-check";
import { expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { openDevice } from "../../../src/transport/open/index.ts";
import { errno, FakeKernel, type KernelRequest } from "./fake-kernel.ts";

/** How the controller takes a request: an answer, or that it keeps it for later. */
const manners = {
  answers: () => [0, 1],
  "is starting": () => [0xd2],
  "has starting boards": ({ addressType }: KernelRequest) => [addressType === 1 ? 0xd2 : 0],
  "finds nobody": () => [0xc3],
  "is busy": () => [0xc0],
  "says nothing sensible": () => [],
  keeps: () => undefined,
} as const;
type Manner = keyof typeof manners;

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("ask"), bridged: fc.boolean(), timeoutMs: fc.nat(8000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("turn"), waits: fc.constantFrom("answer", "miss", "other") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass"), ms: fc.nat(3000) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("change"), to: fc.constantFrom(...(Object.keys(manners) as Manner[])) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("answer late") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("event") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort") }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("refuse"), errno: fc.constantFrom(0, errno.EBUSY, errno.EINVAL) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("interrupt"), errno: fc.constantFrom(errno.EINTR, errno.EIO) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unplug"), errno: fc.constantFrom(0, errno.ENOENT) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class BlockedClock extends ManualClock {
  blockedMs = 0;

  override monotonic(): number {
    return super.monotonic() + this.blockedMs;
  }
}

/** A connection that goes through all of it; what its requests ended with, by their numbers. */
async function live(steps: readonly Step[], wakes: boolean, closer: "a listener" | "the test") {
  const clock = new BlockedClock();
  const kernel = new FakeKernel();
  const kept: KernelRequest[] = [];
  const turns: (() => void)[] = [];
  const endings: string[][] = [];
  let aborts = new AbortController();
  let manner: Manner = "answers";
  let waits: "answer" | "miss" | "other" = "answer";
  kernel.wakes = wakes;
  kernel.turn = (callback) => void turns.push(callback);
  kernel.behaviour = (request) => {
    if (manner === "keeps") kept.push(request);
    return manners[manner](request);
  };
  const answerLate = () => {
    const request = kept.shift();
    if (request !== undefined) kernel.answer(request, [0, 2]);
  };
  kernel.wait = (ms, readable) => {
    if (waits === "answer") answerLate();
    if (!readable()) clock.blockedMs += ms;
    return readable() || waits === "other";
  };
  const connection = openDevice({
    ...{ name: "bmc", clock, logger: silentLogger, random: () => 0.5, device: "/dev/ipmi0", devices: kernel },
    exists: () => true,
  });
  const ask = (bridged: boolean, timeoutMs: number) => {
    const mine: string[] = [];
    endings.push(mine);
    const target = bridged ? { address: 0x82, channel: 0 } : undefined;
    const request = { netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0), target };
    connection.request(request, { timeoutMs, signal: aborts.signal }).then(
      ({ completionCode }) => mine.push(`code ${completionCode}`),
      (error: { code: string }) => mine.push(error.code),
    );
  };
  // Whoever hears of something may ask at once, and inside of whatever tells.
  connection.onStateChange((state) => {
    if (state === "down" && closer === "a listener" && endings.length > 20) void connection.close();
    else ask(false, 1000);
  });
  connection.onAttention(() => ask(true, 1000));
  const turn = async () => {
    for (const callback of turns.splice(0)) {
      callback();
      await settled();
    }
  };
  const doers: Readonly<Record<string, (step: never) => unknown>> = {
    ask: ({ bridged, timeoutMs }: { bridged: boolean; timeoutMs: number }) => ask(bridged, timeoutMs + 1),
    turn: (one: { waits: typeof waits }) => {
      waits = one.waits;
      return turn();
    },
    pass: ({ ms }: { ms: number }) => clock.advance(ms),
    change: ({ to }: { to: Manner }) => {
      manner = to;
    },
    "answer late": answerLate,
    event: () => kernel.event(Array(16).fill(1)),
    abort: () => {
      aborts.abort();
      aborts = new AbortController();
    },
    refuse: (one: { errno: number }) => {
      kernel.sendErrno = one.errno;
    },
    interrupt: (one: { errno: number }) => {
      kernel.receiveErrno = one.errno;
    },
    unplug: (one: { errno: number }) => {
      kernel.openErrno = one.errno;
      if (one.errno !== 0) kernel.sendErrno = errno.ENODEV;
      else kernel.sendErrno = 0;
    },
  };
  for (const one of steps) {
    await doers[one.do]!(one as never);
    await settled();
  }
  // All is well again.
  [manner, waits, kernel.wakes] = ["answers", "answer", true];
  [kernel.openErrno, kernel.sendErrno, kernel.receiveErrno] = [0, 0, 0];
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await turn();
      await clock.advance(1000);
      await settled();
    }
  };
  await pass(180);
  // One that was silent is asked once before others may.
  ask(true, 1000);
  await pass(5);
  const first = endings.length;
  for (const bridged of [false, true, false, true]) ask(bridged, 1000);
  await pass(5);
  const healed = connection.state === "closed" ? [] : endings.slice(first, first + 4).flat();
  const afterAll = endings.map((each) => [...each]);
  await connection.close();
  const opened = kernel.opened;
  await turn();
  await clock.advance(300_000);
  return { healed, afterAll, endings, leftovers: kernel.leftovers(), reopened: kernel.opened - opened };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

it("whatever driver, controller and callers do, each request ends once, and all is well afterwards", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 80 }),
      fc.boolean(),
      fc.constantFrom("a listener" as const, "the test" as const),
      async (steps, wakes, closer) => {
        const { healed, afterAll, endings, leftovers, reopened } = await live(steps, wakes, closer);
        expect(afterAll.filter(({ length }) => length !== 1)).toEqual([]);
        // Whoever heard of the end may have asked once more.
        expect(endings.slice(0, afterAll.length)).toEqual(afterAll);
        expect(endings.filter(({ length }) => length !== 1)).toEqual([]);
        expect([leftovers, reopened]).toEqual([[], 0]);
        expect(healed.filter((ending) => ending !== "code 0")).toEqual([]);
        if (healed.length > 0) seen.add("healed");
        for (const [ending] of endings) seen.add(ending!);
      },
    ),
    { numRuns: 150, seed: 20261120 },
  );
  const refusals = ["E_BREAKER_OPEN", "E_CANCELLED", "E_LINK_DOWN", "E_NOT_SENT", "E_NO_DEVICE", "E_TIMEOUT"];
  expect([...seen].toSorted()).toEqual([...refusals, "code 0", "code 192", "code 195", "code 210", "healed"]);
});
