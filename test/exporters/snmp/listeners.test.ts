import { createServer } from "node:net";
import { expect } from "vitest";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { manager, startExporter } from "./support.ts";

const { describe, it } = requires("snmp");

describe("the exporter", () => {
  it("answers at several addresses at once, over UDP and TCP, IPv4 and IPv6", async () => {
    const { domain, clock } = await memoryDomain();
    const exporter = await startExporter(domain, clock, {
      listeners: [
        { host: "127.0.0.1", port: 0 },
        { host: "127.0.0.2", port: 0, transport: "udp" },
        { host: "::1", port: 0 },
        { host: "127.0.0.1", port: 0, transport: "tcp" },
        { host: "::1", port: 0, transport: "tcp" },
      ],
      tcp: (connected) => createServer(connected),
    });
    const [first, second, third, fourth, fifth] = exporter.addresses.map(({ port }) => port);
    const names = [
      `udp:127.0.0.1:${first}`,
      `udp:127.0.0.2:${second}`,
      `udp6:[::1]:${third}`,
      `tcp:127.0.0.1:${fourth}`,
      `tcp6:[::1]:${fifth}`,
    ];
    for (const name of names) {
      const { stdout } = await tool("snmpget", ...authPriv(manager), "-Oqv", name, "1.3.6.1.2.1.1.6.0");
      expect(stdout, name).toBe('"row 7"\n');
    }
    await exporter.close();
    await domain.close();
  });
});
