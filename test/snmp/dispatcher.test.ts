import { describe, expect, it } from "vitest";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import { entry, operator, rowValues, scalarGroup, type TestAgent, testAgent } from "./support/agent.ts";
import { type Ask, get, message, type Reply, readReply, request } from "./support/manager.ts";

const source = { address: "192.0.2.1", port: 161 };
const column = (number: number): number[] => [...entry, number];
const cell = (number: number, row: number): number[] => [...entry, number, row];

function send(agent: TestAgent, pdu: Buffer, changes: Partial<Ask> = {}): Buffer | undefined {
  return agent.dispatcher.handle(message({ user: operator, pdu, ...changes }), source);
}
const ask = (agent: TestAgent, pdu: Buffer, changes: Partial<Ask> = {}): Reply =>
  readReply(send(agent, pdu, changes), operator);
const names = (reply: Reply): string[] => reply.varbinds.map((v) => v.name);
const bulk = (agent: TestAgent, nonRepeaters: number, repetitions: number, ...oids: number[][]): Reply =>
  ask(agent, request(PduType.getBulk, oids, nonRepeaters, repetitions));

describe("a GET", () => {
  it("tells an absent object from an absent instance", () => {
    const reply = ask(testAgent(), get(column(99), cell(2, 99), column(2), [1, 3], [2, 999]));
    expect(reply.varbinds.map((v) => v.tag)).toEqual([0x80, 0x81, 0x81, 0x80, 0x80]);
    expect(reply.errorStatus).toBe(0);
  });

  it("takes an empty list and the largest one", () => {
    const agent = testAgent();
    expect(ask(agent, get()).varbinds).toEqual([]);
    expect(ask(agent, get(...Array.from({ length: 512 }, () => cell(2, 1)))).varbinds).toHaveLength(512);
    expect(ask(agent, get(...Array.from({ length: 513 }, () => cell(2, 1))))).toMatchObject({
      errorStatus: ErrorStatus.tooBig,
      varbinds: [],
    });
  });

  it("answers tooBig without variable bindings where the sender's limit is too small", () => {
    const agent = testAgent();
    const oids = Array.from({ length: 30 }, (_, i) => cell(6, (i % 20) + 1));
    const reply = ask(agent, get(...oids), { maxSize: 484 });
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.tooBig, errorIndex: 0, varbinds: [] });
    expect(agent.counters.tooBigs).toBe(1);
  });

  it.each([PduType.get, PduType.getNext])(
    "of type %i answers tooBig at 484 octets and values one octet less",
    (type) => {
      const agent = testAgent({ rows: 60 });
      const oids = (count: number) => Array.from({ length: count }, (_, i) => cell(2, i + 1));
      let most = 0;
      for (let count = 1; count <= 40; count++) {
        const datagram = send(agent, request(type, oids(count)), { maxSize: 484 })!;
        expect(datagram.length).toBeLessThanOrEqual(484);
        const { errorStatus, varbinds } = readReply(datagram, operator);
        if (errorStatus === ErrorStatus.noError) most = count;
        else expect([errorStatus, varbinds]).toEqual([ErrorStatus.tooBig, []]);
        expect(errorStatus === ErrorStatus.noError, `${count} names`).toBe(most === count);
      }
      expect(most).toBeGreaterThan(8);
      expect(most).toBeLessThan(40);
    },
  );

  it("is refused for another context and another context engine", () => {
    const agent = testAgent();
    expect(ask(agent, get(cell(2, 1)), { context: "elsewhere" })).toMatchObject({
      type: PduType.report,
      level: 2,
      varbinds: [{ name: "1.3.6.1.6.3.12.1.5.0", value: 1 }],
    });
    expect(ask(agent, get(cell(2, 1)), { contextEngineId: Buffer.from("8000000001020304", "hex") })).toMatchObject({
      type: PduType.report,
      level: 2,
      varbinds: [{ name: "1.3.6.1.6.3.11.2.1.3.0", value: 1 }],
    });
  });

  it("gives nothing to a requester without a view", () => {
    const agent = testAgent({ access: { view: () => undefined } });
    const reply = ask(agent, get(cell(2, 1)));
    expect(reply.errorStatus).toBe(ErrorStatus.authorizationError);
    expect(reply.varbinds).toEqual([{ name: cell(2, 1).join("."), tag: 5, value: undefined }]);
  });
});

