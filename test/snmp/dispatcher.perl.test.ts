import { beforeEach, expect, onTestFinished } from "vitest";
import { ErrorStatus } from "../../src/snmp/pdu.ts";
import type { Scalars } from "../../src/snmp/store.ts";
import { requires } from "../support/requires.ts";
import { entry, operator, scalarGroup, serve, type TestAgent, testAgent } from "./support/agent.ts";
import { type ToolResult, tool } from "./support/net-snmp.ts";

const { describe, it } = requires("libsnmp-perl");

const writable = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 75];

/** Opens a session, then does what its further arguments say; one line for each value, octets in hexadecimal. */
const script = `
use SNMP;
$SNMP::use_numeric = 1;
$SNMP::auto_init_mib = 0;
my ($target, $password, $what, @more) = @ARGV;
my $session = new SNMP::Session(DestHost => $target, Version => 3, SecName => 'operator', SecLevel => 'authPriv',
  AuthProto => 'SHA-256', AuthPass => $password, PrivProto => 'AES', PrivPass => '${operator.privPassword}',
  Retries => 0, Timeout => 5000000) or die "no session\\n";
sub show { print join(' ', map { /[^ -~]/ ? unpack('H*', $_) : $_ } @_), "\\n"; }
if ($what eq 'bulkwalk') {
  my ($rows) = $session->bulkwalk(0, 20, new SNMP::VarList([$more[0]]));
  foreach my $row (@{$rows || []}) { show($row->[0] . '.' . $row->[1], $row->[2]); }
} elsif ($what eq 'set') {
  my ($oid, $index, $octets, $type) = @more;
  my $value = $type eq 'OCTETSTR' ? pack('H*', $octets) : $octets;
  show('set', defined $session->set(new SNMP::VarList([$oid, $index, $value, $type])) ? 'done' : 'refused');
} else {
  my $list = new SNMP::VarList(map { [split(/\\//, $_)] } @more);
  show($what eq 'get' ? $session->get($list) : $session->getnext($list));
}
print "error: $session->{ErrorStr} $session->{ErrorInd}\\n";
`;

describe("libsnmp-perl", () => {
  let agent: TestAgent;
  let port: number;
  beforeEach(async () => {
    agent = testAgent({ rows: 150 });
    const scalars: Scalars = agent.store.scalars(writable, [
      {
        number: 1,
        syntax: "OctetString",
        value: "before",
        write: {
          test: ({ value }) => ((value as Uint8Array).length > 8 ? ErrorStatus.wrongLength : ErrorStatus.noError),
          commit: ({ value }) => {
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

  const perl = (password: string, ...args: string[]): Promise<ToolResult> =>
    tool("perl", "-e", script, `127.0.0.1:${port}`, password, ...args);
  const lines = async (...args: string[]): Promise<string[]> => {
    const { stdout, stderr } = await perl(operator.authPassword, ...args);
    expect(stderr).toBe("");
    return stdout.trimEnd().split("\n");
  };
  const oid = (arcs: readonly number[]) => `.${arcs.join(".")}`;
  const column = (number: number) => oid([...entry, number]);
  const text = `${oid(writable)}.1`;

  it("walks a column with GETBULK at authPriv", async () => {
    const rows = Array.from({ length: 150 }, (_, i) => `${column(2)}.${i + 1} ${i + 1}`);
    expect(await lines("bulkwalk", column(2))).toEqual([...rows, "error:  0"]);
  });

  it("gets values of several syntaxes at once, and the next ones", async () => {
    const names = [`${column(2)}/7`, `${column(3)}/7`, `${column(4)}/7`, `${column(6)}/7`, `${column(7)}/7`];
    const counter = `${oid(scalarGroup)}.3/0`;
    expect(await lines("get", ...names, counter)).toEqual([
      "7 -7000 700000 row 7 .1.3.6.1.7 9223372036854775809",
      "error:  0",
    ]);
    expect(await lines("getnext", `${column(2)}/150`, `${column(6)}/9`)).toEqual(["-1000 row 10", "error:  0"]);
    expect(await lines("get", `${column(2)}/999`)).toEqual(["NOSUCHINSTANCE", "error:  0"]);
  });

  it("sets octets as they are, and is told why it may not", async () => {
    expect(await lines("set", text, "0", "00ff80fe01", "OCTETSTR")).toEqual(["set done", "error:  0"]);
    expect(await lines("get", `${text}/0`)).toEqual(["00ff80fe01", "error:  0"]);
    const refused = async (...args: string[]) => (await lines("set", ...args)).join(" ");
    expect(await refused(text, "0", "00".repeat(9), "OCTETSTR")).toMatch(/^set refused error: .*length.* 1$/i);
    expect(await refused(text, "0", "5", "INTEGER")).toMatch(/^set refused error: .*type.* 1$/i);
    expect(await refused(column(2), "1", "5", "INTEGER")).toMatch(/^set refused error: .*not ?writable.* 1$/i);
    expect(await lines("get", `${text}/0`)).toEqual(["00ff80fe01", "error:  0"]);
  });

  it("gets nothing with a wrong password", async () => {
    const { stdout, stderr } = await perl("not-the-password", "get", `${text}/0`);
    expect(`${stdout}${stderr}`).toMatch(/no session|Authentication failure/);
    expect(agent.counters.wrongDigests).toBeGreaterThan(0);
  });
});
