import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { Framer } from "../../../src/snmp/agentx/framer.ts";
import {
  AgentxError,
  type AgentxHeader,
  type AgentxPdu,
  AgentxType,
  PayloadReader,
  writePdu,
} from "../../../src/snmp/agentx/pdu.ts";
import { PduWriter } from "../../../src/snmp/agentx/pdu-writer.ts";
import { type AgentxSocket, AgentxSubagent } from "../../../src/snmp/agentx/subagent.ts";
import type { AgentxVarbind } from "../../../src/snmp/agentx/varbind.ts";
import type { Oid } from "../../../src/snmp/oid.ts";
import { ErrorStatus } from "../../../src/snmp/pdu.ts";
import type { Assignment } from "../../../src/snmp/set.ts";
import { ObjectStore } from "../../../src/snmp/store.ts";
import { FamilyView } from "../../../src/snmp/vacm.ts";
import { Random } from "../support/mutation.ts";

const root: Oid = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 70];
const entry: Oid = [...root, 1];

/** The other end of a connection, in the test's hands. */
class Wire extends EventEmitter {
  readonly #framer = new Framer();
  readonly sent: AgentxPdu[] = [];
  destroyed = false;

  write(bytes: Uint8Array): void {
    this.sent.push(...this.#framer.push(Buffer.from(bytes)));
  }

  destroy(): void {
    this.destroyed = true;
  }

  destroySoon(): void {
    this.destroyed = true;
  }

  last(): AgentxPdu {
    return this.sent.at(-1)!;
  }
}

describe("an AgentX subagent", () => {
  const clock = new ManualClock();
  let wires: Wire[];
  let subagent: AgentxSubagent;
  let cells: Map<number, number>;
  let log: string[];
  let failing: number;

  beforeEach(() => {
    wires = [];
    cells = new Map([1, 2, 3, 5, 8].map((row) => [row, row * 10]));
    log = [];
    failing = -1;
    const store = new ObjectStore();
    const cell = ({ index }: Assignment): number => index[0]!;
    const before = new WeakMap<Assignment, number>();
    const table = store.table(entry, [
      { number: 1, syntax: "Counter64" },
      {
        number: 2,
        syntax: "Integer32",
        write: {
          test: ({ value }) => (Number(value) < 0 ? ErrorStatus.wrongValue : ErrorStatus.noError),
          commit(assignment) {
            if (cell(assignment) === failing) return ErrorStatus.genErr;
            before.set(assignment, cells.get(cell(assignment))!);
            cells.set(cell(assignment), Number(assignment.value));
            log.push(`commit ${cell(assignment)}`);
            assignment.later?.(() => void log.push(`later ${cell(assignment)}`));
            return ErrorStatus.noError;
          },
          undo(assignment) {
            cells.set(cell(assignment), before.get(assignment)!);
            log.push(`undo ${cell(assignment)}`);
            return true;
          },
        },
        live: ([row]) => cells.get(row!)!,
      },
      { number: 3, syntax: "OctetString" },
    ]);
    for (const row of cells.keys()) table.insert([row], { 1: 2n ** 40n + BigInt(row), 3: `row ${row}` });
    const view = new FamilyView([{ subtree: root, included: true }]);
    subagent = new AgentxSubagent({
      connect: () => {
        const wire = new Wire();
        wires.push(wire);
        return wire as unknown as AgentxSocket;
      },
      ...{ store, read: view, write: view, principal: "agentx", id: root, description: "test" },
      subtrees: [root, [1, 3, 6, 1, 2, 1, 47]],
      capabilities: [{ id: root, description: "ours" }],
      ...{ clock, random: () => 0.5, logger: silentLogger },
    });
    subagent.start();
  });
  afterEach(() => subagent.close());

  const wire = (): Wire => wires.at(-1)!;

  /** The master answers a request of the subagent. */
  function answer(request: AgentxPdu, error = 0, sessionId = 7): void {
    const payload = new PduWriter().unsigned32(1).unsigned16(error).unsigned16(0);
    const { transactionId, packetId } = request;
    wire().emit("data", writePdu({ type: AgentxType.response, sessionId, transactionId, packetId }, payload));
  }

  function open(): void {
    wire().emit("connect");
    answer(wire().last());
    for (const request of wire().sent.slice(1)) answer(request);
    expect(subagent.state).toBe("up");
  }

  interface Answer {
    readonly error: number;
    readonly index: number;
    readonly varbinds: readonly AgentxVarbind[];
  }

  let packetId = 100;
  function ask(type: number, payload: PduWriter, transactionId = 1): Answer | undefined {
    const count = wire().sent.length;
    const header: Omit<AgentxHeader, "flags"> = { type, sessionId: 7, transactionId, packetId: ++packetId };
    wire().emit("data", writePdu(header, payload));
    if (wire().sent.length === count) return undefined;
    const reply = wire().last();
    expect(reply).toMatchObject({ type: AgentxType.response, sessionId: 7, transactionId, packetId });
    const reader = new PayloadReader(reply);
    reader.unsigned(4);
    const [error, index] = [reader.unsigned(2), reader.unsigned(2)];
    const varbinds: AgentxVarbind[] = [];
    while (!reader.done) varbinds.push(reader.varbind());
    return { error, index, varbinds };
  }

  function ranges(...wanted: readonly (readonly [start: Oid, include: boolean, end: Oid])[]): PduWriter {
    const payload = new PduWriter();
    for (const [start, include, end] of wanted) {
      const name = new PduWriter().oid(start).bytes();
      name[2] = include ? 1 : 0;
      payload.raw(...name).oid(end);
    }
    return payload;
  }

  it("opens a session, registers everything and tells what it serves", () => {
    open();
    expect(wire().sent.map(({ type }) => type)).toEqual([
      ...[AgentxType.open, AgentxType.register, AgentxType.register, AgentxType.addAgentCaps],
    ]);
    const reader = new PayloadReader(wire().sent[1]!);
    expect(reader.unsigned(4)).toBe(0x057f0000);
    expect(reader.oid().oid).toEqual(root);
  });

  it("is of use although a registration is refused, and waits when the session is", async () => {
    wire().emit("connect");
    answer(wire().last());
    for (const [i, request] of wire().sent.slice(1).entries()) {
      answer(request, i === 0 ? AgentxError.duplicateRegistration : 0);
    }
    expect(subagent.state).toBe("up");
    subagent.close();
    expect(wire().last().type).toBe(AgentxType.close);
    expect(wire().destroyed).toBe(true);
  });

  it("tries again ever less often while there is no master", async () => {
    for (const pause of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      wire().emit("close");
      expect(subagent.state).toBe("closed");
      const tries = wires.length;
      await clock.advance(pause - 1);
      expect(wires).toHaveLength(tries);
      await clock.advance(1);
      expect(wires).toHaveLength(tries + 1);
    }
    open();
    wire().emit("close");
    await clock.advance(1000);
    open();
  });

  it("pings, and gives up a master that is silent", async () => {
    open();
    await clock.advance(15_000);
    expect(wire().last().type).toBe(AgentxType.ping);
    answer(wire().last());
    await clock.advance(15_000);
    expect(wire().last().type).toBe(AgentxType.ping);
    await clock.advance(5000);
    expect(subagent.state).toBe("closed");
    expect(wire().destroyed).toBe(true);
    await clock.advance(1000);
    open();
  });

  it("gives up a master that says nothing to the first word", async () => {
    wire().emit("connect");
    await clock.advance(5000);
    expect(subagent.state).toBe("closed");
  });

  it("gets what is there and says what is not", () => {
    open();
    const names: Oid[] = [
      [...entry, 1, 5],
      [...entry, 2, 3],
      [...entry, 3, 8],
      [...entry, 2, 4],
      [...entry, 9, 1],
      [1, 3, 6],
    ];
    const { varbinds } = ask(AgentxType.get, ranges(...names.map((name) => [name, false, []] as const)))!;
    expect(varbinds.map(({ name }) => name)).toEqual(names);
    expect(varbinds.map(({ tag }) => tag)).toEqual([70, 2, 4, 0x81, 0x80, 0x80]);
    expect(varbinds.slice(0, 2).map(({ value }) => value)).toEqual([2n ** 40n + 5n, 30]);
    expect(Buffer.from(varbinds[2]!.value as Uint8Array).toString()).toBe("row 8");
  });

  it("keeps to the range of a search: its start included or not, its end never", () => {
    open();
    const at = (row: number): Oid => [...entry, 2, row];
    const next = (start: Oid, include: boolean, end: Oid) =>
      ask(AgentxType.getNext, ranges([start, include, end]))!.varbinds[0]!;
    expect(next(at(3), false, []).name).toEqual(at(5));
    expect(next(at(3), true, []).name).toEqual(at(3));
    expect(next(at(4), true, []).name).toEqual(at(5));
    expect(next(at(3), false, at(5)).tag).toBe(0x82);
    expect(next(at(3), false, at(5)).name).toEqual(at(3));
    expect(next(at(3), false, [...at(5), 0]).name).toEqual(at(5));
    expect(next(root, false, []).name).toEqual([...entry, 1, 1]);
    expect(next(at(8), false, [...entry, 3]).tag).toBe(0x82);
    expect(next([...entry, 3, 8], false, []).tag).toBe(0x82);
  });

  it("repeats a GETBULK for its repeaters", () => {
    open();
    const payload = new PduWriter().unsigned16(1).unsigned16(3);
    payload.raw(
      ...ranges([[...entry, 3], false, []], [[...entry, 2], false, []], [[...entry, 3, 5], false, []]).bytes(),
    );
    const { varbinds } = ask(AgentxType.getBulk, payload)!;
    expect(varbinds.map(({ name, tag }) => `${name.slice(entry.length).join(".")} ${tag}`)).toEqual([
      ...["3.1 4", "2.1 2", "3.8 4", "2.2 2", "3.8 130", "2.3 2", "3.8 130"],
    ]);
  });

  const set = (...values: readonly (readonly [row: number, value: number])[]): PduWriter => {
    const payload = new PduWriter();
    for (const [row, value] of values) payload.varbind({ name: [...entry, 2, row], tag: 2, value });
    return payload;
  };
  const nothing = new PduWriter();

  it("sets in phases; what cannot be taken back waits for the last", () => {
    open();
    expect(ask(AgentxType.testSet, set([1, 11], [2, 22]))).toMatchObject({ error: 0 });
    expect(log).toEqual([]);
    expect(ask(AgentxType.commitSet, nothing)).toMatchObject({ error: 0 });
    expect(log).toEqual(["commit 1", "commit 2"]);
    expect(ask(AgentxType.cleanupSet, nothing)).toBeUndefined();
    expect(log.slice(2)).toEqual(["later 1", "later 2"]);
    expect([cells.get(1), cells.get(2)]).toEqual([11, 22]);
  });

  it("says which assignment cannot be, and takes back a commit that fails in any place", () => {
    open();
    expect(ask(AgentxType.testSet, set([1, 1], [2, -1]))).toMatchObject({ error: ErrorStatus.wrongValue, index: 2 });
    ask(AgentxType.cleanupSet, nothing);
    const rows = [1, 2, 3, 5];
    for (const [k, row] of rows.entries()) {
      failing = row;
      log = [];
      ask(AgentxType.testSet, set(...rows.map((r) => [r, 99] as const)));
      expect(ask(AgentxType.commitSet, nothing)).toMatchObject({ error: ErrorStatus.commitFailed, index: k + 1 });
      expect(ask(AgentxType.undoSet, nothing)).toMatchObject({ error: 0 });
      const made = rows.slice(0, k);
      expect(log).toEqual([...made.map((r) => `commit ${r}`), ...made.reverse().map((r) => `undo ${r}`)]);
      expect([...cells.values()]).toEqual([10, 20, 30, 50, 80]);
    }
  });

  it("is done with a set that was taken back, however many there are", () => {
    open();
    for (let transaction = 1; transaction <= 40; transaction++) {
      expect(ask(AgentxType.testSet, set([1, 11]), transaction)).toMatchObject({ error: 0 });
      ask(AgentxType.commitSet, nothing, transaction);
      expect(ask(AgentxType.undoSet, nothing, transaction)).toMatchObject({ error: 0 });
    }
    expect(cells.get(1)).toBe(10);
  });

  it("takes back what a lost master has not finished", () => {
    open();
    ask(AgentxType.testSet, set([1, 11]));
    ask(AgentxType.commitSet, nothing);
    expect(cells.get(1)).toBe(11);
    wire().emit("close");
    expect(cells.get(1)).toBe(10);
    expect(log).not.toContain("later 1");
  });

  it("refuses other types, other places and other contexts", () => {
    open();
    const one = (varbind: AgentxVarbind) => ask(AgentxType.testSet, new PduWriter().varbind(varbind))!;
    expect(one({ name: [...entry, 2, 1], tag: 66, value: 1 }).error).toBe(ErrorStatus.wrongType);
    expect(one({ name: [...entry, 3, 1], tag: 4, value: Buffer.from("x") }).error).toBe(ErrorStatus.notWritable);
    expect(one({ name: [...entry, 2, 4], tag: 2, value: 1 }).error).toBe(ErrorStatus.noCreation);
    expect(one({ name: [...entry, 9, 4], tag: 2, value: 1 }).error).toBe(ErrorStatus.notWritable);
    const bytes = writePdu({ type: AgentxType.get, sessionId: 7, transactionId: 1, packetId: 9 }, nothing);
    bytes[2]! |= 0x08;
    wire().emit("data", bytes);
    const reader = new PayloadReader(wire().last());
    reader.unsigned(4);
    expect(reader.unsigned(2)).toBe(AgentxError.unsupportedContext);
  });

  it("understands a master of the other byte order, and PDUs in any pieces", () => {
    open();
    const count = wire().sent.length;
    // agentx-Get-PDU of RFC 2741 section 6.2.5 for 1.3.6.1.4.1.8072.9999.9999.70.1.2.3, little-endian.
    const arcs = [1, 8072, 9999, 9999, 70, 1, 2, 3];
    const payload = Buffer.alloc(4 + 4 * arcs.length + 4);
    payload.set([arcs.length, 4, 0, 0]);
    for (const [i, arc] of arcs.entries()) payload.writeUInt32LE(arc, 4 + 4 * i);
    const header = Buffer.alloc(20);
    header.set([1, 5, 0, 0]);
    for (const [i, value] of [7, 3, 5, payload.length].entries()) header.writeUInt32LE(value, 4 + 4 * i);
    const pdu = Buffer.concat([header, payload]);
    for (const piece of [pdu, pdu].flatMap((whole) => [...whole])) wire().emit("data", Buffer.from([piece]));
    expect(wire().sent).toHaveLength(count + 2);
    wire().emit("data", Buffer.concat([pdu, pdu, pdu]));
    expect(wire().sent).toHaveLength(count + 5);
    const reader = new PayloadReader(wire().last());
    for (let i = 0; i < 2; i++) reader.unsigned(4);
    expect(reader.varbind()).toEqual({ name: [...entry, 2, 3], tag: 2, value: 30 });
  });

  it("survives any octets, and comes back", async () => {
    const random = new Random(20261120);
    let answered = 0;
    for (let round = 0; round < 400; round++) {
      if (subagent.state !== "up") {
        while (subagent.state !== "connecting") await clock.advance(1000);
        open();
      }
      const count = wire().sent.length;
      const type = 5 + random.below(8);
      const body = new PduWriter().raw(...Array.from({ length: random.below(60) }, () => random.below(256)));
      const bytes = writePdu({ type, sessionId: 7, transactionId: random.below(4), packetId: round }, body);
      if (random.below(3) === 0) bytes[random.below(bytes.length)] = random.below(256);
      wire().emit("data", bytes);
      if (wire().sent.length > count) answered++;
      if (random.below(10) === 0) wire().emit("close");
    }
    expect(answered).toBeGreaterThan(100);
  });
});
