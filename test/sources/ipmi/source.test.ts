import { describe, expect, it } from "vitest";
import { operationEvent } from "../../../src/hpi/domain-events.ts";
import { formatEntityPath } from "../../../src/hpi/entity-path.ts";
import type { HotSwapEvent, LoggedEvent } from "../../../src/hpi/event.ts";
import type { OperationRequest } from "../../../src/hpi/operation.ts";
import { compactRecord, FakeHardware, inventory, mcLocator, type SelEvent } from "./fake-hardware.ts";
import { discovered, type Started, startSource, stopAfterTest } from "./start-source.ts";

async function started(...given: Parameters<typeof discovered>): Promise<Started> {
  return stopAfterTest(await discovered(...given));
}

function shelf(...slots: number[]): FakeHardware {
  const hardware = new FakeHardware();
  for (const slot of slots) hardware.board(slot);
  return hardware;
}

const overheated: SelEvent = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] };
const cooled: SelEvent = { ...overheated, deassertion: true, data: [0x57, 70, 80] };

function texts(events: readonly LoggedEvent[]): string[] {
  return events.map((e) => e.text);
}

/** Without those the model makes of readings that contradict the events of these tests. */
function notPolled(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
  return events.filter((e) => e.origin !== "polling");
}

function hotSwaps(events: readonly LoggedEvent[], id: number): string[] {
  return events
    .filter((e): e is LoggedEvent & HotSwapEvent => e.type === "hot-swap" && e.resourceId === id)
    .map((e) => `${e.previousState} > ${e.state}${e.native === null ? "" : ` ${e.native}`} (${e.origin})`);
}

