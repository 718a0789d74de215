import { describe, expect, it, onTestFinished } from "vitest";
import { FakeHardware, type SelEvent } from "./fake-hardware.ts";
import { discovered } from "./start-source.ts";

const overheated: SelEvent = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] };

/** A shelf behind something that empties the event message buffer itself, as the kernel's driver does. */
async function behindDriver() {
  const hardware = new FakeHardware();
  hardware.board(1);
  const listeners = new Set<(record: Uint8Array) => void>();
  Object.assign(hardware.connection, {
    onEventMessage(listener: (record: Uint8Array) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  hardware.connection.onAttention(() => {
    for (const record of hardware.eventBuffer.splice(0)) for (const listener of listeners) listener(record);
  });
  const started = await discovered(hardware);
  onTestFinished(() => started.stop());
  return { ...started, listeners };
}

describe("event messages that come by themselves", () => {
  it("hurry the reading of the SEL, and the buffer is never asked for", async () => {
    const { hardware, events, pass } = await behindDriver();
    hardware.log(overheated);
    await pass(100);
    expect(events).toMatchObject([{ origin: "sel", state: "upperMinor" }]);
    await pass(60_000);
    expect(hardware.connection.requests.filter(({ netFn, cmd }) => netFn === 0x06 && cmd === 0x35)).toEqual([]);
  });

  it("become events themselves when the SEL lacks them", async () => {
    const { hardware, events, pass } = await behindDriver();
    hardware.log(overheated, { sel: false });
    await pass(3000);
    expect(events).toMatchObject([{ origin: "event-message", state: "upperMinor" }]);
  });

  it("are listened to until the source is stopped", async () => {
    const { stop, listeners } = await behindDriver();
    expect(listeners.size).toBe(1);
    await stop();
    expect(listeners.size).toBe(0);
  });
});
