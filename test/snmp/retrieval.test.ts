import { describe, expect, it } from "vitest";
import { ErrorStatus, PduHeader, PduType, readPdu } from "../../src/snmp/pdu.ts";
import { Retrieval } from "../../src/snmp/retrieval.ts";
import { ObjectStore } from "../../src/snmp/store.ts";
import { FamilyView } from "../../src/snmp/vacm.ts";
import { type View, WholeView } from "../../src/snmp/view.ts";
import { BerReader } from "../../src/wire/ber.ts";
import { request } from "./support/manager.ts";

const limits = { maxVarbinds: 8, maxSteps: 1000 };
const entry = [1, 3, 6, 1];

/** A column of which only the last of many rows has a value. */
function sparse(rows: number): ObjectStore {
  const store = new ObjectStore();
  const table = store.table(entry, [
    { number: 1, syntax: "Integer32" },
    { number: 2, syntax: "Integer32" },
  ]);
  table.batch(() => {
    for (let i = 1; i <= rows; i++) table.insert([i], { 1: i === rows ? 1 : undefined, 2: i });
  });
  return store;
}

function run(store: ObjectStore, pdu: Buffer, view: View = new WholeView()): Retrieval {
  const header = new PduHeader();
  readPdu(new BerReader().reset(pdu), header);
  const retrieval = new Retrieval(limits);
  retrieval.serve(store, view, pdu, header, { bytes: Buffer.alloc(65_000), start: 0, limit: 65_000 }, false);
  return retrieval;
}

describe("a retrieval", () => {
  it("looks at no more cells than its limit, and says genErr when that was not enough", () => {
    const next = run(sparse(50_000), request(PduType.getNext, [entry]));
    expect(next).toMatchObject({ errorStatus: ErrorStatus.genErr, errorIndex: 1 });
    expect(next.steps).toBeLessThanOrEqual(limits.maxSteps);
    const bulk = run(sparse(50_000), request(PduType.getBulk, [entry], 0, 10));
    expect(bulk.errorStatus).toBe(ErrorStatus.genErr);
    expect(bulk.steps).toBeLessThanOrEqual(limits.maxSteps);
  });

  it("finds a value within its limit", () => {
    expect(run(sparse(900), request(PduType.getNext, [entry])).errorStatus).toBe(ErrorStatus.noError);
  });

  it("bounds the steps of a view that hides nearly every row", () => {
    const view = new FamilyView([{ subtree: [...entry, 2, 49_999], included: true }]);
    const hidden = run(sparse(50_000), request(PduType.getNext, [entry]), view);
    expect(hidden.errorStatus).toBe(ErrorStatus.genErr);
    expect(hidden.steps).toBeLessThanOrEqual(limits.maxSteps);
  });

  it.each([1, 3])("of the most repetitions of %i names ends with the steps or the room", (count) => {
    const names = Array.from({ length: count }, () => [...entry, 2]);
    const bulk = run(sparse(20_000), request(PduType.getBulk, names, 0, 2147483647));
    expect(bulk.errorStatus).toBe(ErrorStatus.noError);
    expect(bulk.end).toBeGreaterThan(1000);
    expect(bulk.steps).toBeLessThan(limits.maxSteps + 20_000);
  });

  it("refuses more names than it has room for, though they are well-formed", () => {
    const many = run(
      sparse(5),
      request(
        PduType.get,
        Array.from({ length: 9 }, () => [...entry, 2, 1]),
      ),
    );
    expect(many.tooMany).toBe(true);
  });
});