describe("discovery of a shelf", () => {
  it("gives the shelf the first id and every board its slot", async () => {
    const { domain } = await started(shelf(1, 3));
    expect(domain.resources()[0]).toMatchObject({ id: 1, tag: "Shelf" });
    expect(domain.resources().map((r) => `${formatEntityPath(r.entityPath)} ${r.tag}`)).toEqual([
      "{ADVANCEDTCA_CHASSIS,1} Shelf",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC03,1} Shelf manager bay 1",
      "{ADVANCEDTCA_CHASSIS,1}{CHASSIS_SPECIFIC03,1}{SHELF_MANAGER,1} Shelf manager 1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,1} Slot 1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,1}{PICMG_FRONT_BLADE,1} Board 1 Board-1",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3} Slot 3",
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3} Board 3 Board-3",
    ]);
  });

  it("gives every sensor a value and its thresholds, every board its inventory and LEDs", async () => {
    const { domain, resource } = await started(shelf(1));
    const board = resource("Board 1");
    const [hotSwap, temperature] = domain.sensorsOf(board.id);
    expect(domain.reading(hotSwap!.id)).toMatchObject({ quality: "good", states: ["m4"] });
    expect(domain.reading(temperature!.id)).toMatchObject({ quality: "good", value: 40, states: [] });
    expect(domain.thresholds(temperature!.id)).toEqual({
      upperMinor: 80,
      upperMajor: 90,
      positiveHysteresis: 2,
      negativeHysteresis: 2,
    });
    expect(board).toMatchObject({ info: { product: "Board-1", serialNumber: "SN-Board-1", firmwareRevision: "2.07" } });
    expect(board.hotSwap).toMatchObject({ state: "Active", native: "M4" });
    const [led] = domain.controlsOf(board.id);
    expect(domain.control(led!.id)).toMatchObject({ mode: "auto", state: { type: "led", mode: "off" } });
    const [fru] = domain.inventoriesOf(board.id);
    expect(domain.inventory(fru!.id)?.areas.map((a) => a.type)).toEqual(["board-info", "product-info"]);
  });

  it("finds boards behind holes in the site numbers, without any locator record", async () => {
    const hardware = new FakeHardware();
    hardware.board(2);
    hardware.board(14);
    hardware.mainSdrs = [];
    const { resource } = await started(hardware);
    expect(resource("Board 14").hotSwap?.state).toBe("Active");
  });

  it("shows a slot as empty when only the shelf's places name it", async () => {
    const hardware = shelf(1);
    hardware.sites.push({ address: 0x8c, type: 0, number: 6 });
    const { domain, resource } = await started(hardware);
    expect(domain.childrenOf(resource("Slot 6").id)).toEqual([]);
  });

  it("shows a board that a record names and that does not answer as not present", async () => {
    const hardware = shelf(1, 3);
    hardware.controllers.get(0x86)!.absent = true;
    const { resource } = await started(hardware);
    expect(resource("Board 3").hotSwap?.state).toBe("NotPresent");
    expect(resource("Board 3").instruments).toEqual([]);
  });

  it("shows a board that is there and does not answer as silent, not as gone", async () => {
    const hardware = shelf(1, 3);
    hardware.controllers.get(0x86)!.mute = true;
    const { domain, resource, until } = await started(hardware);
    expect(resource("Board 3")).toMatchObject({ silent: true, present: true });
    hardware.controllers.get(0x86)!.mute = false;
    await until(() => domain.sensorsOf(resource("Board 3").id).length === 2, "its sensors");
    expect(resource("Board 3")).toMatchObject({ silent: false, hotSwap: { state: "Active" } });
  });

  it("begins again when the link breaks, and takes no board for gone", async () => {
    const hardware = shelf(1, 2, 3);
    hardware.refuse = ({ target, cmd, netFn }) => {
      if (target?.address === 0x84 && netFn === 0x06 && cmd === 0x01 && hardware.connection.state === "up") {
        hardware.connection.setState("down");
      }
      return undefined;
    };
    const source = await startSource(hardware);
    stopAfterTest(source);
    await source.until(() => hardware.connection.state === "down", "the break");
    await source.pass(1000);
    hardware.refuse = () => undefined;
    hardware.connection.setState("up");
    await source.until(() => source.domain.discovery()[0]?.state === "complete", "discovery");
    expect(source.domain.resources().filter((r) => !r.present || r.silent)).toEqual([]);
    expect(source.events.filter((e) => e.type === "hot-swap")).toEqual([]);
  });

  it("asks nobody behind a controller that cannot be bridged through", async () => {
    const hardware = new FakeHardware({ capabilities: { bridging: false } });
    hardware.board(1);
    const { resource, pass } = await started(hardware);
    await pass(60_000);
    expect(resource("Shelf manager 1").silent).toBe(false);
    expect(hardware.connection.requests.filter((r) => r.target !== undefined)).toEqual([]);
  });

  it("hangs under its own rack when there are several controllers", async () => {
    const { domain } = await started(shelf(1), { options: { hangUnder: 2 } });
    expect(formatEntityPath(domain.resources()[0]!.entityPath)).toBe(
      "{RACK,1}{SYSTEM_CHASSIS,2}{ADVANCEDTCA_CHASSIS,1}",
    );
  });

  it("takes one sensor described in two repositories for one", async () => {
    const hardware = shelf(1);
    hardware.mainSdrs.push(...hardware.controllers.get(0x82)!.deviceSdrs.map((r, i) => withId(r, 100 + i)));
    const { domain, resource } = await started(hardware);
    expect(domain.sensorsOf(resource("Board 1").id)).toHaveLength(2);
  });

  it("goes on trying while the controller is silent, and says so", async () => {
    const hardware = shelf(1);
    hardware.primary.mute = true;
    const source = await startSource(hardware);
    stopAfterTest(source);
    await source.until(() => source.domain.alarms().length > 0, "an alarm");
    expect(source.domain.alarms()[0]?.text).toContain("does not answer");
    hardware.primary.mute = false;
    await source.until(() => source.domain.discovery()[0]?.state === "complete", "discovery");
    await source.until(() => source.domain.alarms().length === 0, "an end of the alarm");
  });

  it("tries again what could not be read", async () => {
    const hardware = shelf(1);
    // The second record of a device repository.
    hardware.refuse = ({ netFn, cmd, data }) => (netFn === 0x04 && cmd === 0x21 && data[2] === 2 ? 0xc3 : undefined);
    const { domain, resource, until } = await started(hardware);
    expect(domain.sensorsOf(resource("Board 1").id).map((s) => s.name)).toEqual(["Hot Swap"]);
    hardware.refuse = () => undefined;
    await until(() => domain.sensorsOf(resource("Board 1").id).length === 2, "the other sensor");
  });

  it("keeps what is known when it cannot be read again", async () => {
    const { hardware, domain, resource, pass, until } = await started(shelf(1, 2));
    const before = resource("Board 1");
    hardware.refuse = ({ netFn, cmd, data }) => (netFn === 0x04 && cmd === 0x21 && data[2] === 2 ? 0xc3 : undefined);
    hardware.hotSwap(1, 0);
    hardware.controllers.get(0x82)!.absent = true;
    await pass(5000);
    hardware.controllers.get(0x82)!.absent = false;
    hardware.hotSwap(1, 4);
    await until(() => resource("Board 1").hotSwap?.state === "Active", "the board back");
    await pass(60_000);
    expect(resource("Board 1").instruments).toEqual(before.instruments);
    expect(domain.sensorsOf(before.id).map((s) => s.name)).toEqual(["Hot Swap", "Temp"]);
  });

  it("forgets a part that another one replaced", async () => {
    const { hardware, domain, resource, pass, until } = await started(shelf(1, 2));
    hardware.hotSwap(1, 0);
    hardware.controllers.get(0x82)!.absent = true;
    await pass(1000);
    const other = hardware.controllers.get(0x82)!;
    other.firmwareMinor = 0x99;
    other.deviceSdrs = other.deviceSdrs.slice(0, 1);
    other.frus.set(0, inventory("Other"));
    other.absent = false;
    hardware.hotSwap(1, 4);
    await until(() => resource("Board 1").info.product === "Other", "the other board");
    expect(domain.sensorsOf(resource("Board 1").id).map((s) => s.name)).toEqual(["Hot Swap"]);
  });

  it("leaves nothing behind when stopped in the middle", async () => {
    const hardware = shelf(1, 2, 3);
    const source = await startSource(hardware);
    await source.stop();
    const asked = hardware.connection.requests.length;
    await source.pass(60_000);
    expect(hardware.connection.requests.length).toBe(asked);
  });
});

