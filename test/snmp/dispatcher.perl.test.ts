import { afterAll, beforeAll, expect } from "vitest";
import type { UdpListener } from "../../src/snmp/udp-listener.ts";
import { requires } from "../support/requires.ts";
import { entry, operator, serve, type TestAgent, testAgent } from "./support/agent.ts";
import { tool } from "./support/net-snmp.ts";

const { describe, it } = requires("libsnmp-perl");

/** Walks a column with GETBULK and prints a line for each row; then one for what went wrong. */
const script = `
use SNMP;
$SNMP::use_numeric = 1;
my ($target, $password, $oid) = @ARGV;
my $session = new SNMP::Session(DestHost => $target, Version => 3, SecName => 'operator', SecLevel => 'authPriv',
  AuthProto => 'SHA-256', AuthPass => $password, PrivProto => 'AES', PrivPass => '${operator.privPassword}',
  Retries => 0, Timeout => 5000000) or die "no session\\n";
my $list = new SNMP::VarList([$oid]);
my ($rows) = $session->bulkwalk(0, 20, $list);
foreach my $row (@{$rows || []}) { print join(' ', $row->[0] . '.' . $row->[1], $row->[2]), "\\n"; }
print "error: ", $session->{ErrorStr}, "\\n";
`;

describe("libsnmp-perl", () => {
  let agent: TestAgent;
  let listener: UdpListener;
  beforeAll(async () => {
    agent = testAgent({ rows: 150 });
    listener = await serve(agent);
  });
  afterAll(() => listener.close());

  const walk = (password: string, column: number) =>
    tool("perl", "-e", script, `127.0.0.1:${listener.port}`, password, `.${[...entry, column].join(".")}`);

  it("walks a column with GETBULK at authPriv", async () => {
    const { stdout } = await walk(operator.authPassword, 2);
    const rows = Array.from({ length: 150 }, (_, i) => `.${[...entry, 2, i + 1].join(".")} ${i + 1}`);
    expect(stdout.split("\n")).toEqual([...rows, "error: ", ""]);
  });

  it("gets nothing with a wrong password", async () => {
    const { stdout, stderr } = await walk("not-the-password", 2);
    expect(`${stdout}${stderr}`).toMatch(/no session|Authentication failure/);
    expect(agent.counters.wrongDigests).toBeGreaterThan(0);
  });
});
