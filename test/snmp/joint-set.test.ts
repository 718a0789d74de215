import { describe, expect, it } from "vitest";
import { CommunityTable } from "../../src/snmp/community.ts";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import type { CellWriter, JointWriter, Refusal, Step } from "../../src/snmp/set.ts";
import type { BerWriter } from "../../src/wire/ber.ts";
import { operator, testAgent } from "./support/agent.ts";
import { communityMessage } from "./support/community-message.ts";
import { message, type Reply, readReply } from "./support/manager.ts";
import { setRequest } from "./support/set-request.ts";

const source = { address: "192.0.2.7", port: 999 };
const root = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 75, 1];
const integer = (value: number) => (writer: BerWriter) => writer.integer(value);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Column 1 is written together and waits for a gate, column 2 by itself. */
function joint(options: { refuse?: number; room?: number; onSet?: () => void } = {}) {
  const log: string[] = [];
  const gates: PromiseWithResolvers<boolean>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const at = ({ assignment }: Step) => assignment.index[0]!;
  const together: JointWriter = {
    turn<T>(work: () => Promise<T>): Promise<T> | undefined {
      if (waiting >= (options.room ?? 4)) return undefined;
      waiting++;
      const done = last.then(work).finally(() => waiting--);
      last = done.catch(() => {});
      return done;
    },
    test(steps): Refusal | undefined {
      log.push(`test ${steps.map(at)}`);
      const step = steps.find((one) => at(one) === options.refuse);
      return step && { step, status: ErrorStatus.inconsistentName };
    },
    commit(steps) {
      log.push(`commit ${steps.map(at)}`);
      const gate = Promise.withResolvers<boolean>();
      gates.push(gate);
      return gate.promise;
    },
  };
  const refused: CellWriter = {
    test: () => ErrorStatus.notWritable,
    commit: () => ErrorStatus.genErr,
    undo: () => false,
  };
  const alone: CellWriter = {
    test: () => ErrorStatus.noError,
    commit(assignment) {
      log.push(`alone ${assignment.index}`);
      assignment.later?.(() => log.push(`later ${assignment.index}`));
      return ErrorStatus.noError;
    },
    undo(assignment) {
      log.push(`undo ${assignment.index}`);
      return true;
    },
  };
  const communities = [{ community: "c", securityName: "c", sources: ["192.0.2.0/24"], models: [2] as const }];
  const { onSet = () => {} } = options;
  const agent = testAgent({ more: { communities: new CommunityTable(communities), onSet } });
  const table = agent.store.table(root, [
    { number: 1, syntax: "Integer32", write: { ...refused, joint: together } },
    { number: 2, syntax: "Integer32", write: alone },
  ]);
  for (const i of [1, 2, 3]) table.insert([i], { 1: 0, 2: 0 });
  const replies: Reply[] = [];
  const datagram = (...cells: (readonly number[])[]) => {
    const pdu = setRequest(...cells.map((cell) => [[...root, ...cell], integer(7)] as const));
    return message({ user: operator, pdu });
  };
  const send = (octets: Buffer) => {
    const reply = agent.dispatcher.handle(octets, source, (later) => replies.push(readReply(later, operator)));
    return reply && readReply(reply, operator);
  };
  return { agent, log, gates, replies, send, datagram };
}

