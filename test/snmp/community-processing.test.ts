import { describe, expect, it } from "vitest";
import { CommunityTable } from "../../src/snmp/community.ts";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import type { TestAgent } from "./support/agent.ts";
import { entry, rowValues, scalarGroup, serve, testAgent } from "./support/agent.ts";
import { type CommunityReply, communityMessage, readCommunityReply } from "./support/community-message.ts";
import { get, request } from "./support/manager.ts";
import { netSnmp, tool } from "./support/net-snmp.ts";

const source = { address: "192.0.2.7", port: 999 };
const communities = new CommunityTable([
  { community: "first", securityName: "reader", sources: ["192.0.2.0/24", "127.0.0.1"], models: [1, 2] },
  { community: "second", securityName: "reader", sources: ["192.0.2.0/24"], models: [2] },
]);
const agentWith = (): TestAgent => testAgent({ more: { communities } });
const cell = (c: number, r: number) => [...entry, c, r];

const ask = (agent: TestAgent, version: number, pdu: Buffer, community = "first", from = source): CommunityReply =>
  readCommunityReply(agent.dispatcher.handle(communityMessage(version, community, pdu), from));

describe("SNMPv1 and SNMPv2c", () => {
  it("are not spoken without a community", () => {
    const agent = testAgent();
    for (const version of [0, 1]) {
      expect(agent.dispatcher.handle(communityMessage(version, "public", get(cell(2, 1))), source)).toBeUndefined();
    }
    expect(agent.counters.inBadVersions).toBe(2);
  });

  it("answer a known community from a listed address", () => {
    const agent = agentWith();
    for (const version of [0, 1]) {
      expect(ask(agent, version, get(cell(2, 1)))).toMatchObject({
        version,
        community: "first",
        type: PduType.response,
        requestId: 99,
        errorStatus: 0,
        varbinds: [{ name: cell(2, 1).join("."), value: 1 }],
      });
    }
  });

  it.each([
    ["another community", 1, "public", "192.0.2.7"],
    ["a longer community", 1, "first1", "192.0.2.7"],
    ["an empty community", 1, "", "192.0.2.7"],
    ["another address", 1, "first", "198.51.100.1"],
    ["a version the community is not for", 0, "second", "192.0.2.7"],
  ])("drop %s, counting it", (_what, version, community, address) => {
    const failures: string[] = [];
    const agent = testAgent({
      more: { communities, onAuthenticationFailure: (from) => void failures.push(from.address) },
    });
    const datagram = communityMessage(version, community, get(cell(2, 1)));
    expect(agent.dispatcher.handle(datagram, { address, port: 1 })).toBeUndefined();
    expect(agent.counters.inBadCommunityNames).toBe(1);
    expect(failures).toEqual([address]);
  });

  it("give nothing where access control knows no such group", () => {
    const agent = testAgent({
      more: { communities },
      access: { view: ({ model }) => (model === 3 ? undefined : undefined) },
    });
    expect(ask(agent, 1, get(cell(2, 1))).errorStatus).toBe(ErrorStatus.authorizationError);
    expect(ask(agent, 0, get(cell(2, 1))).errorStatus).toBe(ErrorStatus.noSuchName);
    expect(agent.counters.inBadCommunityUses).toBe(2);
  });
});