describe("discovery of a plain controller", () => {
  it("makes a resource of every entity", async () => {
    const hardware = new FakeHardware({ picmg: false });
    hardware.mainSdrs = [
      compactRecord(1, 0x20, 1, { entity: [10, 1], name: "PS1 Status" }),
      compactRecord(2, 0x20, 2, { entity: [10, 2], name: "PS2 Status" }),
      mcLocator(3, 0x20, 7, 1, "BMC"),
    ];
    hardware.primary.sensors.set(1, { number: 1, raw: 0, states: [0] });
    hardware.primary.sensors.set(2, { number: 2, raw: 0, states: [0, 3] });
    hardware.primary.frus.set(0, inventory("Server"));
    const { domain, resource } = await started(hardware);
    expect(domain.resources().map((r) => formatEntityPath(r.entityPath))).toEqual([
      "{SYSTEM_CHASSIS,1}",
      "{SYSTEM_CHASSIS,1}{POWER_SUPPLY,1}",
      "{SYSTEM_CHASSIS,1}{POWER_SUPPLY,2}",
    ]);
    expect(resource("Chassis").info.product).toBe("Server");
    const [status] = domain.sensorsOf(resource("Power supply 2").id);
    expect(domain.reading(status!.id).states).toEqual(["presence-detected", "input-lost"]);
  });
});

