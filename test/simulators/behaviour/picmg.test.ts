import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { ipmitool, sensorsIn } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

describe("an AdvancedTCA shelf as ipmitool manages it", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "atca-14" });
  });
  afterAll(() => simulator?.stop());

  const to = (address: string, ...args: readonly string[]) =>
    ipmitool(simulator, ...(address === "0x20" ? [] : ["-t", address]), ...args);
  const raw = async (address: string, ...bytes: readonly string[]) =>
    (await to(address, "raw", ...bytes)).trim().split(/\s+/).join(" ");
  const controller = async (name: string) =>
    (await simulator.control.state()).controllers.find((each) => each.name === name);
  const fru = async (name: string) =>
    (await simulator.control.state()).controllers.flatMap(({ frus }) => frus).find((each) => each.name === name);
  const inState = (name: string, state: string) =>
    until(async () => (await fru(name))?.state === state, { what: () => `${name} in ${state}` });
  /** Generator and event data of the FRU hot swap events in the log, in order. */
  const hotSwapEvents = async () => {
    const records = (await to("0x20", "sel", "elist", "-v")).split(/\n(?=SEL Record ID)/);
    return records
      .filter((record) => record.includes("FRU Hot Swap"))
      .map((record) => {
        const generator = /Generator ID +: 00(..)/.exec(record)?.[1];
        return `${generator} ${/Event Data +: (\w+)/.exec(record)?.[1]}`;
      });
  };
  const eventsOf = async (action: () => Promise<unknown>) => {
    await to("0x20", "sel", "clear");
    await action();
    return hotSwapEvents();
  };
  const readings = async (address: string) =>
    new Map(sensorsIn(await to(address, "sdr", "elist")).map(({ name, reading }) => [name, reading]));

  it("says what version it speaks and how many FRUs a controller has", async () => {
    expect(await to("0x20", "picmg", "properties")).toMatch(/PICMG Ext. Version : 2.3/);
    expect(await to("0x82", "picmg", "properties")).toMatch(/Max FRU Device ID\s+: 0x01/);
    expect(await to("0xb4", "picmg", "properties")).toMatch(/Max FRU Device ID\s+: 0x00/);
  });

  it("deactivates a board and activates it again, with events that say why, from what and of which FRU", async () => {
    const deactivation = await eventsOf(async () => {
      await to("0x8e", "picmg", "deactivate", "0");
      await inState("slot-7", "m1");
    });
    expect(deactivation).toEqual(["8e a61400", "8e a10600"]);
    expect((await readings("0x8e")).get("Hot Swap")).toBe("Transition to M1");
    expect(await to("0x8e", "picmg", "policy", "get", "0")).toMatch(/activation locked/);
    const activation = await eventsOf(async () => {
      await to("0x8e", "picmg", "activate", "0");
      await inState("slot-7", "m4");
    });
    expect(activation).toEqual(["8e a21100", "8e a31200", "8e a40300"]);
    expect((await readings("0x8e")).get("Hot Swap")).toBe("Transition to M4");
    expect(await to("0x8e", "picmg", "policy", "get", "0")).toMatch(/activation not locked/);
  });

  it("takes the modules of a carrier along", async () => {
    const events = await eventsOf(async () => {
      await to("0x86", "picmg", "deactivate", "0");
      await inState("slot-3", "m1");
    });
    expect(events.toSorted()).toEqual(["86 a10600", "86 a10601", "86 a61400", "86 a61401"]);
    // The board is inactive last.
    expect(events.at(-1)).toBe("86 a10600");
    await to("0x86", "picmg", "activate", "0");
    await inState("slot-3/RTM", "m4");
  });

  it("deactivates a module alone", async () => {
    const events = await eventsOf(async () => {
      await to("0x86", "picmg", "deactivate", "1");
      await inState("slot-3/RTM", "m1");
    });
    expect(events).toEqual(["86 a61401", "86 a10601"]);
    expect(await fru("slot-3")).toMatchObject({ state: "m4" });
    const at = await readings("0x86");
    expect(at.get("RTM 12V")).toBe("No Reading");
    expect(at.get("RTM 3.3V")).not.toBe("No Reading");
    expect(at.get("Payload 12V")).toBe("12.03 Volts");
    await to("0x86", "picmg", "activate", "1");
    await inState("slot-3/RTM", "m4");
  });

  it("follows the handle: out through M5 and M6, in through M2 and M3", async () => {
    const events = await eventsOf(async () => {
      await simulator.control.handle("slot-8", "open");
      await inState("slot-8", "m1");
      await simulator.control.handle("slot-8", "closed");
      await inState("slot-8", "m4");
    });
    expect(events).toEqual(["90 a52400", "90 a61500", "90 a10600", "90 a22100", "90 a31200", "90 a40300"]);
  });

  it("keeps a board that is locked against deactivation, and one that is locked inactive", async () => {
    await to("0x90", "picmg", "policy", "set", "0", "2", "2");
    expect(await to("0x90", "picmg", "policy", "get", "0")).toMatch(/deactivation locked/);
    await simulator.control.handle("slot-8", "open");
    expect(await fru("slot-8")).toMatchObject({ state: "m4", handle: "open" });
    await to("0x90", "picmg", "policy", "set", "0", "2", "0");
    await inState("slot-8", "m1");
    await to("0x90", "picmg", "policy", "set", "0", "1", "1");
    await simulator.control.handle("slot-8", "closed");
    expect(await fru("slot-8")).toMatchObject({ state: "m1", locked: true });
    await to("0x90", "picmg", "policy", "set", "0", "1", "0");
    await inState("slot-8", "m4");
  });

  it("refuses to activate a board whose handle is open", async () => {
    await simulator.control.handle("slot-8", "open");
    await inState("slot-8", "m1");
    await expect(to("0x90", "raw", "0x2c", "0x0c", "0", "0", "1")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xd5"),
    });
    await simulator.control.handle("slot-8", "closed");
    await inState("slot-8", "m4");
  });

  it("tells lost and regained communication", async () => {
    const events = await eventsOf(async () => {
      await simulator.control.communication("slot-9", "lost");
      await expect(to("0x92", "mc", "info")).rejects.toMatchObject({ stderr: expect.stringContaining("0x83") });
      expect(await fru("slot-9")).toMatchObject({ state: "m7" });
      await simulator.control.communication("slot-9", "regained");
    });
    expect(events).toEqual(["92 a74400", "92 a44700"]);
    expect(await to("0x92", "mc", "info")).toMatch(/Device ID/);
  });

  it("tells a surprise extraction and an orderly one apart", async () => {
    expect(await eventsOf(() => simulator.control.pull("slot-9", "surprise"))).toEqual(["92 a06400"]);
    expect(await eventsOf(() => simulator.control.plug("slot-9"))).toEqual([
      "92 a10000",
      "92 a22100",
      "92 a31200",
      "92 a40300",
    ]);
    expect(await eventsOf(() => simulator.control.pull("slot-9"))).toEqual([
      "92 a52400",
      "92 a61500",
      "92 a10600",
      "92 a00100",
    ]);
    await simulator.control.plug("slot-9");
  });

  it("takes a module out of its board: its readings and its inventory go with it", async () => {
    expect(await to("0x88", "fru", "print", "1")).toMatch(/Product Name +: KR-912 RTM/);
    expect(await eventsOf(() => simulator.control.pull("slot-4/RTM"))).toEqual([
      "88 a52401",
      "88 a61501",
      "88 a10601",
      "88 a00101",
    ]);
    await expect(to("0x88", "raw", "0x0a", "0x11", "1", "0", "0", "8")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xcb"),
    });
    await expect(to("0x88", "raw", "0x2c", "0x0b", "0", "1")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xcc"),
    });
    const out = await readings("0x88");
    expect([out.get("RTM 3.3V"), out.get("RTM Temp")]).toEqual(["No Reading", "No Reading"]);
    expect(out.get("CPU0 Temp")).toBe("66 degrees C");
    expect(await eventsOf(() => simulator.control.plug("slot-4/RTM"))).toEqual([
      "88 a10001",
      "88 a22101",
      "88 a31201",
      "88 a40301",
    ]);
    expect((await readings("0x88")).get("RTM Temp")).toBe("34 degrees C");
  });

  it("repeats the event of the present state when the sensor is re-armed", async () => {
    const number = (await simulator.control.list()).find(
      (s) => s.controller === "slot-4" && s.name === "Hot Swap",
    )?.number;
    expect(await eventsOf(() => raw("0x88", "0x04", "0x2a", `${number}`, "0"))).toEqual(["88 a40400"]);
  });

  it("resets a controller: it is away, comes back, and has forgotten its thresholds", async () => {
    const threshold = async () =>
      /Upper critical +: ([\d.]+)/i.exec(await to("0x9c", "sensor", "get", "CPU Temp"))?.[1];
    const described = await threshold();
    await to("0x9c", "sensor", "thresh", "CPU Temp", "ucr", "97");
    expect(await threshold()).not.toBe(described);
    await to("0x9c", "mc", "reset", "cold");
    await expect(to("0x9c", "raw", "6", "1")).rejects.toMatchObject({ stderr: expect.stringContaining("rsp=0x83") });
    await until(
      () =>
        to("0x9c", "raw", "6", "1").then(
          () => true,
          () => false,
        ),
      { what: () => "the controller" },
    );
    expect(await threshold()).toBe(described);
  });

  it("takes power and readings from an inactive board, and what it had comes back", async () => {
    const before = await readings("0x94");
    const { shelf } = await simulator.control.state();
    await to("0x94", "picmg", "deactivate", "0");
    await inState("slot-10", "m1");
    const off = await readings("0x94");
    expect(off.get("Payload 12V")).toBe("No Reading");
    expect(off.get("Mgmt 3.3V")).toBe(before.get("Mgmt 3.3V"));
    expect(off.get("CPU0 Temp")).toBe("25 degrees C");
    expect((await simulator.control.state()).shelf?.allocated).toBe((shelf?.allocated ?? 0) - 200);
    expect(await to("0x94", "picmg", "power", "get", "0", "0")).toMatch(/Actual Power Level: +0/);
    await to("0x94", "picmg", "activate", "0");
    await inState("slot-10", "m4");
    const again = await readings("0x94");
    expect([...again].filter(([name]) => name !== "Hot Swap")).toEqual(
      [...before].filter(([name]) => name !== "Hot Swap"),
    );
    expect((await simulator.control.state()).shelf?.allocated).toBe(shelf?.allocated);
  });

  it("shows and sets power levels", async () => {
    const levels = await to("0x86", "picmg", "power", "get", "0", "0");
    expect(levels).toMatch(/Actual Power Level: +3/);
    expect(levels).toMatch(/Power Draw 1: +90\n.*Power Draw 2: +160\n.*Power Draw 3: +200/);
    await raw("0x86", "0x2c", "0x11", "0", "0", "1", "0");
    expect(await to("0x86", "picmg", "power", "get", "0", "0")).toMatch(/Actual Power Level: +1/);
    expect(await to("0x86", "picmg", "power", "get", "0", "1")).toMatch(/Actual Power Level: +3/);
    await raw("0x86", "0x2c", "0x11", "0", "0", "0", "1");
    expect(await to("0x86", "picmg", "power", "get", "0", "0")).toMatch(/Actual Power Level: +3/);
    await expect(to("0x86", "raw", "0x2c", "0x11", "0", "0", "4", "0")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xcc"),
    });
  });

  it("drives the blue LED by the state", async () => {
    const blue = async () =>
      /Local Control function: +(\w+)/.exec(await to("0x9a", "picmg", "led", "get", "0", "0"))?.[1];
    const shown: [string, string | undefined][] = [];
    for (const state of [5, 6, 1, 2, 3, 4] as const) {
      await simulator.control.walk("slot-13", [state]);
      shown.push([`M${state}`, await blue()]);
    }
    // Off-times in 10 ms; FFh is on.
    expect(shown).toEqual([
      ["M5", "5a"],
      ["M6", "5a"],
      ["M1", "ff"],
      ["M2", "a"],
      ["M3", "0"],
      ["M4", "0"],
    ]);
  });

  it("sets LEDs, tests them and gives them back", async () => {
    expect(await to("0x86", "picmg", "led", "prop", "0")).toMatch(/General Status LED Properties: +0x f/);
    expect(await to("0x86", "picmg", "led", "cap", "0", "1")).toMatch(/RED, AMBER/);
    await to("0x86", "picmg", "led", "set", "0", "1", "255", "0", "4");
    const set = await to("0x86", "picmg", "led", "get", "0", "1");
    expect(set).toMatch(/LOCAL CONTROL\|OVERRIDE/);
    expect(set).toMatch(/Override function: +ff/);
    expect(set).toMatch(/Override Color: +4 +\[AMBER\]/);
    await to("0x86", "picmg", "led", "set", "0", "1", "251", "20", "4");
    expect(await to("0x86", "picmg", "led", "get", "0", "1")).toMatch(/LAMPTEST/);
    await until(async () => !(await to("0x86", "picmg", "led", "get", "0", "1")).includes("LAMPTEST"), {
      what: () => "the end of the lamp test",
    });
    await to("0x86", "picmg", "led", "set", "0", "1", "252", "0", "4");
    expect(await to("0x86", "picmg", "led", "get", "0", "1")).not.toMatch(/OVERRIDE/);
    await expect(to("0x86", "raw", "0x2c", "7", "0", "0", "0", "255", "0", "2")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xcc"),
    });
  });

  it("turns fans as their level says", async () => {
    expect(await raw("0xb4", "0x2c", "0x14", "0", "0")).toBe("00 01 0f 06 80");
    const rpm = async () => (await readings("0xb4")).get("Fan 1");
    expect(await rpm()).toBe("4320 RPM");
    await raw("0xb4", "0x2c", "0x15", "0", "0", "15");
    expect(await raw("0xb4", "0x2c", "0x16", "0", "0")).toBe("00 0f 06 00");
    expect(await rpm()).toBe("9480 RPM");
    expect(await controller("fan-tray-1")).toMatchObject({ fanLevel: 15 });
    await raw("0xb4", "0x2c", "0x15", "0", "0", "3");
    expect(await rpm()).toBe("2160 RPM");
    await raw("0xb4", "0x2c", "0x15", "0", "0", "0xff");
    expect(await raw("0xb4", "0x2c", "0x16", "0", "0")).toBe("00 ff 06 01");
    expect(await rpm()).toBe("4320 RPM");
    await expect(to("0x86", "raw", "0x2c", "0x14", "0", "0")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xc1"),
    });
  });

  it("enables a link while the boards at both ends are active", async () => {
    const base1 = async (address: string, channel: string) =>
      /STATE: +(\w+)/.exec(await to(address, "picmg", "portstate", "get", "0", channel))?.[1];
    expect(await base1("0x98", "1")).toBe("enabled");
    expect(await base1("0x82", "12")).toBe("enabled");
    await to("0x98", "picmg", "portstate", "set", "0", "1", "1", "1", "0", "0", "0");
    expect(await base1("0x98", "1")).toBe("disabled");
    await to("0x98", "picmg", "deactivate", "0");
    await inState("slot-12", "m1");
    expect(await base1("0x82", "12")).toBe("disabled");
    await to("0x98", "picmg", "activate", "0");
    await inState("slot-12", "m4");
    expect(await base1("0x98", "1")).toBe("enabled");
    expect(await base1("0x82", "12")).toBe("enabled");
    const fabric = await to("0x98", "picmg", "portstate", "get", "1", "2");
    expect(fabric).toMatch(/Port Flag: +0x0f/);
    expect(fabric).toMatch(/Interface: +0x01 - Fabric Interface/);
  });

  it("isolates a controller from a bus and tells so", async () => {
    await to("0x20", "sel", "clear");
    await raw("0x86", "0x2c", "9", "0", "0", "0xff");
    expect((await readings("0x86")).get("IPMB Link")).toBe("IPMB-A disabled, IPMB-B enabled");
    const log = await to("0x20", "sel", "elist", "-v");
    expect(log).toMatch(/Generator ID +: 0086/);
    expect(log).toMatch(/Event Data +: a20080/);
    await raw("0x86", "0x2c", "9", "0", "1", "0xff");
    expect((await readings("0x86")).get("IPMB Link")).toBe("IPMB-A enabled, IPMB-B enabled");
  });

  it("knows the shelf's address and its sites, also empty ones", async () => {
    const bytes = (await raw("0x20", "0x2c", "2", "0")).split(" ").map((byte) => Number.parseInt(byte, 16));
    expect(bytes[1]).toBe(0xc0 | 15);
    expect(Buffer.from(bytes.slice(2)).toString()).toBe("HQ-ROOM4-R07-S1".padEnd(20, "\0"));
    expect(await raw("0x20", "0x2c", "1", "0", "0", "3", "11", "0")).toBe("00 4b 96 ff 00 0b 00");
    expect(await raw("0x20", "0x2c", "0x1b", "0")).toMatch(/^00 20 /);
    expect(await to("0x86", "picmg", "addrinfo", "1")).toMatch(/Site Type +: .*(RTM|0x09|Rear)/i);
  });

  it("controls a board's payload", async () => {
    const restarts = async () => (await controller("slot-4"))?.power?.restarts;
    expect(await to("0x88", "picmg", "frucontrol", "0", "0")).toMatch(/frucontrol: ok/);
    expect(await restarts()).toBe(1);
    expect(await to("0x88", "picmg", "frucontrol", "0", "2")).toMatch(/Graceful Reboot/i);
    expect(await restarts()).toBe(2);
    expect(await to("0x88", "chassis", "restart_cause")).toMatch(/soft/i);
    expect(await raw("0x88", "0x2c", "0x1e", "0", "0")).toBe("00 0e");
    await to("0x88", "chassis", "power", "off");
    await expect(to("0x88", "raw", "0x2c", "4", "0", "0", "0")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0xd5"),
    });
    await to("0x88", "chassis", "power", "on");
  });

  it("names the record of a FRU's locator", async () => {
    const idOf = async (address: string, id: string) => (await raw(address, "0x2c", "0x0d", "0", id)).split(" ")[1];
    const record = async (address: string, id: string) => {
      const bytes = await raw(address, "0x04", "0x21", "0", "0", id, "0", "0", "0x18");
      return bytes.split(" ").map((byte) => Number.parseInt(byte, 16));
    };
    // Type 12h locates a controller, 11h a FRU device.
    expect((await record("0x86", `0x${await idOf("0x86", "0")}`))[5]).toBe(0x12);
    const module = await record("0x86", `0x${await idOf("0x86", "1")}`);
    expect([module[5], module[8]]).toEqual([0x11, 1]);
  });
});
