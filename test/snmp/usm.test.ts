import { describe, expect, it } from "vitest";
import { PduType } from "../../src/snmp/pdu.ts";
import { engineId, entry, operator, type TestAgent, type TestAgentOptions, testAgent } from "./support/agent.ts";
import { type Ask, get, message, type Reply, readReply } from "./support/manager.ts";

const source = { address: "192.0.2.1", port: 161 };
const cell = [...entry, 2, 1];
const usmStats = "1.3.6.1.6.3.15.1.1";

function ask(agent: TestAgent, changes: Partial<Ask> = {}): Reply {
  const datagram = message({ user: operator, pdu: get(cell), ...changes });
  return readReply(agent.dispatcher.handle(datagram, source), changes.user ?? operator);
}

function expectReport(reply: Reply, arc: number, value: number, level = 0): void {
  expect(reply.type).toBe(PduType.report);
  expect(reply.varbinds).toEqual([{ name: `${usmStats}.${arc}.0`, tag: 0x41, value }]);
  expect(reply.level).toBe(level);
  expect(reply.flags & 4).toBe(0);
  expect(reply.engineId).toBe(engineId.toString("hex"));
}

/** Engine time at which the window's edges can be tried on both sides. */
async function agentAt(seconds: number, options: TestAgentOptions = {}): Promise<TestAgent> {
  const agent = testAgent(options);
  await agent.clock.advance(seconds * 1000);
  return agent;
}