describe("SNMPv1", () => {
  it("has an error instead of exceptions, with the request's bindings", () => {
    const agent = agentWith();
    const absent = ask(agent, 0, get(cell(2, 1), cell(2, 99), cell(9, 1)));
    expect(absent).toMatchObject({ errorStatus: ErrorStatus.noSuchName, errorIndex: 2 });
    expect(absent.varbinds.map((v) => [v.name, v.tag])).toEqual([
      [cell(2, 1).join("."), 5],
      [cell(2, 99).join("."), 5],
      [cell(9, 1).join("."), 5],
    ]);
    expect(ask(agent, 0, request(PduType.getNext, [cell(7, 20)]))).toMatchObject({
      errorStatus: ErrorStatus.noSuchName,
      errorIndex: 1,
    });
  });

  it("does not know Counter64: GET finds none, GETNEXT steps over it", () => {
    const agent = agentWith();
    const big = [...scalarGroup, 3, 0];
    expect(ask(agent, 0, get(big))).toMatchObject({ errorStatus: ErrorStatus.noSuchName, errorIndex: 1 });
    expect(ask(agent, 0, request(PduType.getNext, [[...scalarGroup, 2, 0]])).varbinds[0]!.name).toBe(
      cell(2, 1).join("."),
    );
    expect(ask(agent, 1, get(big)).varbinds[0]!.value).toBe(0x8000000000000001n);
  });

  it("has no GETBULK and no INFORM", () => {
    const agent = agentWith();
    const bulk = communityMessage(0, "first", request(PduType.getBulk, [cell(2, 1)], 0, 5));
    expect(agent.dispatcher.handle(bulk, source)).toBeUndefined();
    const inform = communityMessage(0, "first", request(PduType.inform, [cell(2, 1)]));
    expect(agent.dispatcher.handle(inform, source)).toBeUndefined();
    expect(agent.counters.unknownPduHandlers).toBe(2);
  });

  it("repeats the request's bindings also with tooBig", () => {
    const agent = agentWith();
    agent.table.insert([0], { ...rowValues(1), 6: "x".repeat(60_000) });
    const reply = ask(agent, 0, get(cell(6, 0), cell(6, 0)));
    expect(reply.errorStatus).toBe(ErrorStatus.tooBig);
    expect(reply.varbinds).toHaveLength(2);
    expect(ask(agent, 1, get(cell(6, 0), cell(6, 0)))).toMatchObject({ errorStatus: ErrorStatus.tooBig, varbinds: [] });
  });
});

describe("packets that have killed agents", () => {
  const good = communityMessage(1, "first", get(cell(2, 1)));
  const raw = (hex: string) => communityMessage(1, "first", Buffer.from(hex, "hex"));

  it.each([
    ["GET of a zero-length object identifier", raw("a0110201010201000201003006300406000500")],
    ["SET of a zero-length object identifier", raw("a3110201010201000201003006300406000500")],
    ["a sub-identifier of 2^32-1", communityMessage(1, "first", get([1, 3, 4294967295]))],
    ["a sub-identifier of 2^32", raw("a017020101020100020100300c300a06062b90808080000500")],
    ["non-repeaters -5", communityMessage(1, "first", request(PduType.getBulk, [cell(2, 1)], -5, 10))],
    ["max-repetitions 2^31-1", communityMessage(1, "first", request(PduType.getBulk, [[1, 3]], 0, 2147483647))],
    ["a first arc above 2", communityMessage(1, "first", get([2, 999, 3]))],
    ["129 arcs", raw(`a08193020101020100020100308187308184${"0681"}80${"01".repeat(128)}0500`)],
    ["an empty list", communityMessage(1, "first", get())],
    ["version 7", communityMessage(7, "first", get(cell(2, 1)))],
    ["a list that claims 4 GB", raw("a00f0201010201000201003084ffffffff")],
    ["nested sequences", Buffer.from("3080".repeat(2000), "hex")],
    ["ten thousand opening sequences", Buffer.from("30820fff".repeat(10_000), "hex")],
  ])("%s do no harm", (_what, datagram) => {
    const agent = agentWith();
    agent.dispatcher.handle(datagram, source);
    expect(agent.counters.internalErrors).toBe(0);
    expect(agent.counters.inPkts).toBe(1);
    expect(readCommunityReply(agent.dispatcher.handle(good, source)).errorStatus).toBe(0);
  });
});

netSnmp.describe("net-snmp's tools", () => {
  it("walk over SNMPv1 without Counter64, and over SNMPv2c with it", async () => {
    const agent = agentWith();
    const listener = await serve(agent);
    const target = `127.0.0.1:${listener.port}`;
    const common = ["-c", "first", "-r", "0", "-t", "5", "-On", target, ".1"];
    const v1 = await tool("snmpwalk", "-v1", ...common);
    const v2 = await tool("snmpwalk", "-v2c", ...common);
    const bulk = await tool("snmpbulkwalk", "-v2c", ...common);
    await listener.close();
    const lines = (text: string) =>
      text.split("\n").filter((line) => line.includes(" = ") && !line.includes("No more"));
    expect(lines(v2.stdout)).toHaveLength(123);
    expect(lines(bulk.stdout)).toEqual(lines(v2.stdout));
    expect(lines(v1.stdout)).toEqual(lines(v2.stdout).filter((line) => !line.includes("Counter64")));
  });
});
