import { beforeEach, expect, onTestFinished } from "vitest";
import { CommunityTable } from "../../src/snmp/community.ts";
import { ErrorStatus } from "../../src/snmp/pdu.ts";
import type { Scalars } from "../../src/snmp/store.ts";
import { requires } from "../support/requires.ts";
import { entry, operator, serve, type TestAgent, testAgent } from "./support/agent.ts";
import { type ToolResult, tool } from "./support/net-snmp.ts";

/** Debian's Python has Debian's modules, whatever other Python is on the path. */
const PYTHON = "/usr/bin/python3";
const writable = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 75];
const column = [...entry, 2].join(".");
const rows = Array.from({ length: 60 }, (_, i) => `${column}.${i + 1} ${i + 1}`);

let agent: TestAgent;
let written: string[];
let port: number;

beforeEach(async () => {
  const communities = [{ community: "first", securityName: "f", sources: ["127.0.0.1"], models: [2] as const }];
  agent = testAgent({ rows: 60, more: { communities: new CommunityTable(communities) } });
  written = [];
  const scalars: Scalars = agent.store.scalars(writable, [
    {
      number: 1,
      syntax: "OctetString",
      value: "before",
      write: {
        test: () => ErrorStatus.noError,
        commit: ({ value }) => {
          written.push(Buffer.from(value as Uint8Array).toString("hex"));
          scalars.set(1, value as Uint8Array);
          return ErrorStatus.noError;
        },
        undo: () => true,
      },
    },
  ]);
  const listener = await serve(agent);
  onTestFinished(() => listener.close());
  port = listener.port;
});

const python = (script: string, ...args: string[]): Promise<ToolResult> => tool(PYTHON, "-c", script, ...args);
const lines = (result: ToolResult): string[] => {
  expect(result.stderr).toBe("");
  return result.stdout.trimEnd().split("\n");
};

/** Walks a column, sets a string of octets, gets it, and asks with a wrong password; one line for each answer. */
const pysnmp = `
import sys
from pysnmp.hlapi import *
port, auth, priv, column, scalar = sys.argv[1:]
engine = SnmpEngine()
at = UdpTransportTarget(('127.0.0.1', int(port)), timeout=3, retries=0)
def user(password):
    return UsmUserData('operator', password, priv, authProtocol=usmHMAC192SHA256AuthProtocol, privProtocol=usmAesCfb128Protocol)
def show(answer):
    error, status, index, binds = answer
    if error: print('error', error)
    elif status: print('status', int(status), int(index))
    else:
        for name, value in binds: print(name, value.prettyPrint())
options = dict(lookupMib=False)
for answer in bulkCmd(engine, user(auth), at, ContextData(), 0, 25, ObjectType(ObjectIdentity(column)), lexicographicMode=False, **options):
    show(answer)
name = ObjectIdentity(scalar)
octets = OctetString(hexValue='00ff80fe01')
show(next(setCmd(engine, user(auth), at, ContextData(), ObjectType(name, octets), **options)))
show(next(getCmd(engine, user(auth), at, ContextData(), ObjectType(name), **options)))
show(next(getCmd(SnmpEngine(), user('another-password'), at, ContextData(), ObjectType(name), **options)))
`;

const withPysnmp = requires("pysnmp");

withPysnmp.describe("pysnmp with SNMPv3", () => {
  withPysnmp.it("synchronises its clock, walks, sets and gets, and is refused with a wrong password", async () => {
    const scalar = [...writable, 1, 0].join(".");
    const { authPassword, privPassword = "" } = operator;
    const said = lines(await python(pysnmp, String(port), authPassword, privPassword, column, scalar));
    expect(said.slice(0, 60)).toEqual(rows);
    expect(said.slice(60, 62)).toEqual([`${scalar} 0x00ff80fe01`, `${scalar} 0x00ff80fe01`]);
    expect(said[62]).toMatch(/^error .*(digest|Wrong)/i);
    expect(said).toHaveLength(63);
    expect(written).toEqual(["00ff80fe01"]);
    // It asks for boots and time before its first request (RFC 3414 section 4).
    expect(agent.counters.notInTimeWindows + agent.counters.unknownEngineIds).toBeGreaterThan(0);
    expect(agent.counters.wrongDigests).toBe(1);
  });
});

const easysnmp = `
import sys
from easysnmp import Session, EasySNMPError
port, version, auth, priv, column, scalar = sys.argv[1:]
common = dict(hostname='127.0.0.1', remote_port=int(port), use_numeric=True, retries=0, timeout=3)
if version == '3':
    secure = dict(security_level='auth_with_privacy', security_username='operator', auth_protocol='SHA-256',
                  privacy_protocol='AES', privacy_password=priv)
    session = Session(version=3, auth_password=auth, **secure, **common)
else:
    session = Session(version=2, community='first', **common)
for row in session.bulkwalk(column, non_repeaters=0, max_repetitions=25): print((row.oid + '.' + row.oid_index).strip('.'), row.value)
for row in session.walk(column): print((row.oid + '.' + row.oid_index).strip('.'), row.value)
try:
    session.set(scalar, 'after', 'OCTETSTR')
    print(session.get(scalar).value)
except EasySNMPError as error: print('error', error)
`;

const withEasysnmp = requires("easysnmp");

withEasysnmp.describe("easysnmp", () => {
  withEasysnmp.it.each(["2", "3"])("walks by GETBULK and GETNEXT, sets and gets (version %s)", async (version) => {
    const scalar = [...writable, 1, 0].join(".");
    const { authPassword, privPassword = "" } = operator;
    const said = lines(await python(easysnmp, String(port), version, authPassword, privPassword, column, scalar));
    expect(said.slice(0, 60)).toEqual(rows);
    expect(said.slice(60, 120)).toEqual(rows);
    expect(said.slice(120)).toEqual(["after"]);
    expect(written).toEqual([Buffer.from("after").toString("hex")]);
  });
});
