import { describe, expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { excursion } from "./excursion.ts";
import { liveAgent } from "./live-agent.ts";

describe("sensors", () => {
  it("shows readings in columns, and why there is none", async () => {
    const live = await liveAgent();
    await excursion(live);
    const { code, stdout } = await cli(["sensors"], { directories: [live.directory] });
    expect(code).toBe(0);
    expect(stdout).toBe(`\
RESOURCE          SENSOR             VALUE  STATE                     AGE
PEM A             Feed 1 Current     154 A  ok                      2.5 s
Shelf manager 1   Board Temp         27 °C  ok                      2.5 s
Shelf manager 1   BMC Watchdog              told by events only
Fan tray 1        Fan 1           4320 RPM  stale: silent           2.5 s
Board 3: KC-9120  Hot Swap                  m4-active               2.5 s
Board 3: KC-9120  Inlet Temp      33.25 °C  upperMinor, upperMajor  0.0 s
Board 3: KC-9120  Payload 12V     12.028 V  ok                      2.5 s
Board 3: KC-9120  Board Power               no reading: error       0.0 s
Board 3: KC-9120  CPU0 Status               presence-detected       2.5 s
Board 4: KC-9120  Hot Swap                  no reading: absent      2.5 s
Board 4: KC-9120  Inlet Temp                no reading: absent      2.5 s
Board 4: KC-9120  Payload 12V               no reading: absent      2.5 s
Board 4: KC-9120  Board Power               no reading: absent      2.5 s
Board 4: KC-9120  CPU0 Status               no reading: absent      2.5 s
`);
  });

  it("says what is odd about a reading", async () => {
    const { directory, domain, model } = await liveAgent();
    const id = model.sensorId(model.fanTray, "Fan 1");
    const remark = "the controller itself reports lowerMinor";
    const shown = async () => {
      const { stdout } = await cli(["sensors", "--resource", "Fan tray"], { directories: [directory] });
      return stdout;
    };
    domain.report(id, { quality: "good", reason: "none", value: 4320, states: [], remark });
    expect(await shown()).toContain("4320 RPM  ok (the controller itself reports lowerMinor)");
    domain.report(id, { quality: "good", reason: "none", value: null, states: [], remark: "no value for count 0" });
    expect(await shown()).toMatch(/Fan 1 {2,}no value for count 0 /);
  });

  it.each([
    ["slot 3", ["Hot Swap", "Inlet Temp", "Payload 12V", "Board Power", "CPU0 Status"]],
    ["Fan tray", ["Fan 1"]],
    ["{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC01,1}", ["Feed 1 Current"]],
  ])("can be those of %s and what it contains", async (name, expected) => {
    const { directory } = await liveAgent();
    const { stdout } = await cli(["sensors", "--resource", name, "--json"], { directories: [directory] });
    const { sensors } = JSON.parse(stdout) as { sensors: { name: string }[] };
    expect(sensors.map((s) => s.name)).toEqual(expected);
  });

  it("knows when there is no such resource", async () => {
    const { directory } = await liveAgent();
    const { code, stderr } = await cli(["sensors", "--resource", "slot 99"], { directories: [directory] });
    expect([code, stderr]).toEqual([1, 'hpi-agent: no resource is called "slot 99"; see: hpi-agent tree\n']);
  });

  it("goes on with what changes, until told to end", async () => {
    const { directory, domain, clock, model } = await liveAgent();
    const id = model.sensorId(model.fanTray, "Fan 1");
    const stop = new AbortController();
    let watching = false;
    const { code, stdout } = await cli(["sensors", "--watch", "--resource", "fan tray"], {
      directories: [directory],
      signal: stop.signal,
      onOutput(text) {
        if (text.includes("3900 RPM")) stop.abort();
        if (watching || !text.includes("4320 RPM")) return;
        watching = true;
        // Until the stream is open nobody would be told.
        const report = () => {
          if (stop.signal.aborted) return;
          domain.report(id, { quality: "good", reason: "none", value: 3900, states: [] });
          void clock.advance(500).then(() => setImmediate(report));
        };
        report();
      },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^RESOURCE .*\nFan tray 1 +Fan 1 +4320 RPM .*\nFan tray 1 {2}Fan 1 {2}3900 RPM {2}ok/);
  });
});
