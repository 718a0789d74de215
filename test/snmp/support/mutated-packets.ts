import { describe, expect, it } from "vitest";
import { CommunityTable } from "../../../src/snmp/community.ts";
import { ErrorStatus, PduType } from "../../../src/snmp/pdu.ts";
import type { CellWriter } from "../../../src/snmp/set.ts";
import { entry, operator, scalarGroup, type TestAgent, testAgent } from "./agent.ts";
import { communityMessage, readCommunityReply } from "./community-message.ts";
import { get, message, request } from "./manager.ts";
import { mutate, Random } from "./mutation.ts";

const source = { address: "192.0.2.1", port: 161 };

function seeds(): Buffer[] {
  const cell = [...entry, 2, 1];
  return [
    get(cell),
    get(cell, [...scalarGroup, 1, 0], [1, 3]),
    request(PduType.getNext, [cell, [1, 3, 6, 1]]),
    request(
      PduType.getBulk,
      [
        [...scalarGroup, 1],
        [...entry, 2],
        [...entry, 6],
      ],
      1,
      25,
    ),
    request(PduType.set, [cell]),
  ];
}

interface Outcome {
  replies: number;
  drops: number;
}

/** Sends mutations; every packet must end in a reply within the limit, or a counted drop. */
function run(seed: number, rounds: number, agent: TestAgent, make: (random: Random) => Buffer): Outcome {
  const random = new Random(seed);
  const outcome = { replies: 0, drops: 0 };
  for (let i = 0; i < rounds; i++) {
    const datagram = make(random);
    const reply = agent.dispatcher.handle(datagram, source);
    if (reply === undefined) outcome.drops++;
    else {
      outcome.replies++;
      expect(reply.length).toBeLessThanOrEqual(65507);
    }
  }
  expect(agent.counters.internalErrors).toBe(0);
  return outcome;
}

/** The suite of mutations: every packet must end in a reply within the limit, or a counted drop. */
export function mutatedPackets(seed: number, rounds: number): void {
  const campaign = (agent: TestAgent, make: (random: Random) => Buffer): Outcome => run(seed, rounds, agent, make);
  describe(`mutated packets (seed ${seed}, ${rounds} each)`, () => {
    it("outside: the message as it is on the wire", () => {
      const agent = testAgent();
      const wire = seeds().flatMap((pdu) =>
        [0, 1, 2].map((level) => message({ user: operator, pdu, level: level as 0 | 1 | 2 })),
      );
      const outcome = campaign(agent, (random) => mutate(random.pick(wire), random));
      expect(outcome.replies).toBeGreaterThan(rounds / 20);
      expect(outcome.drops).toBeGreaterThan(rounds / 20);
      // The mutations went past the header: they met USM at several of its checks.
      const { wrongDigests, unknownUserNames, unknownEngineIds, unsupportedSecLevels, inAsnParseErrs } = agent.counters;
      for (const count of [wrongDigests, unknownUserNames, unknownEngineIds, unsupportedSecLevels, inAsnParseErrs]) {
        expect(count).toBeGreaterThan(0);
      }
    });

    it("inside: a PDU under a good digest and encryption", () => {
      const agent = testAgent();
      const pdus = seeds();
      const outcome = campaign(agent, (random) => message({ user: operator, pdu: mutate(random.pick(pdus), random) }));
      expect(outcome.replies).toBeGreaterThan(rounds / 20);
      expect(outcome.drops).toBeGreaterThan(rounds / 20);
      const { gets, getNexts, getBulks, sets, inAsnParseErrs } = agent.counters;
      for (const count of [gets, getNexts, getBulks, sets, inAsnParseErrs]) expect(count).toBeGreaterThan(rounds / 100);
      expect(agent.counters.wrongDigests).toBe(0);
    });

    it("in SNMPv1 and SNMPv2c, with objects that can be set", () => {
      const communities = new CommunityTable([
        { community: "c", securityName: "s", sources: ["0.0.0.0/0"], models: [1, 2] },
      ]);
      const agent = testAgent({ more: { communities } });
      let written = 0;
      const write: CellWriter = {
        test: () => ErrorStatus.noError,
        commit: () => (++written % 7 === 0 ? ErrorStatus.genErr : ErrorStatus.noError),
        undo: () => written % 11 !== 0,
      };
      const writable = agent.store.table([1, 3, 7], [{ number: 1, syntax: "Integer32", write }]);
      writable.insert([1], { 1: 5 });
      const wire = seeds().flatMap((pdu) => [0, 1].map((version) => communityMessage(version, "c", pdu)));
      // SET 1.3.7.1.1 = INTEGER 5.
      const setting = communityMessage(
        1,
        "c",
        Buffer.from("a317020163020100020100300c300a06042b07010102020005", "hex"),
      );
      expect(readCommunityReply(agent.dispatcher.handle(setting, source)).errorStatus).toBe(0);
      const outcome = campaign(agent, (random) => mutate(random.pick([...wire, setting]), random));
      expect(outcome.replies).toBeGreaterThan(rounds / 20);
      expect(outcome.drops).toBeGreaterThan(rounds / 20);
      const { inBadCommunityNames, inBadVersions, unknownPduHandlers, sets } = agent.counters;
      for (const count of [inBadCommunityNames, inBadVersions, unknownPduHandlers, sets, written])
        expect(count).toBeGreaterThan(0);
    });

    it("cut at every octet", () => {
      const agent = testAgent();
      let handled = 0;
      for (const pdu of seeds()) {
        const whole = message({ user: operator, pdu });
        for (let length = 0; length < whole.length; length++, handled++) {
          expect(agent.dispatcher.handle(whole.subarray(0, length), source)).toBeUndefined();
        }
      }
      expect(agent.counters.inAsnParseErrs).toBe(handled);
    });
  });
}
