import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../../src/base/clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { Administration } from "../../../../src/exporters/snmp/administration/administration.ts";
import { setTableNames } from "../../../../src/exporters/snmp/administration/row.ts";
import { loadRows, storeRows } from "../../../../src/exporters/snmp/administration/stored-rows.ts";
import {
  NO_AUTHENTICATION,
  NO_PRIVACY,
  type SetColumn,
  type SetTable,
  setTables,
  UDP_IPV4,
  UDP_IPV6,
} from "../../../../src/exporters/snmp/administration/tables.ts";
import type { SnmpManagers } from "../../../../src/exporters/snmp/index.ts";
import { Managers } from "../../../../src/exporters/snmp/managers.ts";
import { userIndex } from "../../../../src/exporters/snmp/security-tables.ts";
import { SnmpCounters } from "../../../../src/snmp/counters.ts";
import { SnmpEngine } from "../../../../src/snmp/engine.ts";
import { type Oid, stringIndex } from "../../../../src/snmp/oid.ts";
import { ErrorStatus, PduHeader, readPdu } from "../../../../src/snmp/pdu.ts";
import type { WrittenValue } from "../../../../src/snmp/set.ts";
import { SetTransaction } from "../../../../src/snmp/set-transaction.ts";
import { ObjectStore } from "../../../../src/snmp/store.ts";
import { Usm } from "../../../../src/snmp/usm.ts";
import { WholeView } from "../../../../src/snmp/view.ts";
import { BerReader } from "../../../../src/wire/ber.ts";
import { type Setting, setRequest } from "../../../snmp/support/set-request.ts";
import { manager } from "../support.ts";

const engineId = Buffer.from("80001f8805000102030405060708090a0b", "hex");
const admin = { ...manager, name: "admin", role: "Administrator" as const };
const noc = { ...manager, name: "noc", role: "Operator" as const, keysMayChange: true };

/** The administration without sockets; `full` makes the disk refuse. */
function start() {
  const clock = new ManualClock();
  const engine = new SnmpEngine({ engineId, boots: 1 }, clock);
  const store = new ObjectStore();
  const usm = new Usm(engine, new SnmpCounters());
  const defects: unknown[] = [];
  const disk = { full: false, kept: undefined as SnmpManagers | undefined };
  const administration: Administration = new Administration({
    port: {
      turn: (work) => work(),
      async store(managers) {
        if (disk.full) throw new TypeError("no space left on device");
        disk.kept = managers;
      },
    },
    managers: () => managers,
    engine,
    roleOf: (name) => managers.roleOf(name),
    async configure(next, keep) {
      const plan = managers.plan(next);
      await keep();
      managers.take(plan);
    },
    logger: silentLogger,
  });
  const managers = new Managers({ store, engine, usm, communities: [], agentx: undefined, writers: administration });
  const security = { version: "v2c", community: "hush" } as const;
  const common = { port: 9, kind: "trap", timeout: 1500, retries: 1, security } as const;
  managers.take(
    managers.plan({
      users: [admin, noc],
      views: { fixed: [{ subtree: [1, 3], included: true }] },
      targets: [{ ...common, name: "fixed", host: "127.0.0.1" }],
    }),
  );
  const transaction = new SetTransaction(512, (error) => defects.push(error));
  const view = new WholeView();
  const set = async (by: string, settings: readonly Setting[]) => {
    const bytes = setRequest(...settings);
    const pdu = new PduHeader();
    readPdu(new BerReader().reset(bytes), pdu);
    const outcome = transaction.run(store, view, by, bytes, pdu);
    return "joint" in outcome ? transaction.runWaiting(store, view, by, bytes, pdu, administration) : outcome;
  };
  /** Every cell of the tables as it would be sent. */
  const shown = (): string => {
    const out = Buffer.alloc(4096);
    const cells = store.columns.flatMap(({ column, table }) =>
      [...table.rows.slots].map((slot) => {
        const end = column.emit(slot, table.indexOf, out, 0, out.length);
        return end < 0 ? "" : out.toString("latin1", 0, end);
      }),
    );
    return cells.join("\n");
  };
  return { managers, disk, defects, set, shown };
}

const names = fc.constantFrom("a", "b", "noc", "fixed", "admin", "toString");
const nameIndex = names.map((name): Oid => [...Buffer.from(name)]);
const counted = names.map((name): Oid => stringIndex(Buffer.from(name)));
const wild = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 });
const indexes: Readonly<Record<string, fc.Arbitrary<Oid>>> = {
  usmUserTable: names.map((name) => userIndex(engineId, name)),
  vacmSecurityToGroupTable: fc.tuple(fc.integer({ min: 1, max: 3 }), counted).map(([model, name]) => [model, ...name]),
  vacmAccessTable: fc
    .tuple(counted, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([group, model, level]) => [...group, 0, model, level]),
  vacmViewTreeFamilyTable: counted.map((name) => [...name, 3, 1, 3, 6]),
  snmpNotifyFilterTable: counted.map((name) => [...name, 1, 3, 6]),
};