describe("hot swap", () => {
  it("follows a board through its states, without cause or previous state in the events", async () => {
    const { hardware, events, resource, pass } = await started(shelf(1, 2));
    const { id } = resource("Board 1");
    for (const state of [5, 6, 1]) hardware.hotSwap(1, state);
    await pass(500);
    expect(hotSwaps(events, id)).toEqual([
      "Active > ExtractionPending M5 (sel)",
      "ExtractionPending > ExtractionPending M6 (sel)",
      "ExtractionPending > Inactive M1 (sel)",
    ]);
    expect(resource("Board 1").hotSwap).toMatchObject({ state: "Inactive", native: "M1" });
  });

  it("takes a pulled board out, and gives it its ids back when it returns", async () => {
    const { hardware, domain, resource, pass, until } = await started(shelf(1, 2));
    const before = resource("Board 1");
    hardware.hotSwap(1, 0);
    hardware.controllers.get(0x82)!.absent = true;
    await pass(10_000);
    expect(resource("Board 1")).toMatchObject({ present: false, hotSwap: { state: "NotPresent" } });
    const [, temperature] = domain.sensorsOf(before.id);
    expect(domain.reading(temperature!.id)).toMatchObject({ quality: "unavailable", reason: "absent" });
    hardware.controllers.get(0x82)!.absent = false;
    for (const state of [1, 2, 3, 4]) hardware.hotSwap(1, state);
    await until(() => domain.reading(temperature!.id).quality === "good", "a reading");
    expect(resource("Board 1")).toMatchObject({
      id: before.id,
      instruments: before.instruments,
      hotSwap: { state: "Active", native: "M4" },
    });
  });

  it("notices a board that is gone without a word, and one that comes without a word", async () => {
    const { hardware, events, resource, until } = await started(shelf(1, 2));
    const { id } = resource("Board 2");
    hardware.controllers.get(0x84)!.absent = true;
    await until(() => resource("Board 2").hotSwap?.state === "NotPresent", "a board gone");
    expect(events.find((e) => e.resourceId === id)).toMatchObject({ severity: "major", cause: "surprise-extraction" });
    hardware.controllers.get(0x84)!.absent = false;
    await until(() => resource("Board 2").hotSwap?.state === "Active", "a board back");
    expect(resource("Board 2").id).toBe(id);
  });

  it("keeps the state when communication is lost (M7) and heals by the next one", async () => {
    const { hardware, resource, pass } = await started(shelf(1));
    hardware.hotSwap(1, 7);
    await pass(500);
    expect(resource("Board 1")).toMatchObject({ silent: true, hotSwap: { state: "Active", native: "M7" } });
    hardware.hotSwap(1, 4);
    await pass(500);
    expect(resource("Board 1")).toMatchObject({ silent: false, hotSwap: { state: "Active", native: "M4" } });
  });

  it("believes the sensor when no event tells of a change", async () => {
    const { hardware, events, resource, until } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(0)!.states = [1];
    await until(() => resource("Board 1").hotSwap?.state === "Inactive", "the state read");
    expect(hotSwaps(events, resource("Board 1").id)).toEqual(["Active > Inactive M1 (polling)"]);
  });

  it("gives somebody unknown a place, logs the event against it and finds out who it is", async () => {
    const { hardware, events, domain, resource, until } = await started(shelf(1));
    const address = 0x80 + 2 * 5;
    hardware.board(5, "Newcomer");
    hardware.log({ address, sensorType: 0xf0, number: 0, eventType: 0x6f, data: [4, 0xff, 0xff] });
    await until(() => domain.resources().some((r) => r.info.product === "Newcomer"), "the board");
    const board = resource("Board 5");
    expect(events.find((e) => e.resourceId === board.id)).toMatchObject({ type: "hot-swap", state: "Active" });
    await until(() => domain.sensorsOf(board.id).length === 2, "its sensors");
  });
});

