import { describe, expect, it } from "vitest";
import { authProtocols } from "../../src/snmp/authentication.ts";
import { PduType } from "../../src/snmp/pdu.ts";
import { privProtocols } from "../../src/snmp/privacy.ts";
import type { UsmUserOptions } from "../../src/snmp/user-keys.ts";
import { engineId, entry, operator, type TestAgent, testAgent } from "./support/agent.ts";
import { type Ask, get, message, type Reply, readReply } from "./support/manager.ts";

const source = { address: "192.0.2.1", port: 161 };
const cell = [...entry, 2, 1];
const { privProtocol: _privProtocol, privPassword: _privPassword, ...withoutPrivacy } = operator;

/** Users by the levels they may be served at. */
const users: Readonly<Record<string, { readonly user: UsmUserOptions; readonly served: readonly boolean[] }>> = {
  "authPriv only": { user: operator, served: [false, false, true] },
  "authNoPriv and authPriv": { user: { ...operator, minimumLevel: "authNoPriv" }, served: [false, true, true] },
  "authNoPriv only": { user: { ...withoutPrivacy, minimumLevel: "authNoPriv" }, served: [false, true, false] },
};

function ask(agent: TestAgent, changes: Partial<Ask> & { user: UsmUserOptions }): Reply {
  return readReply(agent.dispatcher.handle(message({ pdu: get(cell), ...changes }), source), changes.user);
}

describe("replay and window", () => {
  const boots = [
    ["of a boot before", 2],
    ["of this boot", 3],
    ["of the next boot", 4],
    ["latched", 0x7fffffff],
  ] as const;
  const times = [-1000, -151, -150, -149, 0, 149, 150, 151, 1000];

  for (const [whose, own] of [
    ["running", 3],
    ["latched", 0x7fffffff],
  ] as const) {
    it.each(boots)(
      `at a ${whose} engine a message %s is served inside 150 seconds of its clock only`,
      async (_w, boot) => {
        for (const offset of times) {
          const agent = testAgent({ boots: own });
          await agent.clock.advance(2_000_000);
          const reply = ask(agent, { user: operator, boots: boot, time: 2000 + offset });
          const inside = own === 3 && boot === 3 && Math.abs(offset) <= 150;
          expect(reply.type, `time ${offset}`).toBe(inside ? PduType.response : PduType.report);
          expect(agent.counters.notInTimeWindows, `time ${offset}`).toBe(inside ? 0 : 1);
          // A REPORT that tells the time is authenticated, or it could set back a manager's clock.
          if (!inside) expect(reply).toMatchObject({ level: 1, boots: own, time: 2000 });
        }
      },
    );
  }

  it("a recorded message is good for 150 seconds and never after", async () => {
    const agent = testAgent();
    const recorded = message({ user: operator, pdu: get(cell), time: 0 });
    const served: boolean[] = [];
    for (const seconds of [0, 100, 50, 1, 1000]) {
      await agent.clock.advance(seconds * 1000);
      served.push(readReply(agent.dispatcher.handle(recorded, source), operator).type === PduType.response);
    }
    expect(served).toEqual([true, true, true, false, false]);
  });

  it("a recorded message is of no use after a restart", () => {
    const recorded = message({ user: operator, pdu: get(cell), boots: 3, time: 5 });
    const restarted = testAgent({ boots: 4 });
    expect(readReply(restarted.dispatcher.handle(recorded, source), operator).type).toBe(PduType.report);
    expect(restarted.counters.notInTimeWindows).toBe(1);
  });
});

