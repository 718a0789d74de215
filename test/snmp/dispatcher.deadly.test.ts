import { describe, expect, it } from "vitest";
import { CommunityTable } from "../../src/snmp/community.ts";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import type { CellWriter } from "../../src/snmp/set.ts";
import { BerTag, BerWriter } from "../../src/wire/ber.ts";
import { entry, operator, type TestAgent, testAgent } from "./support/agent.ts";
import { communityMessage, readCommunityReply } from "./support/community-message.ts";
import { get, message, readReply, request } from "./support/manager.ts";

const source = { address: "192.0.2.7", port: 999 };
const cell = [...entry, 2, 1];
const status = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 74, 1, 1];

/** A PDU of parts, the list's octets as given. */
function pdu(type: number, list: string | Buffer, first = 0, second = 0, requestId = 99): Buffer {
  const writer = new BerWriter(Buffer.alloc(70_000));
  const end = writer.position;
  writer.raw(typeof list === "string" ? Buffer.from(list, "hex") : list);
  writer.header(BerTag.sequence, end);
  for (const value of [second, first, requestId]) writer.integer(value);
  writer.header(type, end);
  return Buffer.from(writer.bytes.subarray(writer.position));
}

/** A variable binding of a name's and a value's octets. */
function varbind(name: string, value = "0500"): string {
  const octets = (name.length + value.length) / 2;
  return `30${octets.toString(16).padStart(2, "0")}${name}${value}`;
}

const name = (arcs: readonly number[]): string => {
  const writer = new BerWriter(Buffer.alloc(1000));
  writer.objectIdentifier(arcs);
  return Buffer.from(writer.bytes.subarray(writer.position)).toString("hex");
};

/** PDUs of the kinds that have ended or hung other agents, or that they answered wrongly. */
const deadly: readonly (readonly [what: string, pdu: Buffer])[] = [
  ["GET of an object identifier of no octets", pdu(PduType.get, varbind("0600"))],
  ["SET of an object identifier of no octets", pdu(PduType.set, varbind("0600", "020105"))],
  ["a sub-identifier of 2^32-1", get([1, 3, 4294967295])],
  ["a sub-identifier of 2^32", pdu(PduType.get, varbind("06062b9080808000"))],
  ["a sub-identifier of 70 bits", pdu(PduType.get, varbind("060b2bffffffffffffffffff7f"))],
  ["a sub-identifier cut short", pdu(PduType.get, varbind("06032b8680"))],
  ["a padded sub-identifier", pdu(PduType.get, varbind("06042b800601"))],
  ["a first arc above 2", get([2, 999, 3])],
  ["one arc", pdu(PduType.get, varbind("06012b"))],
  ["129 arcs", pdu(PduType.get, `30818606818180${"01".repeat(128)}0500`)],
  ["GETBULK with non-repeaters -5", request(PduType.getBulk, [cell], -5, 10)],
  ["GETBULK with max-repetitions -1", request(PduType.getBulk, [cell], 0, -1)],
  ["GETBULK with max-repetitions 2^31-1", request(PduType.getBulk, [[1, 3]], 0, 2147483647)],
  ["GETBULK with both at 2^31-1", request(PduType.getBulk, [[1, 3], cell], 2147483647, 2147483647)],
  ["GETBULK with both at -2^31", request(PduType.getBulk, [[1, 3], cell], -2147483648, -2147483648)],
  ["GETBULK of nothing, for ever", request(PduType.getBulk, [], 0, 2147483647)],
  ["an empty list", get()],
  ["600 names", get(...Array.from({ length: 600 }, () => cell))],
  ["destroy twice in one SET", pdu(PduType.set, varbind(name([...status, 2, 1]), "020106").repeat(2))],
  [
    "createAndGo and destroy of one row",
    pdu(PduType.set, varbind(name([...status, 2, 7]), "020104") + varbind(name([...status, 2, 7]), "020106")),
  ],
  ["a list that claims 4 GB", Buffer.from("a00f0201010201000201003084ffffffff", "hex")],
  ["a variable binding that claims more than its list", pdu(PduType.get, "307f06012b0500")],
  ["a variable binding of three elements", pdu(PduType.get, "300906032b060105000500")],
  ["a variable binding of a name alone", pdu(PduType.get, "300506032b0601")],
  ["an indefinite length", Buffer.from("a0800201010201000201003000", "hex")],
  ["an integer of no octets", Buffer.from("a00902000201000201003000", "hex")],
  ["a request-id of five octets", Buffer.from("a00f02050000000001020100020100" + "3000", "hex")],
  ["a request-id of nine octets", Buffer.from("a0130209010203040506070809020100020100" + "3000", "hex")],
  ["a PDU of an unknown type", pdu(0xaf, varbind(name(cell)))],
  ["a REPORT nobody asked for", pdu(PduType.report, varbind(name([1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0]), "410101"))],
  ["a response nobody asked for", pdu(PduType.response, varbind(name(cell), "020101"))],
  ["SET of NULL", pdu(PduType.set, varbind(name([...status, 2, 1])))],
  ["SET of an exception", pdu(PduType.set, varbind(name([...status, 2, 1]), "8000"))],
  ["SET of an integer of 100 octets", pdu(PduType.set, varbind(name([...status, 2, 1]), `0264${"7f".repeat(100)}`))],
  ["octets after the PDU's list", Buffer.concat([get(cell), Buffer.from("0500", "hex")])],
];