describe("events", () => {
  it("are read from the SEL at once when a message announces them, and only once", async () => {
    const { hardware, events, domain, resource, pass } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(1)!.raw = 85;
    hardware.log(overheated);
    await pass(100);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: "sensor",
      origin: "sel",
      severity: "minor",
      resourceId: resource("Board 1").id,
      state: "upperMinor",
      assertion: true,
      reading: 85,
      threshold: 80,
      text: "Temp is past its upper minor threshold: reading 85 °C, limit 80 °C",
      time: { trusted: true },
    });
    expect(domain.alarms()).toHaveLength(1);
    await pass(60_000);
    hardware.controllers.get(0x82)!.sensors.get(1)!.raw = 70;
    hardware.log(cooled);
    await pass(100);
    expect(domain.alarms()).toEqual([]);
    await pass(60_000);
    expect(events).toHaveLength(2);
  });

  it("come from the SEL alone where nothing is pushed", async () => {
    const hardware = new FakeHardware({ capabilities: { events: false } });
    hardware.board(1);
    const { events, pass } = await started(hardware);
    hardware.log(overheated);
    await pass(3000);
    expect(texts(events)).toEqual(["Temp is past its upper minor threshold: reading 85 °C, limit 80 °C"]);
  });

  it("come from the message when the SEL lacks the record after two seconds, and are not doubled later", async () => {
    const { hardware, events, pass } = await started(shelf(1));
    hardware.log(overheated, { sel: false });
    await pass(1000);
    expect(events).toEqual([]);
    await pass(2000);
    expect(events).toMatchObject([{ origin: "event-message", state: "upperMinor" }]);
    hardware.log(overheated, { buffer: false });
    await pass(60_000);
    expect(notPolled(events)).toHaveLength(1);
  });

  it("come from the message when the SEL cannot be read", async () => {
    const hardware = shelf(1);
    hardware.selReadable = false;
    const { events, pass } = await started(hardware);
    hardware.log(overheated);
    // The reading that follows contradicts the message and would become an event of its own two seconds later.
    await pass(3000);
    expect(events).toMatchObject([{ origin: "event-message" }]);
  });

  it("are taken over in their order at the first start", async () => {
    const hardware = shelf(1);
    hardware.log(overheated);
    hardware.log(cooled);
    hardware.log({ address: 0x82, sensorType: 0xf0, number: 0, eventType: 0x6f, data: [0, 0xff, 0xff] });
    const { events, domain, resource } = await started(hardware);
    expect(events.map((e) => e.type)).toEqual(["sensor", "sensor", "sensor"]);
    expect(domain.alarms()).toEqual([]);
    expect(resource("Board 1").hotSwap?.state).toBe("Active");
  });

  it("go on after a restart where the last run ended, none lost and none twice", async () => {
    const hardware = shelf(1);
    const first = await started(hardware);
    hardware.log(overheated);
    await first.pass(1000);
    await first.stop();
    hardware.log(cooled);
    const second = await started(hardware, { journal: first.journal, ids: first.ids });
    await second.pass(1000);
    expect(texts(second.events).filter((t) => t.startsWith("Temp"))).toEqual([
      "Temp is back from its upper minor threshold: reading 70 °C, limit 80 °C",
    ]);
    expect(second.resource("Board 1").id).toBe(first.resource("Board 1").id);
    await second.pass(1000);
    expect(second.source.selRecords()).toHaveLength(2);
  });

  it("are read from the beginning when somebody cleared the SEL", async () => {
    const { hardware, events, pass } = await started(shelf(1));
    hardware.log(overheated);
    await pass(1000);
    hardware.sel = [];
    hardware.nextSelId = 1;
    hardware.selErased += 100;
    hardware.log(cooled, { buffer: false });
    await pass(35_000);
    expect(notPolled(events).map((e) => e.type === "sensor" && e.assertion)).toEqual([true, false]);
  });

  it("are not doubled when the record last read was deleted", async () => {
    const { hardware, events, pass } = await started(shelf(1));
    hardware.log(overheated);
    hardware.log(cooled);
    await pass(1000);
    hardware.sel.pop();
    hardware.log({ ...overheated, data: [0x59, 95, 90] });
    await pass(35_000);
    expect(notPolled(events)).toHaveLength(3);
  });

  it("that nobody understands are kept as they came", async () => {
    const { hardware, events, pass } = await started(shelf(1));
    const raw = new Uint8Array(16).fill(0xab);
    raw.set([0x10, 0x00, 0xe5]);
    hardware.sel.push({ id: 0x10, raw });
    await pass(35_000);
    expect(events).toMatchObject([
      { type: "oem", text: "OEM record of type E5h", raw: Buffer.from(raw).toString("hex") },
    ]);
  });

  it("keep coming after the controller forgot that it was asked for them", async () => {
    const { hardware, pass } = await started(shelf(1));
    expect(hardware.eventBufferOn).toBe(true);
    hardware.eventBufferOn = false;
    await pass(35_000);
    expect(hardware.eventBufferOn).toBe(true);
  });
});

