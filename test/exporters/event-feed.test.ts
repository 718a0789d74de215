import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventFeed, eventId, parseEventId } from "../../src/exporters/event-feed.ts";
import type { Domain } from "../../src/hpi/domain.ts";
import { type MemoryDomain, memoryDomain } from "../support/memory-domain.ts";

function emit({ domain }: MemoryDomain, count: number) {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      domain.emit({
        type: "oem",
        severity: "informational",
        time: domain.eventTime(),
        origin: "agent",
        resourceId: null,
        text: `event ${i}`,
        data: "",
      }),
    ),
  );
}

async function take(domain: Domain, after: number, count: number): Promise<number[]> {
  const stop = new AbortController();
  const taken: number[] = [];
  for await (const { sequence } of eventFeed(domain, after, stop.signal)) {
    taken.push(sequence);
    if (taken.length === count) stop.abort();
  }
  return taken;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("an event feed", () => {
  it("gives what was logged after a sequence number, over several pages of the log", async () => {
    const memory = await memoryDomain();
    await emit(memory, 500);
    expect(await take(memory.domain, 3, 497)).toEqual(numbers(4, 500));
  });

  it("goes from the log to what comes live without gap or repetition", async () => {
    const memory = await memoryDomain();
    await emit(memory, 5);
    const taking = take(memory.domain, 0, 20);
    await emit(memory, 5);
    await memory.clock.advance(1);
    await emit(memory, 10);
    expect(await taking).toEqual(numbers(1, 20));
  });

  it("sends a reader that fell behind back to the log, and misses nothing", async () => {
    const memory = await memoryDomain();
    const stop = new AbortController();
    const taken: number[] = [];
    for await (const { sequence } of eventFeed(memory.domain, 0, watch(memory, stop.signal))) {
      taken.push(sequence);
      // Far more than is kept for one reader arrives while it handles its first event.
      if (sequence === 1) await emit(memory, 1000);
      if (sequence === 1001) stop.abort();
    }
    expect(taken).toEqual(numbers(1, 1001));
  });

  it("goes on past events that the log lost", async () => {
    const memory = await memoryDomain();
    await emit(memory, 10);
    memory.journal.entries.splice(2, 4);
    expect(await take(memory.domain, 0, 6)).toEqual([1, 2, 7, 8, 9, 10]);
  });

  it("gives events that are in memory only", async () => {
    const memory = await memoryDomain();
    memory.journal.failure = new Error("disk full");
    await emit(memory, 3);
    expect(await take(memory.domain, 0, 3)).toEqual([1, 2, 3]);
  });

  it("ends when its signal fires while it waits", async () => {
    const memory = await memoryDomain();
    const stop = new AbortController();
    const feed = eventFeed(memory.domain, 0, stop.signal);
    const next = feed.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

/** Emits the first event once somebody listens. */
function watch(memory: MemoryDomain, signal: AbortSignal): AbortSignal {
  void emit(memory, 1);
  return signal;
}

describe("an event id", () => {
  it("names log and place, and is read back", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), (epoch, sequence) => {
        expect(parseEventId(eventId({ epoch, sequence }))).toEqual({ epoch, sequence });
      }),
    );
  });

  it.each(["", "-", "1", "x-", "-1", "a b-1", "x-1x", `${"x".repeat(65)}-1`, `x-${"1".repeat(16)}`])(
    "is not %j",
    (text) => {
      expect(parseEventId(text)).toBeUndefined();
    },
  );
});
