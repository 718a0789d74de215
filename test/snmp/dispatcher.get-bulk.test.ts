import { describe, expect, it } from "vitest";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import { defaultRetrievalLimits } from "../../src/snmp/retrieval.ts";
import { FamilyView } from "../../src/snmp/vacm.ts";
import { entry, operator, testAgent } from "./support/agent.ts";
import { message, type Reply, readReply, request } from "./support/manager.ts";

const source = { address: "192.0.2.7", port: 999 };
const extremes = [-2147483648, -1, 0, 1, 2, 7, 600, 2147483647];
const column = (c: number): number[] => [...entry, c];

describe("GETBULK at its extremes", () => {
  const agent = testAgent({ rows: 40, more: { bulkSize: 65_507 } });
  const ask = (count: number, nonRepeaters: number, maxRepetitions: number): { reply: Reply; octets: number } => {
    const names = Array.from({ length: count }, (_, i) => column(2 + (i % 6)));
    const datagram = agent.dispatcher.handle(
      message({ user: operator, pdu: request(PduType.getBulk, names, nonRepeaters, maxRepetitions) }),
      source,
    );
    return { reply: readReply(datagram, operator), octets: datagram!.length };
  };

  it.each([0, 1, 2, 3, 7, 100, 511, 512])("gives exact counts for %i names", (count) => {
    for (const nonRepeaters of extremes) {
      for (const maxRepetitions of extremes) {
        const { reply, octets } = ask(count, nonRepeaters, maxRepetitions);
        const what = `${count} names, ${nonRepeaters} non-repeaters, ${maxRepetitions} repetitions`;
        expect(reply.errorStatus, what).toBe(ErrorStatus.noError);
        expect(octets, what).toBeLessThanOrEqual(65_507);
        // RFC 3416 section 4.2.3: N + M x R, unless the reply is full or every repeater has met the end.
        const single = Math.min(count, Math.max(0, nonRepeaters));
        const repeaters = count - single;
        const wanted = single + repeaters * Math.max(0, maxRepetitions);
        const atEnd = repeaters > 0 && reply.varbinds.slice(-repeaters).every(({ tag }) => tag === 0x82);
        if (reply.varbinds.length !== wanted) {
          expect(reply.varbinds.length, what).toBeLessThan(wanted);
          expect(atEnd || octets > 65_507 - 100, what).toBe(true);
        }
        const singles = reply.varbinds.slice(0, single).map((v) => v.name);
        expect(singles, what).toEqual(singles.map((_, i) => [...column(2 + (i % 6)), 1].join(".")));
      }
    }
  });

  it.each([513, 600])("refuses %i names, whatever the numbers", (count) => {
    for (const nonRepeaters of extremes) {
      expect(ask(count, nonRepeaters, 2147483647).reply).toMatchObject({
        errorStatus: ErrorStatus.tooBig,
        varbinds: [],
      });
    }
  });

  it("does a bounded number of steps for any of them, however few cells may be seen", () => {
    let looked = 0;
    class Counting extends FamilyView {
      override includes(arcs: ArrayLike<number>, length: number): boolean {
        looked++;
        return super.includes(arcs, length);
      }
    }
    // Of 20,000 rows one is visible, so that every step is spent on looking.
    const view = new Counting([{ subtree: [...entry, 0, 19_999], wildcards: [entry.length], included: true }]);
    const large = testAgent({ rows: 20_000, access: { view: () => view } });
    for (const type of [PduType.get, PduType.getNext, PduType.getBulk]) {
      for (const count of [1, 3, 512]) {
        for (const repetitions of type === PduType.getBulk ? [1, 2147483647] : [0]) {
          const names = Array.from({ length: count }, (_, i) => column(2 + (i % 6)));
          looked = 0;
          const reply = large.dispatcher.handle(
            message({ user: operator, pdu: request(type, names, 0, repetitions) }),
            source,
          );
          expect(reply).toBeDefined();
          expect(looked).toBeLessThanOrEqual(defaultRetrievalLimits.maxSteps + count);
        }
      }
    }
  });
});
