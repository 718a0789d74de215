import { expect } from "vitest";
import type { HostFacts } from "../../../src/exporters/snmp/index.ts";
import { memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp");
const HOST = "1.3.6.1.2.1.25";

describe("HOST-RESOURCES-MIB", () => {
  it("shows uptime, processes and memory, and follows them", async () => {
    const { domain, clock } = await memoryDomain();
    let facts: HostFacts = {
      ...{ upSeconds: 5000, processes: 77 },
      ...{ memory: { total: 8_000_000, used: 1_000_000 }, swap: { total: 0, used: 0 } },
    };
    const exporter = await startExporter(domain, clock, { host: { read: async () => facts } });
    await clock.advance(2000);
    const rows = await walk(exporter, HOST);
    expect(rows.get(".1.1.0")).toBe("500200");
    expect(rows.get(".1.6.0")).toBe("77");
    expect(rows.get(".2.2.0")).toBe("8000000");
    expect([2, 3, 4, 5, 6].map((column) => rows.get(`.2.3.1.${column}.1`))).toEqual([
      ...[".1.3.6.1.2.1.25.2.1.2", "Physical memory", "1024", "8000000", "1000000"],
    ]);
    facts = { ...facts, memory: { total: 8_000_000, used: 2_000_000 } };
    await clock.advance(15_000);
    expect((await walk(exporter, HOST)).get(".2.3.1.6.1")).toBe("2000000");
    await exporter.close();
    await domain.close();
  });

  it("is not there without a host to tell of", async () => {
    const { domain, clock } = await memoryDomain();
    const exporter = await startExporter(domain, clock, { host: { read: async () => undefined } });
    expect((await walk(exporter, HOST)).size).toBe(0);
    await exporter.close();
    await domain.close();
  });
});