const userEntry = setTables[0]!.entry;
const texts = ["a", "b", "noc", "fixed", "admin", "toString", "", "x".repeat(33)].map((text) => Buffer.from(text));
const octets = ["7f0000010009", `${"00".repeat(15)}010009`, "ff", "00".repeat(64), "00".repeat(32)];
const pool: Readonly<Record<SetColumn["syntax"], readonly WrittenValue[]>> = {
  Integer32: [0, 1, 2, 3, 4, 5, 6, 7, -1, 1500, 0x7fffffff],
  OctetString: [...texts, ...octets.map((hex) => Buffer.from(hex, "hex"))],
  ObjectIdentifier: [
    ...[UDP_IPV4, UDP_IPV6, NO_AUTHENTICATION, NO_PRIVACY, [1, 3, 6, 1, 6, 3, 10, 1, 1, 5]],
    ...["admin", "noc", "a", "b"].map((name) => [...userEntry, 3, ...userIndex(engineId, name)]),
  ],
};

function encode({ syntax }: SetColumn, value: WrittenValue): Setting[1] {
  if (syntax === "Integer32") return (writer) => writer.integer(value as number);
  if (syntax === "OctetString") return (writer) => writer.octets(value as Uint8Array);
  return (writer) => writer.objectIdentifier(value as Oid);
}

/** A row with all its columns or some, its status among them or not, mostly with values that may be. */
const settings = fc.constantFrom(...setTables).chain((table: SetTable) => {
  const columns = table.columns.filter(({ fixed, number }) => fixed !== true && number !== table.status);
  const cell = (index: Oid, column: SetColumn): fc.Arbitrary<Setting> => {
    const any = pool[column.syntax];
    const fitting = any.filter((value) => column.check(value) === ErrorStatus.noError);
    const value = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...fitting) },
      { weight: 1, arbitrary: fc.constantFrom(...any) },
    );
    return value.map((chosen): Setting => [[...table.entry, column.number, ...index], encode(column, chosen)]);
  };
  const status = (index: Oid) =>
    fc
      .constantFrom(4, 4, 5, 5, 1, 6, 2, 3)
      .map((value): Setting => [[...table.entry, table.status, ...index], (writer) => writer.integer(value)]);
  const usual = indexes[table.name] ?? nameIndex;
  const needed = columns.filter(({ initial }) => initial === undefined);
  const some = fc.oneof(fc.constant(needed), fc.constant([]), fc.subarray(columns));
  return fc
    .tuple(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: wild }), some)
    .chain(([index, chosen]) =>
      fc
        .tuple(fc.tuple(...chosen.map((column) => cell(index, column))), fc.option(status(index), { nil: undefined }))
        .map(([cells, end]) => (end === undefined ? cells : [...cells, end])),
    );
});
const request = fc.record({
  by: fc.constantFrom("admin", "admin", "admin", "admin", "noc", "nobody"),
  full: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  assignments: fc.array(settings, { minLength: 1, maxLength: 2 }).map((all) => all.flat()),
});

describe("SETs at random on the tables of SNMP administration", () => {
  it("are done whole or not at all, keep every bound, show no secret and outlive a restart as they are", async () => {
    const touched = new Set<string>();
    const outcomes = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 5, maxLength: 25 }), async (requests) => {
        const { managers, disk, defects, set, shown } = start();
        for (const { by, full, assignments } of requests) {
          if (assignments.length === 0) continue;
          const before = { rows: managers.current.rows, users: managers.current.users, shown: shown() };
          disk.full = full;
          const { status, index } = await set(by, assignments);
          outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
          expect(defects).toEqual([]);
          expect(index).toBeLessThanOrEqual(assignments.length);
          if (status !== ErrorStatus.noError) {
            expect(managers.current.rows).toBe(before.rows);
            expect(managers.current.users).toBe(before.users);
            expect(shown()).toBe(before.shown);
            continue;
          }
          expect(by === "admin" || by === "noc").toBe(true);
          expect(full).toBe(false);
          expect(disk.kept?.rows).toBe(managers.current.rows);
          expect(managers.administrators).toContain("admin");
          expect(managers.current.users.map(({ name }) => name)).toEqual(["admin", "noc"]);
          const rows = managers.current.rows!;
          for (const table of setTables) {
            expect(rows[table.name].size).toBeLessThanOrEqual(table.most);
            for (const row of rows[table.name].values()) {
              touched.add(table.name);
              expect([1, 2, 3]).toContain(row.values[table.status]);
              expect([1, 2, 3]).toContain(row.values[table.storage]);
              for (const secret of [row.secrets?.auth, row.secrets?.priv]) {
                if (secret !== undefined) expect(shown()).not.toContain(Buffer.from(secret, "hex").toString("latin1"));
              }
            }
          }
          const bad: string[] = [];
          const stored = JSON.parse(JSON.stringify(storeRows(rows)));
          const loaded = loadRows(stored, (...which) => bad.push(which.join(" ")));
          expect(bad).toEqual([]);
          expect(storeRows(loaded)).toEqual(storeRows(rows));
        }
      }),
      { seed: 20_261_120, numRuns: 150 },
    );
    // All of it was reached: every table, every way to refuse, and enough that was done.
    expect([...touched].sort()).toEqual([...setTableNames].sort());
    expect(outcomes.get(ErrorStatus.noError)).toBeGreaterThan(100);
    const { noAccess, wrongValue, wrongLength, inconsistentValue, inconsistentName, commitFailed, noCreation } =
      ErrorStatus;
    for (const status of [
      noAccess,
      wrongValue,
      wrongLength,
      inconsistentValue,
      inconsistentName,
      commitFailed,
      noCreation,
    ]) {
      expect(outcomes.get(status) ?? 0).toBeGreaterThan(5);
    }
  });
});
