import { describe, expect, it } from "vitest";
import { ErrorStatus, type ErrorStatusCode, PduType } from "../../src/snmp/pdu.ts";
import type { Assignment, CellWriter } from "../../src/snmp/set.ts";
import { BerTag, type BerWriter } from "../../src/wire/ber.ts";
import { entry, operator, scalarGroup, type TestAgent, testAgent } from "./support/agent.ts";
import { type Ask, message, type Reply, readReply } from "./support/manager.ts";
import { type Setting, setRequest } from "./support/set-request.ts";

const source = { address: "192.0.2.7", port: 999 };
const root = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 75, 1];

const integer = (value: number) => (writer: BerWriter) => writer.integer(value);
const text = (value: string | Buffer) => (writer: BerWriter) => writer.octets(Buffer.from(value as string));

/** A table of writable integers 1 to 5 that log every phase; `fail` says where to fail. */
function writable(fail: { test?: number; commit?: number; undo?: number; throws?: number } = {}) {
  const log: string[] = [];
  const values = new Map([1, 2, 3, 4, 5].map((i) => [i, i * 10]));
  const before: number[] = [];
  const at = ({ index }: Assignment) => index[0]!;
  const refuse = (assignment: Assignment, where: number | undefined, status: ErrorStatusCode): ErrorStatusCode =>
    at(assignment) === where ? status : ErrorStatus.noError;
  const write: CellWriter = {
    test: (a) => {
      log.push(`test ${at(a)}`);
      return refuse(a, fail.test, ErrorStatus.wrongValue);
    },
    commit: (a) => {
      log.push(`commit ${at(a)} by ${a.principal}`);
      if (at(a) === fail.throws) throw new TypeError("defect");
      if (at(a) === fail.commit) return ErrorStatus.genErr;
      before.push(values.get(at(a))!);
      values.set(at(a), a.value as number);
      return ErrorStatus.noError;
    },
    undo: (a) => {
      log.push(`undo ${at(a)}`);
      if (at(a) === fail.undo) return false;
      values.set(at(a), before.pop()!);
      return true;
    },
  };
  const agent = testAgent();
  const table = agent.store.table(root, [
    { number: 1, syntax: "Integer32", write },
    { number: 2, syntax: "OctetString" },
    { number: 3, syntax: "OctetString", write: { ...write, creates: true } },
  ]);
  for (const i of values.keys()) table.insert([i], { 1: 0, 2: "fixed", 3: "" });
  return { agent, log, values };
}

const set = (agent: TestAgent, pdu: Buffer, changes: Partial<Ask> = {}): Reply =>
  readReply(agent.dispatcher.handle(message({ user: operator, pdu, ...changes }), source), operator);
const cell = (row: number, column = 1) => [...root, column, row];

