import { afterAll, beforeAll, expect, it } from "vitest";
import { authProtocols } from "../../src/snmp/authentication.ts";
import { privProtocols } from "../../src/snmp/privacy.ts";
import type { UdpListener } from "../../src/snmp/udp-listener.ts";
import { entry, serve, testAgent } from "./support/agent.ts";
import { authPriv, netSnmp, tool } from "./support/net-snmp.ts";

const pairs = authProtocols.flatMap((auth) => privProtocols.map((priv) => [auth.name, priv.name] as const));

function user(auth: string, priv: string) {
  return {
    name: `${auth}-${priv}`.toLowerCase(),
    authProtocol: auth,
    authPassword: `authentic ${auth}`,
    privProtocol: priv,
    privPassword: `private ${priv}`,
  };
}

netSnmp.describe("every pair of protocols", () => {
  let listener: UdpListener;
  beforeAll(async () => {
    listener = await serve(testAgent({ rows: 200, users: pairs.map(([auth, priv]) => user(auth, priv)) }));
  });
  afterAll(() => listener.close());

  it.each(pairs)("%s with %s is understood by net-snmp in short and long messages", async (auth, priv) => {
    const target = `127.0.0.1:${listener.port}`;
    const names = Array.from({ length: 60 }, (_, i) => `.${[...entry, 6, i + 1].join(".")}`);
    const short = await tool("snmpget", ...authPriv(user(auth, priv)), target, names[0]!);
    expect(short.stdout).toBe(`${names[0]} = STRING: "row 1"\n`);
    const long = await tool("snmpget", ...authPriv(user(auth, priv)), target, ...names);
    expect(long.stdout.split("\n").filter((line) => line.includes("STRING"))).toHaveLength(60);
  });
});
