import { describe, expect, it } from "vitest";
import { InternalError } from "../../../src/base/errors.ts";
import type { LoggedEvent } from "../../../src/hpi/event.ts";
import { ToldMessages } from "../../../src/sources/ipmi/told-messages.ts";
import { FakeHardware, type SelEvent, selRecord } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

const overheated = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] } as const;
const cool: SelEvent = { ...overheated, deassertion: true, data: [0x57, 70, 80] };
const message = selRecord(0, 0, overheated);
const record = selRecord(17, 1_800_000_000, overheated);
const other = selRecord(18, 1_800_000_000, { ...overheated, number: 2 });

const logged = (sequence: number, received = 0, origin = "event-message", resourceId: number | null = 1) =>
  ({
    sequence,
    origin,
    resourceId,
    raw: Buffer.from(message).toString("hex"),
    time: { received },
  }) as unknown as LoggedEvent;

describe("a message that became an event", () => {
  const told = () => {
    const messages = new ToldMessages();
    messages.add({ raw: message, at: 0, received: 1000, event: Promise.resolve({ sequence: 7 }) });
    return messages;
  };

  it("stands for one record", async () => {
    const messages = told();
    expect(await messages.has(other, 3000, null)).toBe(false);
    expect(await messages.has(record, 3000, null)).toBe(true);
    expect(await messages.has(record, 3000, null)).toBe(false);
    expect(messages.found(3000)).toEqual([7]);
  });

  it("is forgotten after a while: the same event later is another one", async () => {
    expect(await told().has(record, 700_000, null)).toBe(false);
  });

  it("does not stand for a record that was logged at another time", async () => {
    const messages = told();
    expect(await messages.has(record, 3000, 1_001_000)).toBe(false);
    expect(await messages.has(record, 3000, 2000)).toBe(true);
  });

  it("does not stand for anything when it came to no event", async () => {
    const messages = new ToldMessages();
    messages.add({ raw: message, at: 0, received: 0, event: Promise.reject(new InternalError("E_TEST", "no")) });
    expect(await messages.has(record, 3000, null)).toBe(false);
    expect(messages.found(3000)).toEqual([]);
  });

  it("is known after a restart, unless its record was read before", async () => {
    for (const [found, expected] of [
      [[], true],
      [[7], false],
    ] as const) {
      const messages = new ToldMessages();
      messages.restore([logged(7)], found, 5000);
      expect(await messages.has(record, 6000, null)).toBe(expected);
      expect(messages.found(6000)).toEqual([7]);
    }
  });

  it("is known after a restart by its time when all of the log is read again", () => {
    const messages = new ToldMessages();
    messages.restore([logged(7, 1000), logged(8, 900_000, "sel")], [7], 5000);
    expect(messages.hadEarlier(record, null)).toBe(false);
    expect(messages.hadEarlier(record, 1_000_000)).toBe(false);
    expect([2000, 2000].map((stamp) => messages.hadEarlier(record, stamp))).toEqual([true, false]);
  });

  it("is not known after a restart when the agent had gone on for long", async () => {
    const messages = new ToldMessages();
    messages.restore([logged(7), logged(8, 900_000, "sel")], [], 5000);
    expect(await messages.has(record, 6000, null)).toBe(false);
  });

  it("is not taken for that of a controller that nobody looks after", async () => {
    const messages = new ToldMessages();
    messages.restore([logged(7, 0, "event-message", null)], [], 5000);
    expect(await messages.has(record, 6000, null)).toBe(false);
  });

  it("is one of a bounded number", async () => {
    const messages = new ToldMessages();
    for (let i = 0; i < 1000; i++) {
      messages.add({ raw: message, at: 0, received: 0, event: Promise.resolve({ sequence: i }) });
    }
    let found = 0;
    while (await messages.has(record, 1, null)) found++;
    expect(found).toBe(256);
    expect(messages.found(1)).toHaveLength(256);
  });
});

async function started(hardware: FakeHardware, parts: Parameters<typeof discovered>[1] = {}): Promise<Started> {
  return stopAfterTest(await discovered(hardware, parts));
}

/** The same hardware, journal and ids under a new agent. */
async function restarted({ hardware, journal, ids, stop }: Started): Promise<Started> {
  await stop();
  return started(hardware, { journal, ids });
}

const origins = ({ events }: Started) =>
  events.filter((event) => event.type === "sensor" && event.origin !== "polling").map(({ origin }) => origin);

async function toldByMessage(): Promise<Started> {
  const hardware = new FakeHardware();
  hardware.board(1);
  hardware.log(cool);
  const source = await started(hardware);
  hardware.log(overheated, { sel: false });
  await source.pass(3000);
  expect(origins(source)).toEqual(["sel", "event-message"]);
  return source;
}

describe("an event told by its message", () => {
  it("is not told again after a restart when its record was the last one read", async () => {
    const first = await toldByMessage();
    first.hardware.log(overheated, { buffer: false });
    await first.pass(60_000);
    expect(origins(first)).toHaveLength(2);
    const second = await restarted(first);
    await second.pass(60_000);
    expect(origins(second)).toEqual([]);
  });

  it("is not told again when its record turns up while the agent is away", async () => {
    const first = await toldByMessage();
    first.hardware.log(overheated, { buffer: false });
    const second = await restarted(first);
    await second.pass(60_000);
    expect(origins(second)).toEqual([]);
  });

  it("does not hide the next one of its kind after a restart", async () => {
    const first = await toldByMessage();
    const { hardware } = first;
    hardware.log(overheated, { buffer: false });
    await first.pass(60_000);
    hardware.log(cool);
    await first.pass(1000);
    expect(origins(first)).toEqual(["sel", "event-message", "sel"]);
    await first.stop();
    hardware.log(overheated, { buffer: false });
    const second = await started(hardware, { journal: first.journal, ids: first.ids });
    await second.pass(60_000);
    expect(origins(second)).toEqual(["sel"]);
  });

  it("does not hide the next one of its kind when its own record never comes", async () => {
    const source = await toldByMessage();
    source.hardware.log(overheated);
    await source.pass(10_000);
    expect(origins(source)).toEqual(["sel", "event-message", "event-message"]);
  });
});
