import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import type { OperationRequest } from "../../src/hpi/operation.ts";
import { definePolicy, type Policy } from "../../src/policies/policy.ts";
import { PolicyRunner } from "../../src/runner/policy-runner.ts";
import { openStateFile } from "../../src/store/state-file.ts";
import { type MemoryDomain, memoryDomain } from "../support/memory-domain.ts";
import { describeSampleShelf } from "../support/sample-model.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

interface Count {
  readonly events: number;
  readonly ticks: number;
}

/** Counts; switches a resource off when a domain event tells it to. */
function counting(more: Partial<Policy<Count>> = {}): Policy<Count> {
  return definePolicy<Count>({
    name: "counting",
    operations: ["set-power"],
    role: "Operator",
    tickMs: 1000,
    version: 1,
    initial: () => ({ events: 0, ticks: 0 }),
    decode: (raw) => raw as Count,
    decide(state, input) {
      if (input.kind === "tick") return { state: { ...state, ticks: state.ticks + 1 }, operations: [], why: null };
      const { event } = input;
      if (event.type !== "domain" || !event.what.startsWith("test-")) return { state, operations: [], why: null };
      if (event.what === "test-throw") throw new RangeError("cannot decide this");
      const operations: OperationRequest[] =
        event.what === "test-off" ? [{ kind: "set-power", resourceId: Number(event.subject), desired: "off" }] : [];
      if (event.what === "test-reset") operations.push({ kind: "reset", resourceId: 1, desired: "cold" });
      return { state: { ...state, events: state.events + 1 }, operations, why: `saw ${event.what}` };
    },
    ...more,
  });
}

interface Fixture extends MemoryDomain {
  readonly runner: PolicyRunner;
  readonly asked: OperationRequest[];
  readonly board: number;
  emit(what: string, subject?: string): Promise<unknown>;
}

async function fixture(directory: string, earlier?: MemoryDomain): Promise<Fixture> {
  const memory = await memoryDomain(earlier === undefined ? {} : { journal: earlier.journal, ids: earlier.ids });
  const { domain, clock } = memory;
  const sample = await describeSampleShelf(domain);
  const asked: OperationRequest[] = [];
  domain.addSource({ controller: "shelf", operate: async (request) => void asked.push(request) });
  const store = {
    openStateFile: <T>(options: Omit<Parameters<typeof openStateFile<T>>[0], "directory" | "logger">) =>
      openStateFile<T>({ ...options, directory, logger: silentLogger }),
  };
  const runner = new PolicyRunner({ domain, store, clock, logger: silentLogger });
  onTestFinished(() => runner.close());
  const emit = (what: string, subject?: string) =>
    domain.emit({
      type: "domain",
      what,
      subject,
      severity: "informational",
      time: domain.eventTime(),
      origin: "agent",
      resourceId: null,
      text: what,
    });
  return { ...memory, runner, asked, board: sample.boards[0]?.id ?? 0, emit };
}

async function storedState(directory: string): Promise<{ state: Count; sequence: number }> {
  const text = await readFile(join(directory, "policy-counting.json"), "utf8");
  return JSON.parse(text.split("\n")[1] ?? "");
}

test("an event leads to an operation in the policy's own name, explained and with the state on disk first", async () => {
  const directory = await temporaryDirectory();
  const { runner, emit, asked, audit, board, domain } = await fixture(directory);
  await runner.start(counting());
  await emit("test-off", String(board));
  await runner.settled();
  await expect.poll(() => asked).toEqual([{ kind: "set-power", resourceId: board, desired: "off" }]);
  expect(audit.entries).toMatchObject([
    { what: "operation", allowed: true, principal: { id: "policy:counting", door: "policy", role: "Operator" } },
  ]);
  expect(runner.explanations("counting")).toMatchObject([
    { policy: "counting", why: "saw test-off", operations: [{ kind: "set-power", id: "operation-1", refused: null }] },
  ]);
  expect(runner.explanations()[0]?.sequence).toBeLessThanOrEqual(domain.log.lastSequence);
  expect((await storedState(directory)).state.events).toBe(1);
});

test("ticks come from the clock, one at a time", async () => {
  const directory = await temporaryDirectory();
  const { runner, clock } = await fixture(directory);
  await runner.start(counting());
  for (let second = 0; second < 3; second++) {
    await clock.advance(1000);
    await runner.settled();
  }
  expect((await storedState(directory)).state.ticks).toBe(3);
});

test("after a restart the state goes on, and events logged in between are decided on once", async () => {
  const directory = await temporaryDirectory();
  const first = await fixture(directory);
  await first.runner.start(counting());
  await first.emit("test-a");
  await first.emit("test-b");
  await first.runner.settled();
  await first.runner.close();
  await first.emit("test-c");

  const second = await fixture(directory, first);
  await second.runner.start(counting());
  await second.emit("test-d");
  await second.runner.settled();
  expect((await storedState(directory)).state.events).toBe(4);
  expect(second.runner.explanations().map(({ why }) => why)).toEqual(["saw test-c", "saw test-d"]);
});

test("a policy that is new does not look at the past", async () => {
  const { runner, emit } = await fixture(await temporaryDirectory());
  await emit("test-a");
  await runner.start(counting());
  await emit("test-b");
  await runner.settled();
  expect(runner.explanations().map(({ why }) => why)).toEqual(["saw test-b"]);
});

test("a flood of events is neither lost nor kept in memory", async () => {
  const directory = await temporaryDirectory();
  const { runner, emit } = await fixture(directory);
  await runner.start(counting());
  await Promise.all(Array.from({ length: 1300 }, () => emit("test-flood")));
  await runner.settled();
  expect((await storedState(directory)).state.events).toBe(1300);
  expect(runner.explanations()).toHaveLength(1000);
});

test("a decision that throws is explained, and the next one is made", async () => {
  const { runner, emit } = await fixture(await temporaryDirectory());
  await runner.start(counting());
  await emit("test-throw");
  await emit("test-a");
  await runner.settled();
  expect(runner.explanations().map(({ why }) => why)).toEqual(["failed to decide: cannot decide this", "saw test-a"]);
});

test("an operation the policy does not list, or that is impossible, is refused and explained", async () => {
  const { runner, emit, asked } = await fixture(await temporaryDirectory());
  await runner.start(counting());
  await emit("test-reset");
  await emit("test-off", "999999");
  await runner.settled();
  expect(asked).toEqual([]);
  expect(runner.explanations().map(({ operations }) => operations[0]?.refused)).toEqual([
    expect.stringContaining("does not list reset"),
    expect.stringContaining("no resource"),
  ]);
});

test("when its state cannot be kept, a policy does not act", async () => {
  const directory = join(await temporaryDirectory(), "gone");
  const { runner, emit, asked, board } = await fixture(directory);
  await expect(runner.start(counting())).resolves.toBeUndefined();
  await emit("test-off", String(board));
  await runner.settled();
  expect(asked).toEqual([]);
  expect(runner.explanations()[0]?.why).toMatch(/failed to decide: cannot write/);
  await runner.close();
});

test("a lost state begins anew instead of failing", async () => {
  const directory = await temporaryDirectory();
  for (const file of ["policy-counting.json", "policy-counting.json.copy"]) {
    await writeFile(join(directory, file), "rubbish");
  }
  const { runner, emit } = await fixture(directory);
  await runner.start(counting());
  await emit("test-a");
  await runner.settled();
  expect((await storedState(directory)).state.events).toBe(1);
});