describe("readings", () => {
  it("honour hysteresis: a state ends when the value is back by more than that", async () => {
    const { hardware, domain, resource, pass } = await started(shelf(1));
    const sensor = hardware.controllers.get(0x82)!.sensors.get(1)!;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    const states: (readonly string[])[] = [];
    for (const value of [81, 79, 78, 77]) {
      sensor.raw = value;
      await pass(11_000);
      states.push(domain.reading(id).states);
    }
    expect(states).toEqual([["upperMinor"], ["upperMinor"], ["upperMinor"], []]);
  });

  it("say when the controller's own comparison disagrees", async () => {
    const { hardware, domain, resource, pass } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(1)!.states = [4];
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    await pass(11_000);
    expect(domain.reading(id)).toMatchObject({
      quality: "good",
      states: [],
      remark: expect.stringContaining("upperMajor"),
    });
  });

  it.each([
    [0xcb, "absent"],
    [0xd5, "off"],
    [0x80, "error"],
  ])("are unavailable, never zero, when refused with %xh", async (code, reason) => {
    const { hardware, domain, resource, pass } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(1)!.refusal = code;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    await pass(11_000);
    expect(domain.reading(id)).toMatchObject({ quality: "unavailable", reason, value: null });
  });

  it("keep the last value while the controller is busy", async () => {
    const { hardware, domain, resource, pass } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(1)!.refusal = 0xc0;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    await pass(11_000);
    expect(domain.reading(id)).toMatchObject({ quality: "good", value: 40 });
  });

  it("say scanning disabled and initial update", async () => {
    const { hardware, domain, resource, pass } = await started(shelf(1));
    const sensor = hardware.controllers.get(0x82)!.sensors.get(1)!;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    sensor.scanning = false;
    await pass(11_000);
    expect(domain.reading(id)).toMatchObject({ quality: "unavailable", reason: "scanning-disabled", value: null });
    sensor.scanning = true;
    sensor.unavailable = true;
    await pass(30_000);
    expect(domain.reading(id)).toMatchObject({ quality: "unavailable", reason: "initial", value: null });
  });

  it("are read now on demand", async () => {
    const { hardware, domain, resource } = await started(shelf(1));
    hardware.controllers.get(0x82)!.sensors.get(1)!.raw = 55;
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    expect(await domain.read(id, 0, 2000)).toMatchObject({ value: 55 });
  });
});

describe("LEDs", () => {
  it("are looked at again when a board changes its state, and now and then", async () => {
    const { hardware, domain, resource, until, pass } = await started(shelf(1));
    const { id } = domain.controlsOf(resource("Board 1").id)[0]!;
    const board = hardware.controllers.get(0x82)!;
    board.led = { fn: 0xff, on: 0, override: true };
    hardware.hotSwap(1, 1);
    await pass(500);
    expect(domain.control(id)).toMatchObject({ mode: "manual", state: { mode: "on" } });
    board.led = { fn: 0, on: 0, override: false };
    await until(() => domain.control(id)?.mode === "auto", "the LED read");
  });

  it("of other boards are followed although one does not answer", async () => {
    const { hardware, domain, resource, until } = await started(shelf(1, 2));
    const { id } = domain.controlsOf(resource("Board 2").id)[0]!;
    hardware.controllers.get(0x82)!.mute = true;
    hardware.controllers.get(0x84)!.led = { fn: 0xff, on: 0, override: true };
    await until(() => domain.control(id)?.mode === "manual", "the LED of the other board");
  });
});