describe("a GETNEXT", () => {
  it("finds the successor from before, between, inside and after objects", () => {
    const agent = testAgent({ rows: 2 });
    const next = (oid: number[]) => names(ask(agent, request(PduType.getNext, [oid])))[0];
    const first = [...scalarGroup, 1, 0].join(".");
    expect(next([0, 0])).toBe(first);
    expect(next([1, 3, 6, 1])).toBe(first);
    expect(next([...scalarGroup, 1, 0])).toBe([...scalarGroup, 2, 0].join("."));
    expect(next([...scalarGroup, 3, 0, 5])).toBe(cell(2, 1).join("."));
    expect(next(entry)).toBe(cell(2, 1).join("."));
    expect(next(cell(2, 1))).toBe(cell(2, 2).join("."));
    expect(next([...cell(2, 1), 0])).toBe(cell(2, 2).join("."));
    expect(next(cell(2, 2))).toBe(cell(3, 1).join("."));
    expect(next(cell(2, 0xffffffff))).toBe(cell(3, 1).join("."));
  });

  it("ends with endOfMibView under the name asked for", () => {
    const agent = testAgent();
    const reply = ask(agent, request(PduType.getNext, [cell(7, 20)]));
    expect(reply.varbinds).toEqual([{ name: cell(7, 20).join("."), tag: 0x82, value: undefined }]);
  });

  it("skips cells without a value", () => {
    const agent = testAgent({ rows: 3 });
    agent.table.set(agent.table.find([2])!, 2, undefined);
    expect(names(ask(agent, request(PduType.getNext, [cell(2, 1)])))).toEqual([cell(2, 3).join(".")]);
    expect(ask(agent, get(cell(2, 2))).varbinds[0]!.tag).toBe(0x81);
  });
});

describe("a GETBULK", () => {
  it("gives non-repeaters once and every repeater in every repetition", () => {
    const reply = bulk(testAgent(), 1, 3, [...scalarGroup, 1], column(2), column(4), column(6));
    expect(names(reply)).toEqual([
      [...scalarGroup, 1, 0].join("."),
      ...[1, 2, 3].flatMap((row) => [2, 4, 6].map((c) => cell(c, row).join("."))),
    ]);
  });

  it("takes negative numbers as zero", () => {
    const agent = testAgent();
    expect(names(bulk(agent, -5, 2, column(2)))).toEqual([cell(2, 1).join("."), cell(2, 2).join(".")]);
    expect(names(bulk(agent, 0, -1, column(2)))).toEqual([]);
    expect(names(bulk(agent, 1, -2147483648, column(2), column(3)))).toEqual([cell(2, 1).join(".")]);
  });

  it("takes more non-repeaters than there are names as that many", () => {
    expect(names(bulk(testAgent(), 2147483647, 10, column(2), column(3)))).toEqual([
      cell(2, 1).join("."),
      cell(3, 1).join("."),
    ]);
  });

  it("goes on into the next column and ends once with endOfMibView", () => {
    const reply = bulk(testAgent(), 0, 10, cell(6, 19));
    expect(names(reply).slice(0, 2)).toEqual([cell(6, 20).join("."), cell(7, 1).join(".")]);
    const end = bulk(testAgent(), 0, 10, cell(7, 18));
    expect(end.varbinds.map((v) => [v.name, v.tag])).toEqual([
      [cell(7, 19).join("."), 6],
      [cell(7, 20).join("."), 6],
      [cell(7, 20).join("."), 0x82],
    ]);
  });

  it("keeps exhausted repeaters in line with the others", () => {
    const reply = bulk(testAgent(), 0, 3, cell(7, 19), cell(2, 1));
    expect(reply.varbinds.map((v) => [v.name, v.tag])).toEqual([
      [cell(7, 20).join("."), 6],
      [cell(2, 2).join("."), 2],
      [cell(7, 20).join("."), 0x82],
      [cell(2, 3).join("."), 2],
      [cell(7, 20).join("."), 0x82],
      [cell(2, 4).join("."), 2],
    ]);
  });

  it("repeats the name asked for when there is nothing after it", () => {
    const reply = bulk(testAgent(), 0, 5, [2, 5, 7]);
    expect(reply.varbinds).toEqual([{ name: "2.5.7", tag: 0x82, value: undefined }]);
  });

  it.each([484, 600, 1000, 1472])("fills a reply of %i octets and no more, cutting from the end", (maxSize) => {
    const agent = testAgent({ rows: 400 });
    for (const oids of [[column(2)], [column(2), column(6)]]) {
      const datagram = send(agent, request(PduType.getBulk, oids, 0, 300), { maxSize })!;
      expect(datagram.length).toBeLessThanOrEqual(maxSize);
      expect(datagram.length).toBeGreaterThan(maxSize - 70);
      const got = names(readReply(datagram, operator));
      const whole = Array.from({ length: 300 }, (_, i) => oids.map((oid) => [...oid, i + 1].join("."))).flat();
      expect(got).toEqual(whole.slice(0, got.length));
      expect(got.length).toBeGreaterThan(3);
    }
  });

  it("with 2^31-1 repetitions of 512 names does a bounded number of steps", () => {
    const agent = testAgent({ rows: 2000 });
    const oids = Array.from({ length: 512 }, () => column(2));
    const datagram = send(agent, request(PduType.getBulk, oids, 0, 2147483647))!;
    expect(datagram.length).toBeLessThanOrEqual(1472);
  });

  it("says tooBig rather than nothing when not even one binding fits", () => {
    const agent = testAgent();
    agent.table.insert([0], { ...rowValues(1), 6: "x".repeat(400) });
    const reply = ask(agent, request(PduType.getBulk, [column(6)], 0, 5), { maxSize: 484 });
    expect(reply).toMatchObject({ errorStatus: ErrorStatus.tooBig, varbinds: [] });
  });
});

