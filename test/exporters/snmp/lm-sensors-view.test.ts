import { expect } from "vitest";
import { memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp");
const LM = "1.3.6.1.4.1.2021.13.16";

describe("LM-SENSORS-MIB", () => {
  it("shows temperatures in thousandths, fans, and voltages in millivolts", async () => {
    const { domain, clock } = await memoryDomain();
    const sample = await describeSampleShelf(domain);
    const exporter = await startExporter(domain, clock, { lmSensors: true });
    const [board] = sample.boards;
    const [inlet, volts] = ["Inlet Temp", "Payload 12V"].map((name) => sample.sensorId(board!, name));
    const fan = sample.sensorId(sample.fanTray, "Fan 1");
    const rows = await walk(exporter, LM);
    expect([1, 2, 3].map((column) => rows.get(`.2.1.${column}.${inlet}`))).toEqual([
      ...[String(inlet), "Board 3: KC-9120 Inlet Temp", "27000"],
    ]);
    expect(rows.get(`.3.1.3.${fan}`)).toBe("4320");
    expect(rows.get(`.4.1.3.${volts}`)).toBe("12028");
    domain.report(inlet!, { quality: "good", reason: "none", value: -3, states: [] });
    domain.report(fan, { quality: "unavailable", reason: "error", value: null, states: [] });
    const later = await walk(exporter, LM);
    // A Gauge32 has no words for these.
    expect([later.has(`.2.1.3.${inlet}`), later.has(`.2.1.2.${inlet}`)]).toEqual([false, true]);
    expect(later.has(`.3.1.3.${fan}`)).toBe(false);
    domain.withdraw(board!.id);
    expect((await walk(exporter, LM)).has(`.4.1.3.${volts}`)).toBe(false);
    await exporter.close();
    await domain.close();
  });

  it("is off unless asked for", async () => {
    const { domain, clock } = await memoryDomain();
    await describeSampleShelf(domain);
    const exporter = await startExporter(domain, clock);
    expect((await walk(exporter, LM)).size).toBe(0);
    await exporter.close();
    await domain.close();
  });
});