describe("silence", () => {
  it("of one board makes it silent, not gone, and heals by itself", async () => {
    const { hardware, resource, until } = await started(shelf(1, 2));
    hardware.controllers.get(0x82)!.mute = true;
    await until(() => resource("Board 1").silent, "silence");
    expect(resource("Board 2").silent).toBe(false);
    expect(resource("Board 1").hotSwap?.state).toBe("Active");
    hardware.controllers.get(0x82)!.mute = false;
    await until(() => !resource("Board 1").silent, "an answer");
  });

  it("of the controller makes everything stale; afterwards the SEL tells what happened", async () => {
    const { hardware, domain, events, resource, pass, until } = await started(shelf(1));
    const { id } = domain.sensorsOf(resource("Board 1").id)[1]!;
    hardware.connection.setState("down");
    await pass(100);
    expect(domain.reading(id)).toMatchObject({ quality: "stale", reason: "silent", value: 40 });
    expect(domain.alarms().map((a) => a.text)).toEqual([expect.stringContaining("controller bmc does not answer")]);
    hardware.controllers.get(0x82)!.sensors.get(1)!.raw = 85;
    hardware.log(overheated, { buffer: false });
    hardware.connection.setState("up");
    await until(() => domain.reading(id).quality === "good", "a fresh reading");
    expect(domain.reading(id).value).toBe(85);
    await until(() => texts(events).includes("Temp is past its upper minor threshold: reading 85 °C, limit 80 °C"));
    expect(domain.alarms().some((a) => a.text.includes("does not answer"))).toBe(false);
  });
});