describe("the dispatcher", () => {
  it("counts and drops what is not SNMPv3", () => {
    const agent = testAgent();
    for (const version of [0, 1, 2, 7])
      expect(agent.dispatcher.handle(Buffer.from(`3003020${"1"}0${version}`, "hex"), source)).toBeUndefined();
    expect(agent.counters.inBadVersions).toBe(4);
    expect(agent.dispatcher.handle(Buffer.alloc(0), source)).toBeUndefined();
    expect(agent.dispatcher.handle(Buffer.from("ffff", "hex"), source)).toBeUndefined();
    expect(agent.counters).toMatchObject({ inAsnParseErrs: 2, inPkts: 6, outPkts: 0 });
  });

  it("takes no PDU that is not a request", () => {
    const agent = testAgent();
    for (const type of [PduType.response, PduType.trapV2, PduType.report]) {
      expect(send(agent, request(type, [cell(2, 1)]))).toBeUndefined();
    }
    expect(agent.counters.unknownPduHandlers).toBe(3);
    expect(send(agent, request(PduType.trapV1, []))).toBeUndefined();
    expect(agent.counters.inAsnParseErrs).toBe(1);
  });

  it("survives a live object that throws", () => {
    const agent = testAgent();
    agent.store.scalars(
      [1, 3, 9],
      [
        {
          number: 1,
          syntax: "Integer32",
          live: () => {
            throw new TypeError("defect");
          },
        },
      ],
    );
    expect(send(agent, get([1, 3, 9, 1, 0]))).toBeUndefined();
    expect(agent.counters.internalErrors).toBe(1);
    expect(ask(agent, get(cell(2, 1))).errorStatus).toBe(0);
  });

  it.each([
    ["a zero-length object identifier", "a0110204000000010201000201003003300106"],
    ["a varbind without value", "a0150204000000010201000201003007300506032b0601"],
    ["octets after the list", "a0100204000000010201000201003000050030"],
  ])("drops a request with %s as a parse error", (_what, hex) => {
    const agent = testAgent();
    expect(send(agent, Buffer.from(hex, "hex"))).toBeUndefined();
    expect(agent.counters.inAsnParseErrs).toBe(1);
  });

  it("refuses octets after the PDU inside a scoped PDU", () => {
    const agent = testAgent();
    expect(send(agent, Buffer.concat([get(cell(2, 1)), Buffer.from([0])]))).toBeUndefined();
    expect(agent.counters.inAsnParseErrs).toBe(1);
  });
});

describe("a walk while rows change", () => {
  it("is strictly increasing and sees every row that stays", () => {
    const agent = testAgent({ rows: 200 });
    let random = 12345;
    const draw = (n: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      return (random >>> 8) % n;
    };
    let at = column(2);
    const seen: number[][] = [];
    let changes = 0;
    for (;;) {
      const reply = ask(agent, request(PduType.getBulk, [at], 0, 7));
      const oids = reply.varbinds.filter((v) => v.tag !== 0x82).map((v) => v.name.split(".").map(Number));
      const inColumn = oids.filter((oid) => oid[entry.length] === 2);
      seen.push(...inColumn);
      if (inColumn.length < oids.length || oids.length === 0) break;
      at = inColumn.at(-1)!;
      for (let i = 0; i < 5; i++) {
        // Even rows stay; odd ones come and go, cells of all change their length.
        const odd = draw(150) * 2 + 1;
        const handle = agent.table.find([odd]);
        if (handle === undefined) agent.table.insert([odd], rowValues(odd));
        else agent.table.delete(handle);
        agent.table.set(agent.table.find([2 * (1 + draw(100))])!, 2, draw(2_000_000_000));
        changes++;
      }
    }
    const rows = seen.map((oid) => oid.at(-1)!);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(rows.filter((row) => row % 2 === 0)).toEqual(Array.from({ length: 100 }, (_, i) => 2 * (i + 1)));
    expect(changes).toBeGreaterThan(100);
  });
});