describe("a SET that waits to be kept", () => {
  it("is answered when it is, and what is done by itself only then stays", async () => {
    const { log, gates, replies, send, datagram } = joint();
    expect(send(datagram([2, 1], [1, 1], [1, 2]))).toBeUndefined();
    await turn();
    expect(log).toEqual(["test 1,2", "alone 1", "commit 1,2"]);
    expect(replies).toEqual([]);
    gates[0]!.resolve(true);
    await turn();
    expect(log.at(-1)).toBe("later 1");
    expect(replies).toMatchObject([{ type: PduType.response, errorStatus: 0 }]);
    expect(replies[0]!.varbinds).toHaveLength(3);
  });

  it("is undone when it cannot be kept", async () => {
    const { log, gates, replies, send, datagram } = joint();
    send(datagram([2, 1], [1, 1]));
    await turn();
    gates[0]!.resolve(false);
    await turn();
    expect(log).toEqual(["test 1", "alone 1", "commit 1", "undo 1"]);
    expect(replies).toMatchObject([{ errorStatus: ErrorStatus.commitFailed, errorIndex: 2 }]);
  });

  it("is counted as a defect when its answer cannot be made", async () => {
    const { agent, log, gates, replies, send, datagram } = joint({
      onSet() {
        throw new TypeError("defect");
      },
    });
    send(datagram([1, 1]));
    await turn();
    gates[0]!.resolve(true);
    await turn();
    expect(log).toEqual(["test 1", "commit 1"]);
    expect(replies).toEqual([]);
    expect(agent.counters.internalErrors).toBe(1);
  });

  it("is undone, and counted, when keeping it throws", async () => {
    const { agent, gates, replies, send, datagram } = joint();
    send(datagram([2, 1], [1, 1]));
    await turn();
    gates[0]!.reject(new TypeError("defect"));
    await turn();
    expect(replies).toMatchObject([{ errorStatus: ErrorStatus.commitFailed, errorIndex: 2 }]);
    expect(agent.counters.internalErrors).toBe(1);
  });

  it("is refused as a whole, by the index of what refuses", async () => {
    const { log, replies, send, datagram } = joint({ refuse: 3 });
    send(datagram([2, 1], [1, 1], [1, 3]));
    await turn();
    expect(log).toEqual(["test 1,3"]);
    expect(replies).toMatchObject([{ errorStatus: ErrorStatus.inconsistentName, errorIndex: 3 }]);
  });

  it("is done once, however often its octets come", async () => {
    const { agent, log, gates, replies, send, datagram } = joint();
    const octets = datagram([1, 1]);
    expect(send(octets)).toBeUndefined();
    expect(send(octets)).toBeUndefined();
    await turn();
    expect(send(octets)).toBeUndefined();
    gates[0]!.resolve(true);
    await turn();
    expect(replies).toHaveLength(1);
    // Later it is answered from what is kept.
    expect(send(octets)).toMatchObject({ errorStatus: 0 });
    expect(log).toEqual(["test 1", "commit 1"]);
    expect(agent.counters.outPkts).toBe(2);
  });

  it("waits for those before it; others do not wait, and only so many do", async () => {
    const { log, gates, replies, send, datagram } = joint();
    send(datagram([1, 1]));
    send(datagram([1, 2]));
    expect(send(datagram([2, 3]))).toMatchObject({ errorStatus: 0 });
    await turn();
    expect(log).toEqual(["alone 3", "test 1", "commit 1"]);
    gates[0]!.resolve(true);
    await turn();
    expect(log).toEqual(["alone 3", "test 1", "commit 1", "test 2", "commit 2"]);
    gates[1]!.resolve(true);
    await turn();
    expect(replies).toHaveLength(2);
    const pdu = setRequest([[...root, 1, 1], integer(7)]);
    for (let msgId = 1; msgId <= 16; msgId++) expect(send(message({ user: operator, pdu, msgId }))).toBeUndefined();
    expect(send(datagram([1, 3]))).toMatchObject({ errorStatus: ErrorStatus.resourceUnavailable });
  });

  it("is refused when another door's changes leave no room for it", async () => {
    const { replies, send, datagram } = joint({ room: 0 });
    send(datagram([1, 1]));
    await turn();
    expect(replies).toMatchObject([{ errorStatus: ErrorStatus.resourceUnavailable }]);
  });

  it("gets the reply that belongs to it, whatever came in between", async () => {
    const { gates, replies, send, datagram } = joint();
    const pdu = setRequest([[...root, 1, 1], integer(7)]);
    send(message({ user: operator, pdu, msgId: 4711 }));
    await turn();
    send(datagram([2, 1]));
    gates[0]!.resolve(true);
    await turn();
    expect(replies).toMatchObject([{ msgId: 4711, errorStatus: 0 }]);
  });

  it("is refused where nobody can wait", () => {
    const { agent, log } = joint();
    const pdu = setRequest([[...root, 1, 1], integer(7)]);
    const alone = agent.dispatcher.handle(message({ user: operator, pdu }), source);
    expect(readReply(alone, operator)).toMatchObject({ errorStatus: ErrorStatus.notWritable, errorIndex: 1 });
    const clear = agent.dispatcher.handle(communityMessage(1, "c", pdu), source, () => log.push("later"));
    expect(clear).toBeDefined();
    expect(log).toEqual([]);
  });
});
