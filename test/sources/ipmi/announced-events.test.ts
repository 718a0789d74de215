import { describe, expect, it, onTestFinished, vi } from "vitest";
import { InternalError } from "../../../src/base/errors.ts";
import { FakeHardware, type SelEvent } from "./fake-hardware.ts";
import { discovered } from "./start-source.ts";

const overheated: SelEvent = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] };

async function start() {
  const hardware = new FakeHardware();
  hardware.board(1);
  const started = await discovered(hardware);
  onTestFinished(() => started.stop());
  return started;
}

describe("an event that is announced by another way, such as a platform event trap", () => {
  it("is read from the SEL at once, and told once", async () => {
    const { hardware, source, events, pass } = await start();
    source.announce(hardware.log(overheated, { buffer: false }));
    await pass(100);
    expect(events).toMatchObject([{ origin: "sel", state: "upperMinor" }]);
    await pass(10_000);
    expect(
      events.filter((event) => event.type === "sensor" && event.state === "upperMinor" && event.assertion),
    ).toHaveLength(1);
  });

  it("is an event itself when the SEL does not have it after two seconds", async () => {
    const { hardware, source, events, pass } = await start();
    source.announce(hardware.log(overheated, { sel: false, buffer: false }));
    await pass(1500);
    expect(events).toEqual([]);
    await pass(1500);
    expect(events).toMatchObject([{ origin: "event-message", state: "upperMinor" }]);
  });

  it("is not lost with another one before it that cannot be told", async () => {
    const { hardware, source, domain, events, pass } = await start();
    const refused = vi.spyOn(domain, "emit").mockRejectedValueOnce(new InternalError("E_TEST", "not this one"));
    source.announce(hardware.log(overheated, { sel: false, buffer: false }));
    source.announce(hardware.log({ ...overheated, data: [0x59, 95, 90] }, { sel: false, buffer: false }));
    await pass(3000);
    expect(refused).toHaveBeenCalledTimes(2);
    expect(events).toMatchObject([{ origin: "event-message", state: "upperMajor" }]);
  });
});

it("an event of the SEL is not lost with another one before it that cannot be told", async () => {
  const { hardware, domain, events, pass } = await start();
  const refused = vi.spyOn(domain, "emit").mockRejectedValueOnce(new InternalError("E_TEST", "not this one"));
  hardware.log(overheated, { buffer: false });
  hardware.log({ ...overheated, data: [0x59, 95, 90] }, { buffer: false });
  await pass(30_000);
  expect(refused).toHaveBeenCalledTimes(2);
  expect(events).toMatchObject([{ origin: "sel", state: "upperMajor" }]);
});
