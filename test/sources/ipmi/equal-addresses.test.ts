import { describe, expect, it } from "vitest";
import type { SensorEvent } from "../../../src/hpi/event.ts";
import type { Resource } from "../../../src/hpi/resource.ts";
import { busAddress } from "../../../src/ipmi/bus-address.ts";
import { FakeHardware, fullRecord, mcLocator, type SelEvent } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(...given: Parameters<typeof discovered>): Promise<Started> {
  return stopAfterTest(await discovered(...given));
}

const address = 0x72;
const entity = [0xc1, 0x61] as const;
const overheated: SelEvent = { address, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] };

/** Controllers at 72h on each of these channels, with one temperature of 10 degrees and the channel's number. */
function behind(channels: readonly number[], { picmg = false, ownSdrs = false } = {}): FakeHardware {
  const hardware = new FakeHardware({ picmg });
  for (const channel of channels) {
    const controller = hardware.add(address, null, channel);
    controller.sensors.set(1, { number: 1, raw: 10 + channel, states: [] });
    controller.thresholds.set(1, { upperNonCritical: 80, upperCritical: 90 });
    const id = hardware.mainSdrs.length + 1;
    hardware.mainSdrs.push(mcLocator(id, address, ...entity, `On ${channel}`, channel));
    // A controller does not know by which channel others reach it.
    if (ownSdrs) controller.deviceSdrs = [fullRecord(1, address, 1, { entity, name: "Temp" })];
    else hardware.mainSdrs.push(fullRecord(id + 1, address, 1, { entity, name: "Temp", channel }));
  }
  return hardware;
}

const texts = { 0: "72h", 7: "72h on channel 7" } as const;

function on({ domain }: Started, channel: 0 | 7): Resource {
  return domain.resources().find((r) => r.origin["ipmbAddress"] === texts[channel])!;
}

function value({ domain }: Started, channel: 0 | 7): number | null {
  const sensor = domain.sensors().find((s) => s.origin["owner"] === texts[channel]);
  return sensor === undefined ? null : domain.reading(sensor.id).value;
}

describe("two controllers of one address on two channels", () => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])("are two, each with its own readings (PICMG: %s, SDRs of their own: %s)", async (picmg, ownSdrs) => {
    const source = await started(behind([0, 7], { picmg, ownSdrs }));
    expect([value(source, 0), value(source, 7)]).toEqual([10, 17]);
    expect(on(source, 0).id).not.toBe(on(source, 7).id);
    expect(source.domain.sensors()).toHaveLength(2);
  });

  it("leave the keys of the one on channel 0 as they are where it is alone", async () => {
    const keys = (s: Started) => s.domain.sensors().map((sensor) => [on(s, 0).key, sensor.key]);
    const alone = keys(await started(behind([0])));
    expect(alone).toEqual([
      ["bmc|{SYSTEM_CHASSIS,1}{AMC,29281}", "bmc|{SYSTEM_CHASSIS,1}{AMC,29281}|sensor:114.0.1:threshold:1:1"],
    ]);
    expect(keys(await started(behind([0, 7])))).toEqual(expect.arrayContaining(alone));
  });

  it("keep their ids across a restart, whoever is found first", async () => {
    const first = await started(behind([0, 7]));
    const before = [on(first, 0).id, on(first, 7).id];
    const { ids, journal } = first;
    const second = await started(behind([7, 0]), { ids, journal });
    expect([on(second, 0).id, on(second, 7).id]).toEqual(before);
  });

  it("get their own events", async () => {
    const source = await started(behind([0, 7]));
    const { hardware, events, until } = source;
    hardware.log({ ...overheated, channel: 7 });
    hardware.log(overheated);
    const told = () => events.filter((e): e is typeof e & SensorEvent => e.type === "sensor" && e.origin === "sel");
    await until(() => told().length === 2, "both events");
    expect(told().map((e) => e.resourceId)).toEqual([on(source, 7).id, on(source, 0).id]);
  });

  it("get their own operations", async () => {
    const source = await started(behind([0, 7]));
    const { hardware, domain } = source;
    const sensor = domain.sensorsOf(on(source, 7).id)[0]!;
    domain.perform(
      {
        kind: "set-thresholds",
        resourceId: on(source, 7).id,
        sensorId: sensor.id,
        desired: { upperMinor: 60, upperMajor: 70 },
      },
      { id: "user:operator", door: "test", source: "here", role: "Operator" },
    );
    await source.until(
      () => hardware.controllers.get(busAddress(address, 7))!.thresholds.get(1)!.upperCritical === 70,
      "the change",
    );
    expect(hardware.controllers.get(address)!.thresholds.get(1)!.upperCritical).toBe(90);
  });

  it("come and go one without the other", async () => {
    const source = await started(behind([0, 7]));
    const { hardware, until } = source;
    hardware.controllers.get(busAddress(address, 7))!.absent = true;
    await until(() => !on(source, 7).present, "the loss of one");
    expect(on(source, 0).present).toBe(true);
    hardware.controllers.get(busAddress(address, 7))!.absent = false;
    await until(() => on(source, 7).present, "its return");
  });
});

describe("a controller on another channel", () => {
  it("gets its events from controllers that do not tell the channel, and those of a wrong one", async () => {
    const source = await started(behind([7]));
    const { hardware, events, until } = source;
    hardware.log(overheated);
    hardware.log({ ...overheated, channel: 3, deassertion: true, data: [0x57, 70, 80] });
    await until(() => events.filter((e) => e.type === "sensor" && e.origin === "sel").length === 2, "both events");
    for (const event of events) if (event.type === "sensor") expect(event.resourceId).toBe(on(source, 7).id);
  });

  it("gets a place of its own when it speaks up where one of its address is known elsewhere", async () => {
    const source = await started(behind([0]));
    const newcomer = source.hardware.add(address, null, 7);
    newcomer.deviceSdrs = [fullRecord(1, address, 5, { entity, name: "Air" })];
    newcomer.sensors.set(5, { number: 5, raw: 33, states: [] });
    source.hardware.log({ ...overheated, channel: 7, number: 5 });
    await source.until(() => value(source, 7) === 33, "the newcomer's reading");
    expect(value(source, 0)).toBe(10);
  });

  it("is not asked for on the first one's channel when it is behind a satellite", async () => {
    const hardware = behind([0]);
    hardware.controllers.get(address)!.deviceSdrs = [
      mcLocator(1, 0x74, ...entity, "Module", 7),
      fullRecord(2, 0x74, 1, { entity, name: "Far", channel: 7 }),
    ];
    const { domain } = await started(hardware);
    expect(hardware.connection.requests.filter(({ target }) => target?.address === 0x74)).toEqual([]);
    expect(domain.sensors().map((s) => s.name)).toEqual(["Temp"]);
  });
});