describe("a SET", () => {
  it("tests all assignments, then makes them in order, and repeats them in its reply", () => {
    const { agent, log, values } = writable();
    const reply = set(agent, setRequest([cell(2), integer(7)], [cell(1), integer(-8)]));
    expect(reply).toMatchObject({ type: PduType.response, errorStatus: 0, errorIndex: 0 });
    expect(reply.varbinds.map((v) => v.value)).toEqual([7, -8]);
    expect(log).toEqual(["test 2", "test 1", "commit 2 by operator", "commit 1 by operator"]);
    expect([values.get(1), values.get(2)]).toEqual([-8, 7]);
  });

  it.each([1, 2, 3, 4, 5])("refused by test at position %i has changed nothing", (position) => {
    const { agent, log, values } = writable({ test: position });
    const reply = set(agent, setRequest(...[1, 2, 3, 4, 5].map((i): Setting => [cell(i), integer(99)])));
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.wrongValue, errorIndex: position });
    expect(log.filter((line) => line.startsWith("commit"))).toEqual([]);
    expect([...values.values()]).toEqual([10, 20, 30, 40, 50]);
  });

  it.each([1, 2, 3, 4, 5])("that fails in commit at position %i is undone, last first", (position) => {
    const { agent, log, values } = writable({ commit: position });
    const reply = set(agent, setRequest(...[1, 2, 3, 4, 5].map((i): Setting => [cell(i), integer(99)])));
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.commitFailed, errorIndex: position });
    const undone = Array.from({ length: position - 1 }, (_, i) => `undo ${position - 1 - i}`);
    expect(log.filter((line) => line.startsWith("undo"))).toEqual(undone);
    expect([...values.values()]).toEqual([10, 20, 30, 40, 50]);
  });

  it("says undoFailed when it could not be undone", () => {
    const { agent } = writable({ commit: 3, undo: 2 });
    const reply = set(agent, setRequest(...[1, 2, 3].map((i): Setting => [cell(i), integer(99)])));
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.undoFailed, errorIndex: 0 });
  });

  it("is undone also when a writer throws", () => {
    const { agent, values } = writable({ throws: 2 });
    const reply = set(agent, setRequest([cell(1), integer(99)], [cell(2), integer(99)]));
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.commitFailed, errorIndex: 2 });
    expect(values.get(1)).toBe(10);
    expect(agent.counters.internalErrors).toBe(1);
  });

  it.each([
    ["an unknown object", [1, 3, 6, 9, 9], integer(1), ErrorStatus.notWritable],
    ["a read-only object", cell(1, 2), text("x"), ErrorStatus.notWritable],
    ["a live object", [...scalarGroup, 2, 0], integer(1), ErrorStatus.notWritable],
    ["another type", cell(1), text("1"), ErrorStatus.wrongType],
    ["Unsigned32 for INTEGER", cell(1), (w: BerWriter) => w.unsigned(1, BerTag.unsigned32), ErrorStatus.wrongType],
    ["NULL", cell(1), (w: BerWriter) => w.empty(BerTag.null), ErrorStatus.wrongType],
    [
      "an integer of five octets",
      cell(1),
      (w: BerWriter) => w.octets(Buffer.alloc(5, 1), BerTag.integer),
      ErrorStatus.wrongEncoding,
    ],
    ["a row that is not there", cell(9), integer(1), ErrorStatus.noCreation],
  ] as const)("of %s is refused, and so is what stands beside it", (_what, oid, write, status) => {
    const { agent, values } = writable();
    const reply = set(agent, setRequest([cell(2), integer(99)], [oid, write]));
    expect(reply).toMatchObject({ errorStatus: status, errorIndex: 2 });
    expect(values.get(2)).toBe(20);
  });

  it("keeps the octets of a string as they are", () => {
    const seen: Assignment[] = [];
    const write: CellWriter = {
      creates: true,
      test: () => ErrorStatus.noError,
      commit: (a) => {
        seen.push(a);
        return ErrorStatus.noError;
      },
      undo: () => true,
    };
    const agent = testAgent();
    agent.store.table([1, 3, 1], [{ number: 1, syntax: "OctetString", write }]);
    expect(set(agent, setRequest([[1, 3, 1, 1, 4, 5], text(Buffer.from("00ff80fe01", "hex"))])).errorStatus).toBe(0);
    expect(seen[0]).toMatchObject({ index: [4, 5], row: undefined, principal: operator.name });
    expect(Buffer.from(seen[0]!.value as Uint8Array).toString("hex")).toBe("00ff80fe01");
  });

  it("sent twice inside the window is done once and answered twice with the same octets", async () => {
    const { agent, log } = writable();
    const datagram = message({ user: operator, pdu: setRequest([cell(1), integer(5)]), time: 0 });
    const first = agent.dispatcher.handle(datagram, source);
    await agent.clock.advance(100_000);
    expect(agent.dispatcher.handle(Buffer.from(datagram), source)).toEqual(first);
    expect(log.filter((line) => line.startsWith("commit"))).toHaveLength(1);
    await agent.clock.advance(100_000);
    expect(readReply(agent.dispatcher.handle(datagram, source), operator).type).toBe(PduType.report);
    expect(log.filter((line) => line.startsWith("commit"))).toHaveLength(1);
  });

  it("is not done again either when its reply is no longer kept: replies are bounded", () => {
    const { agent, log } = writable();
    const first = message({ user: operator, pdu: setRequest([cell(1), integer(5)]), msgId: 1 });
    expect(agent.dispatcher.handle(first, source)).toBeDefined();
    for (let msgId = 2; msgId < 600; msgId++) set(agent, setRequest([cell(2), integer(5)]), { msgId });
    expect(agent.dispatcher.handle(first, source)).toBeUndefined();
    expect(log.filter((line) => line.startsWith("commit 1"))).toHaveLength(1);
  });

  it("outside the view is noAccess", () => {
    const agent = testAgent({
      access: { view: () => ({ coverage: (store) => new Uint8Array(store.columns.length), includes: () => false }) },
    });
    expect(set(agent, setRequest([[...entry, 2, 1], integer(1)]))).toMatchObject({
      errorStatus: ErrorStatus.noAccess,
      errorIndex: 1,
    });
  });

  it("of one object twice is tested twice, made in order, and undone as a whole", () => {
    const { agent, log, values } = writable({ commit: 3 });
    const twice: Setting[] = [
      [cell(1), integer(5)],
      [cell(1), integer(6)],
    ];
    expect(set(agent, setRequest(...twice))).toMatchObject({ errorStatus: 0 });
    expect(values.get(1)).toBe(6);
    log.length = 0;
    const failed = set(agent, setRequest([cell(1), integer(7)], [cell(1), integer(8)], [cell(3), integer(9)]));
    expect(failed).toMatchObject({ errorStatus: ErrorStatus.commitFailed, errorIndex: 3 });
    expect(log.slice(-2)).toEqual(["undo 1", "undo 1"]);
    expect([values.get(1), values.get(3)]).toEqual([6, 30]);
  });

  it("whose reply would be too large for the sender is refused before anything is done", () => {
    const { agent, log } = writable();
    const long: Setting[] = Array.from({ length: 3 }, (_, i) => [cell(i + 1, 3), text("x".repeat(150))]);
    expect(set(agent, setRequest(...long), { maxSize: 484 })).toMatchObject({
      errorStatus: ErrorStatus.tooBig,
      errorIndex: 0,
      varbinds: [],
    });
    expect(log).toEqual([]);
  });

  it("of more objects than a request may have is refused before anything is done", () => {
    const { agent, log } = writable();
    const many = Array.from({ length: 513 }, (): Setting => [cell(1), integer(5)]);
    expect(set(agent, setRequest(...many))).toMatchObject({ errorStatus: ErrorStatus.tooBig });
    expect(log).toEqual([]);
    expect(set(agent, setRequest(...many.slice(1))).errorStatus).toBe(0);
    expect(log).toHaveLength(2 * 512);
  });

  it.each([1, 2, 3, 4, 5])("whose undo fails at position %i says so, and still undoes the others", (position) => {
    const { agent, log } = writable({ commit: 5, undo: position });
    const reply = set(agent, setRequest(...[1, 2, 3, 4, 5].map((i): Setting => [cell(i), integer(99)])));
    const failed = position < 5;
    expect(reply).toMatchObject(
      failed
        ? { errorStatus: ErrorStatus.undoFailed, errorIndex: 0 }
        : { errorStatus: ErrorStatus.commitFailed, errorIndex: 5 },
    );
    expect(log.filter((line) => line.startsWith("undo"))).toEqual(["undo 4", "undo 3", "undo 2", "undo 1"]);
  });
});