describe("operations", () => {
  const operator = { id: "test", door: "test", source: "test", role: "Operator" } as const;

  async function perform(source: Started, request: OperationRequest) {
    const { finished } = source.domain.perform(request, operator);
    let done: Awaited<typeof finished> | undefined;
    void finished.then((operation) => {
      done = operation;
    });
    await source.until(() => done !== undefined, "the operation");
    return done!;
  }

  it("set thresholds and read them back", async () => {
    const source = await started(shelf(1));
    const resourceId = source.resource("Board 1").id;
    const sensorId = source.domain.sensorsOf(resourceId)[1]!.id;
    const done = await perform(source, { kind: "set-thresholds", resourceId, sensorId, desired: { upperMinor: 60 } });
    expect(done).toMatchObject({ state: "done", error: null });
    expect(source.domain.thresholds(sensorId)).toMatchObject({ upperMinor: 60, upperMajor: 90 });
    expect(source.hardware.controllers.get(0x82)!.thresholds.get(1)).toEqual({
      upperNonCritical: 60,
      upperCritical: 90,
    });
  });

  it("refuse thresholds that are out of order or cannot be set", async () => {
    const source = await started(shelf(1));
    const resourceId = source.resource("Board 1").id;
    const sensorId = source.domain.sensorsOf(resourceId)[1]!.id;
    const order = await perform(source, { kind: "set-thresholds", resourceId, sensorId, desired: { upperMinor: 95 } });
    expect(order).toMatchObject({ state: "failed", error: { code: "E_THRESHOLDS" } });
    const fixed = await perform(source, { kind: "set-thresholds", resourceId, sensorId, desired: { lowerMinor: 5 } });
    expect(fixed).toMatchObject({ state: "failed", error: { code: "E_NOT_SUPPORTED" } });
  });

  it("set a LED and give it back", async () => {
    const source = await started(shelf(1));
    const resourceId = source.resource("Board 1").id;
    const controlId = source.domain.controlsOf(resourceId)[0]!.id;
    const led = { type: "led", mode: "blink", color: "blue", onMs: 200, offMs: 800 } as const;
    const desired = { mode: "manual", state: led } as const;
    expect(await perform(source, { kind: "set-control", resourceId, controlId, desired })).toMatchObject({
      state: "done",
    });
    expect(source.domain.control(controlId)).toEqual(desired);
    const auto = { mode: "auto", state: led } as const;
    await perform(source, { kind: "set-control", resourceId, controlId, desired: auto });
    expect(source.domain.control(controlId)?.mode).toBe("auto");
  });

  it("deactivate a board and see it through", async () => {
    const source = await started(shelf(1));
    const resourceId = source.resource("Board 1").id;
    const done = await perform(source, { kind: "set-hot-swap", resourceId, desired: "deactivate" });
    expect(done.state).toBe("done");
    await source.until(() => source.resource("Board 1").hotSwap?.state === "Inactive", "the state");
  });

  it("switch and reset what a plain controller stands for", async () => {
    const hardware = new FakeHardware({ picmg: false });
    hardware.power = true;
    const source = await started(hardware);
    const resourceId = source.resource("Chassis").id;
    for (const request of [
      { kind: "set-power", resourceId, desired: "off" },
      { kind: "set-power", resourceId, desired: "on" },
      { kind: "set-power", resourceId, desired: "cycle" },
      { kind: "reset", resourceId, desired: "cold" },
    ] as const) {
      expect(await perform(source, request)).toMatchObject({ state: "done" });
    }
    expect(hardware.chassisActions).toEqual(["powerDown", "powerUp", "powerCycle", "hardReset"]);
  });

  it("say so when the power does not follow", async () => {
    const hardware = new FakeHardware({ picmg: false });
    hardware.power = true;
    const source = await started(hardware);
    const resourceId = source.resource("Chassis").id;
    hardware.refuse = ({ netFn, cmd }) => {
      if (netFn === 0x00 && cmd === 0x01) hardware.power = true;
      return undefined;
    };
    const done = await perform(source, { kind: "set-power", resourceId, desired: "off" });
    expect(done).toMatchObject({ state: "timedOut", error: { code: "E_OPERATION_TIMEOUT" } });
  });

  it("refuse what the hardware cannot do", async () => {
    const source = await started(shelf(1));
    for (const request of [
      { kind: "set-power", resourceId: source.resource("Board 1").id, desired: "off" },
      { kind: "reset", resourceId: source.resource("Shelf manager").id, desired: "cold" },
    ] as const) {
      expect(await perform(source, request)).toMatchObject({ state: "failed", error: { code: "E_NOT_SUPPORTED" } });
    }
    expect(source.hardware.fruControls).toEqual([]);
  });

  it("reset a board by FRU Control", async () => {
    const source = await started(shelf(2));
    const resourceId = source.resource("Board 2").id;
    for (const desired of ["cold", "warm", "graceful"] as const) {
      expect(await perform(source, { kind: "reset", resourceId, desired })).toMatchObject({ state: "done" });
    }
    const board = { address: 0x84, fruDeviceId: 0 };
    expect(source.hardware.fruControls).toEqual([
      { ...board, option: "coldReset" },
      { ...board, option: "warmReset" },
      { ...board, option: "gracefulReboot" },
    ]);
  });

  it("that a crash interrupted are compared with the hardware after the restart, and not repeated", async () => {
    const hardware = shelf(1);
    const first = await started(hardware);
    const resourceId = first.resource("Board 1").id;
    const sensorId = first.domain.sensorsOf(resourceId)[1]!.id;
    const controlId = first.domain.controlsOf(resourceId)[0]!.id;
    const led = { type: "led", mode: "on", color: "blue", onMs: 0, offMs: 0 } as const;
    const requests: readonly (readonly [OperationRequest, string])[] = [
      [{ kind: "set-thresholds", resourceId, sensorId, desired: { upperMajor: 90 } }, "done"],
      [{ kind: "set-thresholds", resourceId, sensorId, desired: { upperMajor: 77 } }, "failed"],
      [{ kind: "set-hot-swap", resourceId, desired: "activate" }, "done"],
      [{ kind: "set-hot-swap", resourceId, desired: "deactivate" }, "failed"],
      [{ kind: "set-control", resourceId, controlId, desired: { mode: "manual", state: led } }, "failed"],
      [{ kind: "reset", resourceId, desired: "cold" }, "unknown"],
    ];
    for (const [i, [request]] of requests.entries()) {
      const operation = { id: `crashed-${i}`, request, principal: operator, error: null, created: 0, updated: 0 };
      await first.domain.emit(operationEvent({ ...operation, state: "queued" }, "Board 1", first.domain.eventTime()));
    }
    await first.stop();
    const { domain, until } = await started(hardware, { journal: first.journal, ids: first.ids });
    const ended = (i: number) => domain.operation(`crashed-${i}`)?.state;
    await until(() => requests.every(([, state], i) => ended(i) === state), "the verdicts");
    expect(hardware.fruControls).toEqual([]);
    expect(hardware.controllers.get(0x82)!.thresholds.get(1)).toMatchObject({ upperCritical: 90 });
  });
});

function withId(record: Uint8Array, id: number): Uint8Array {
  const copy = new Uint8Array(record);
  copy[0] = id;
  return copy;
}