describe("USM", () => {
  it("serves a user at authPriv and answers encrypted with its own boots and time", async () => {
    const agent = await agentAt(1000);
    const reply = ask(agent, { time: 1000 });
    expect(reply).toMatchObject({
      type: PduType.response,
      level: 2,
      msgId: 4711,
      requestId: 99,
      boots: 3,
      time: 1000,
      errorStatus: 0,
    });
    expect(reply.varbinds).toEqual([{ name: cell.join("."), tag: 2, value: 1 }]);
  });

  it("never uses a salt twice", () => {
    const agent = testAgent();
    const salts = Array.from({ length: 600 }, () => ask(agent).salt);
    expect(new Set(salts).size).toBe(600);
  });

  it("tells its engine id to whoever does not know it", () => {
    const agent = testAgent();
    const reply = ask(agent, { engineId: Buffer.alloc(0), level: 0, user: { ...operator, name: "" } });
    expectReport(reply, 4, 1);
    expect(reply.boots).toBe(3);
  });

  it("refuses a message for another engine without trying its digest", () => {
    const agent = testAgent();
    expectReport(ask(agent, { engineId: Buffer.from("80001f8805ffffffffffffffffffffffff", "hex") }), 4, 1);
    expect(agent.counters.wrongDigests).toBe(0);
  });

  it("has no keys for other engines, so a digest made for one is wrong here", () => {
    const agent = testAgent();
    const foreign = Buffer.from("80001f8805ffffffffffffffffffffffff", "hex");
    const datagram = message({ user: operator, pdu: get(cell), engineId: foreign, contextEngineId: engineId });
    const at = datagram.indexOf(foreign);
    engineId.copy(datagram, at);
    expectReport(readReply(agent.dispatcher.handle(datagram, source), operator), 5, 1);
  });

  it("reports an unknown user, also the empty one at every level", () => {
    const agent = testAgent();
    expectReport(ask(agent, { user: { ...operator, name: "nobody" } }), 3, 1);
    expectReport(ask(agent, { user: { ...operator, name: "" } }), 3, 2);
    expectReport(ask(agent, { user: { ...operator, name: "" }, level: 0 }), 3, 3);
  });

  it("reports a level below the user's", () => {
    const agent = testAgent();
    expectReport(ask(agent, { level: 0 }), 1, 1);
    expectReport(ask(agent, { level: 1 }), 1, 2);
  });

  it("serves authNoPriv to a user who may, and not authPriv to one without privacy", () => {
    const { privProtocol: _p, privPassword: _w, ...auth } = operator;
    const agent = testAgent({ users: [{ ...auth, minimumLevel: "authNoPriv" }] });
    expect(ask(agent, { level: 1 })).toMatchObject({ type: PduType.response, level: 1 });
    expectReport(ask(agent, { level: 2 }), 1, 1);
  });

  it("reports a digest that is wrong in any of its octets", () => {
    const agent = testAgent();
    for (let octet = 0; octet < 24; octet++) {
      const spoil = (digest: Buffer): void => {
        digest[octet] = digest[octet]! ^ 1;
      };
      expectReport(ask(agent, { spoil }), 5, octet + 1);
    }
  });

  it("reports a digest of a wrong length", () => {
    const agent = testAgent();
    expectReport(ask(agent, { user: { ...operator, authProtocol: "SHA-512" } }), 5, 1);
  });

  it("looks at the digest before it decrypts", () => {
    const agent = testAgent();
    expectReport(ask(agent, { user: { ...operator, authPassword: "other-words", privPassword: "other-words" } }), 5, 1);
    expect(agent.counters.decryptionErrors).toBe(0);
  });

  it("reports what it cannot decrypt", () => {
    const agent = testAgent();
    expectReport(ask(agent, { user: { ...operator, privPassword: "other-words" } }), 6, 1);
  });

  it.each([
    [1000 - 150, true],
    [1000 + 150, true],
    [1000 - 151, false],
    [1000 + 151, false],
    [0, false],
    [0x7fffffff, false],
  ])("at engine time 1000 time %i is inside the window: %s", async (time, inside) => {
    const agent = await agentAt(1000);
    const reply = ask(agent, { time });
    if (inside) expect(reply.type).toBe(PduType.response);
    else {
      expectReport(reply, 2, 1, 1);
      expect(reply).toMatchObject({ boots: 3, time: 1000 });
    }
  });

  it.each([0, 2, 4, 0x7fffffff])("at boots 3 a message of boots %i is outside the window", (boots) => {
    expectReport(ask(testAgent(), { boots }), 2, 1, 1);
  });

  it("refuses every message once boots is latched", () => {
    const agent = testAgent({ boots: 0x7fffffff });
    expectReport(ask(agent, { boots: 0x7fffffff }), 2, 1, 1);
  });

  it("sends no REPORT to a message that is not reportable", () => {
    const agent = testAgent();
    const asked = (changes: Partial<Ask>) =>
      agent.dispatcher.handle(message({ user: operator, pdu: get(cell), ...changes }), source);
    expect(asked({ flags: 3, boots: 9 })).toBeUndefined();
    expect(asked({ flags: 0, level: 0, engineId: Buffer.alloc(0) })).toBeUndefined();
    expect(agent.counters).toMatchObject({ notInTimeWindows: 1, unknownEngineIds: 1 });
  });

  it("drops privacy without authentication and other security models, counting them", () => {
    const agent = testAgent();
    const asked = (changes: Partial<Ask>) =>
      agent.dispatcher.handle(message({ user: operator, pdu: get(cell), ...changes }), source);
    expect(asked({ flags: 6 })).toBeUndefined();
    expect(asked({ model: 2 })).toBeUndefined();
    expect(agent.counters).toMatchObject({ invalidMsgs: 1, unknownSecurityModels: 1 });
  });

  it("keeps the counter of REPORTs to what happened", () => {
    const agent = testAgent();
    for (let i = 1; i <= 3; i++) expectReport(ask(agent, { boots: 2 }), 2, i, 1);
  });

  it("refuses users that could not be secure", () => {
    const { usm } = testAgent();
    expect(() => usm.addUser({ ...operator, name: "" })).toThrow(expect.objectContaining({ code: "E_SNMP_USER" }));
    expect(() => usm.addUser({ ...operator, authPassword: "short" })).toThrow(
      expect.objectContaining({ code: "E_SNMP_PASSWORD" }),
    );
    expect(() => usm.addUser({ ...operator, authProtocol: "MD5" })).toThrow(
      expect.objectContaining({ code: "E_SNMP_AUTH_PROTOCOL" }),
    );
    expect(() => usm.addUser({ ...operator, privProtocol: "DES" })).toThrow(
      expect.objectContaining({ code: "E_SNMP_PRIV_PROTOCOL" }),
    );
    const { privPassword: _, ...open } = operator;
    expect(() => usm.addUser(open)).toThrow(expect.objectContaining({ code: "E_SNMP_USER" }));
  });
});