describe("security levels", () => {
  it.each(Object.entries(users))("of a user for %s", (_what, { user, served }) => {
    for (const level of [0, 1, 2] as const) {
      const agent = testAgent({ users: [user] });
      const reply = ask(agent, { user, level });
      expect(reply.type, `level ${level}`).toBe(served[level] === true ? PduType.response : PduType.report);
      expect(agent.counters.unsupportedSecLevels, `level ${level}`).toBe(served[level] === true ? 0 : 1);
      expect(reply.level, `level ${level}`).toBe(served[level] === true ? level : 0);
    }
  });

  it.each(authProtocols.flatMap((auth) => privProtocols.map((priv) => [auth.name, priv.name] as const)))(
    "%s with %s: served with the right passwords, refused with either one wrong",
    (authProtocol, privProtocol) => {
      const user = { ...operator, authProtocol, privProtocol };
      const agent = testAgent({ users: [user] });
      expect(ask(agent, { user }).varbinds[0]!.value).toBe(1);
      const reader = (datagram: Buffer) => readReply(agent.dispatcher.handle(datagram, source), user).type;
      const other = (changes: Partial<UsmUserOptions>) => message({ user: { ...user, ...changes }, pdu: get(cell) });
      expect(reader(other({ authPassword: "not-the-password" }))).toBe(PduType.report);
      expect(agent.counters.wrongDigests).toBe(1);
      expect(reader(other({ privPassword: "not-the-password" }))).toBe(PduType.report);
      expect(agent.counters.decryptionErrors + agent.counters.inAsnParseErrs).toBe(1);
    },
  );
});

describe("a flood", () => {
  it("of foreign engine ids makes no keys and leaves nothing behind", () => {
    const agent = testAgent();
    const template = message({ user: operator, pdu: get(cell) });
    const at = template.indexOf(engineId);
    const before = agent.usm.users;
    for (let i = 0; i < 5000; i++) {
      template.writeUInt32BE(i, at + 6);
      const reply = agent.dispatcher.handle(template, source);
      expect(reply!.length).toBeLessThan(200);
    }
    expect(agent.counters.unknownEngineIds).toBe(5000);
    expect(agent.counters.wrongDigests).toBe(0);
    expect(agent.usm.users).toEqual(before);
  });

  it("of names nobody has is answered with REPORTs no longer than what asks", () => {
    const agent = testAgent();
    for (const length of [0, 1, 31, 32, 33, 255]) {
      const asked = message({ user: { ...operator, name: "x".repeat(length) }, pdu: get(cell) });
      const reply = agent.dispatcher.handle(asked, source);
      expect(reply?.length ?? 0, `${length} octets`).toBeLessThanOrEqual(asked.length + 32);
    }
    expect(agent.counters.unknownUserNames + agent.counters.inAsnParseErrs).toBe(6);
  });
});

describe("message ids", () => {
  it.each([0, 1, 0x7ffffffe, 0x7fffffff])("%i comes back as it was sent", (msgId) => {
    expect(ask(testAgent(), { user: operator, msgId }).msgId).toBe(msgId);
  });

  it.each([-1, -2147483648])("%i is none", (msgId) => {
    const agent = testAgent();
    const datagram = agent.dispatcher.handle(message({ user: operator, pdu: get(cell), msgId }), source);
    expect(datagram).toBeUndefined();
    expect(agent.counters.inAsnParseErrs + agent.counters.invalidMsgs).toBe(1);
  });

  it.each([-1, 0, 483])("msgMaxSize %i is none", (maxSize) => {
    const agent = testAgent();
    expect(agent.dispatcher.handle(message({ user: operator, pdu: get(cell), maxSize }), source)).toBeUndefined();
    expect(agent.counters.inAsnParseErrs + agent.counters.invalidMsgs).toBe(1);
  });

  it("and boots and time that are negative are none either", () => {
    for (const changes of [{ boots: -1 }, { time: -1 }]) {
      const agent = testAgent();
      const reply = agent.dispatcher.handle(message({ user: operator, pdu: get(cell), ...changes }), source);
      expect(reply === undefined || readReply(reply, operator).type === PduType.report).toBe(true);
      expect(agent.counters.gets).toBe(0);
    }
  });
});