/** A table with a column like RowStatus, whose rows come and go by SET. */
function agentWithRows(): { agent: TestAgent; rows: () => number } {
  const communities = new CommunityTable([
    { community: "c", securityName: "s", sources: ["0.0.0.0/0"], models: [1, 2] },
  ]);
  const agent = testAgent({ more: { communities } });
  const write: CellWriter = {
    creates: true,
    test: ({ value, row }) => {
      if (value === 6) return ErrorStatus.noError;
      return value === 4 && row === undefined ? ErrorStatus.noError : ErrorStatus.inconsistentValue;
    },
    commit: ({ value, index }) => {
      const row = table.find(index);
      if (value === 4 && row === undefined) table.insert(index, { 2: 1 });
      else if (value === 6 && row !== undefined) table.delete(row);
      return ErrorStatus.noError;
    },
    undo: () => true,
  };
  const table = agent.store.table(status, [{ number: 2, syntax: "Integer32", write }]);
  table.insert([1], { 2: 1 });
  return { agent, rows: () => table.rows.count };
}

describe("a packet that has killed agents", () => {
  it("is one of at least 25", () => {
    expect(deadly.length).toBeGreaterThanOrEqual(25);
    expect(new Set(deadly.map(([, octets]) => octets.toString("hex"))).size).toBe(deadly.length);
  });

  it.each(deadly)("does no harm: %s", (_what, octets) => {
    const { agent } = agentWithRows();
    const packets = [
      communityMessage(0, "c", octets),
      communityMessage(1, "c", octets),
      ...([0, 1, 2] as const).map((level) => message({ user: operator, pdu: octets, level })),
      message({ user: operator, pdu: octets, maxSize: 484 }),
    ];
    for (const packet of packets) {
      const reply = agent.dispatcher.handle(packet, source);
      expect(reply?.length ?? 0).toBeLessThanOrEqual(65507);
    }
    expect(agent.counters.inPkts).toBe(packets.length);
    expect(agent.counters.internalErrors).toBe(0);
    // Everything still works.
    const plain = agent.dispatcher.handle(communityMessage(1, "c", get(cell)), source);
    expect(readCommunityReply(plain).varbinds[0]!.value).toBe(1);
    const secure = agent.dispatcher.handle(message({ user: operator, pdu: get(cell) }), source);
    expect(readReply(secure, operator).varbinds[0]!.value).toBe(1);
  });

  it.each([
    ["SNMP version 7", communityMessage(7, "c", get(cell))],
    ["a negative version", communityMessage(-1, "c", get(cell))],
    ["nested sequences", Buffer.from("3080".repeat(2000), "hex")],
    ["ten thousand opening sequences", Buffer.from("30820fff".repeat(10_000), "hex")],
    ["nothing", Buffer.alloc(0)],
    ["one octet", Buffer.from([0x30])],
    ["65,507 zeros", Buffer.alloc(65_507)],
    ["65,507 opening strings", Buffer.alloc(65_507, 0x04)],
  ])("does no harm: a message of %s", (_what, packet) => {
    const { agent } = agentWithRows();
    expect(agent.dispatcher.handle(packet, source)).toBeUndefined();
    expect(agent.counters.internalErrors).toBe(0);
    expect(agent.counters.inPkts).toBe(1);
  });

  it("cannot make a row that was not asked for in the right way", () => {
    const { agent, rows } = agentWithRows();
    const set = (value: string, row: number) => {
      const octets = pdu(PduType.set, varbind(name([...status, 2, row]), value));
      return readReply(agent.dispatcher.handle(message({ user: operator, pdu: octets }), source), operator).errorStatus;
    };
    expect(set("020105", 8)).toBe(ErrorStatus.inconsistentValue);
    expect(rows()).toBe(1);
    expect(set("020104", 8)).toBe(ErrorStatus.noError);
    expect(rows()).toBe(2);
  });

  it("makes no row for who may only read", () => {
    const { agent: reading, rows } = agentWithRows();
    const agent = testAgent({
      access: {
        view: (_requester, purpose) =>
          purpose === "write" ? undefined : { coverage: () => new Uint8Array(99).fill(1), includes: () => true },
      },
      more: { contexts: new Map([["", reading.store]]) },
    });
    for (const value of ["020104", "020105", "020106"]) {
      const octets = pdu(PduType.set, varbind(name([...status, 2, 9]), value));
      const reply = readReply(agent.dispatcher.handle(message({ user: operator, pdu: octets }), source), operator);
      expect(reply.errorStatus).toBe(ErrorStatus.authorizationError);
    }
    expect(rows()).toBe(1);
  });
});
