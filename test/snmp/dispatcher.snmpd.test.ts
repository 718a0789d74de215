import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CommunityTable } from "../../src/snmp/community.ts";
import { PduType } from "../../src/snmp/pdu.ts";
import { FamilyView } from "../../src/snmp/vacm.ts";
import { requires } from "../support/requires.ts";
import { testAgent } from "./support/agent.ts";
import { type CommunityReply, communityMessage, readCommunityReply } from "./support/community-message.ts";
import { request, type Varbind } from "./support/manager.ts";
import { Random } from "./support/mutation.ts";

const snmpdTests = requires("snmpd");
const seed = 20261120;
const root = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 70];
const entry = [...root, 1, 1];
const rows = [1, 2, 3, 5, 8, 13, 21, 34];
const text = (row: number): string => `row ${row} ${"x".repeat(row)}`;

/** The same table, one instance at a time, as snmpd's `override` has it. */
function configuration(): string {
  const lines = ["rocommunity same 127.0.0.1 -V shown", `view shown included .${root.join(".")}`];
  for (const row of rows) {
    lines.push(`override .${entry.join(".")}.2.${row} integer ${row * -1000}`);
    lines.push(`override .${entry.join(".")}.3.${row} octet_str "${text(row)}"`);
    lines.push(`override .${entry.join(".")}.4.${row} counter ${row * 100_000_000}`);
    lines.push(`override .${entry.join(".")}.5.${row} object_id .1.3.6.1.${row}`);
  }
  return `${lines.join("\n")}\n`;
}

snmpdTests.describe(`replies equal snmpd's (seed ${seed})`, () => {
  let directory: string;
  let snmpd: ChildProcess;
  let socket: Socket;
  let port: number;
  const store = testAgent({
    rows: 0,
    access: { view: () => new FamilyView([{ subtree: root, included: true }]) },
    more: {
      communities: new CommunityTable([
        { community: "same", securityName: "s", sources: ["127.0.0.1"], models: [1, 2] },
      ]),
    },
  });

  beforeAll(async () => {
    const table = store.store.table(entry, [
      { number: 2, syntax: "Integer32" },
      { number: 3, syntax: "OctetString" },
      { number: 4, syntax: "Counter32" },
      { number: 5, syntax: "ObjectIdentifier" },
    ]);
    for (const row of rows) {
      table.insert([row], { 2: row * -1000, 3: text(row), 4: row * 100_000_000, 5: [1, 3, 6, 1, row] });
    }
    directory = await mkdtemp(join(tmpdir(), "snmpd-"));
    await writeFile(join(directory, "snmpd.conf"), configuration());
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const free = createSocket("udp4").bind(0, "127.0.0.1");
    await once(free, "listening");
    port = free.address().port;
    free.close();
    await once(free, "close");
    const args = [
      "-f",
      "-Le",
      "-C",
      "-c",
      join(directory, "snmpd.conf"),
      "-p",
      join(directory, "pid"),
      `udp:127.0.0.1:${port}`,
    ];
    const environment = { ...process.env, MIBS: "", SNMPCONFPATH: directory, SNMP_PERSISTENT_DIR: directory };
    snmpd = spawn("snmpd", args, { env: environment, stdio: "ignore" });
    let tries = 0;
    while ((await theirs(request(PduType.get, [[...entry, 2, 1]]), 1, 200)) === undefined) {
      expect(++tries).toBeLessThan(100);
    }
  });
  afterAll(async () => {
    socket.close();
    const ended = once(snmpd, "exit");
    snmpd.kill();
    await ended;
    await rm(directory, { recursive: true, force: true });
  });

  async function theirs(pdu: Buffer, version: number, patience = 5000): Promise<CommunityReply | undefined> {
    const patient = AbortSignal.timeout(patience);
    socket.send(communityMessage(version, "same", pdu), port, "127.0.0.1");
    try {
      const [datagram] = await once(socket, "message", { signal: patient });
      return readCommunityReply(datagram as Buffer);
    } catch (error) {
      if (patient.aborted) return undefined;
      throw error;
    }
  }
  const ours = (pdu: Buffer, version: number): CommunityReply =>
    readCommunityReply(
      store.dispatcher.handle(communityMessage(version, "same", pdu), { address: "127.0.0.1", port: 1 }),
    );

  /**
   * What may differ: which of two exceptions says that something is absent, when single instances make a table.
   * Of several wrong names in SNMPv1 either may be blamed, so only one is asked for there.
   */
  function normal(reply: CommunityReply | undefined) {
    if (reply === undefined) return undefined;
    const { requestId, errorStatus, errorIndex, varbinds } = reply;
    const seen = varbinds.map((v) => ({ ...v, tag: v.tag === 0x80 ? 0x81 : v.tag }));
    return { requestId, errorStatus, errorIndex, varbinds: seen };
  }

  const random = new Random(seed);
  const name = (): number[] => {
    const exact = [...entry, 1 + random.below(6), random.pick([...rows, 0, 4, 40])];
    const kind = random.below(10);
    if (kind < 6) return exact;
    if (kind === 6)
      return exact.slice(0, 1 + random.below(exact.length)).length < 2
        ? [1, 3]
        : exact.slice(0, 2 + random.below(exact.length - 2));
    if (kind === 7) return [...exact, random.below(3)];
    return kind === 8 ? [1, 3, 6, 1] : [...root, 9];
  };
  const names = (most: number): number[][] => Array.from({ length: 1 + random.below(most) }, name);

  it.each([
    ["SNMPv2c GET", 1, () => request(PduType.get, names(4))],
    ["SNMPv2c GETNEXT", 1, () => request(PduType.getNext, names(4))],
    ["SNMPv2c GETBULK", 1, () => request(PduType.getBulk, names(3), random.below(4), random.below(7))],
    ["SNMPv1 GET", 0, () => request(PduType.get, names(1))],
    ["SNMPv1 GETNEXT", 0, () => request(PduType.getNext, names(1))],
  ] as const)("for %s", async (_what, version, make) => {
    let withValues = 0;
    for (let i = 0; i < 150; i++) {
      const pdu = make();
      const expected = normal(await theirs(pdu, version));
      const got = normal(ours(pdu, version))!;
      if (pdu[0] === PduType.getBulk && expected!.varbinds.some((v) => v.tag === 0x82)) {
        expectSameUntilEnd(got.varbinds, expected!.varbinds, pdu);
      } else {
        expect(got, pdu.toString("hex")).toEqual(expected);
      }
      if (expected!.varbinds.some((v) => v.value !== undefined)) withValues++;
    }
    expect(withValues).toBeGreaterThan(20);
  });
});

/**
 * Where a repeater is exhausted snmpd departs from RFC 3416 section 4.2.3: it ends the reply with the first such
 * repeater instead of the last, and with non-repeaters it names endOfMibView after another one of the request.
 */
function expectSameUntilEnd(got: readonly Varbind[], expected: readonly Varbind[], pdu: Buffer): void {
  const unnamed = (varbinds: readonly Varbind[]) => varbinds.map((v) => (v.tag === 0x82 ? { ...v, name: "" } : v));
  expect(unnamed(got.slice(0, expected.length)), pdu.toString("hex")).toEqual(unnamed(expected));
}
