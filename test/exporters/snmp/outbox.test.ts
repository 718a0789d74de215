import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { InternalError, NotThereError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { followEvents } from "../../../src/exporters/snmp/event-feed.ts";
import { InformQueue } from "../../../src/exporters/snmp/inform-queue.ts";
import { readRecord, writeRecord } from "../../../src/exporters/snmp/notification-record.ts";
import { type EventPlace, Outbox, type OutboxPort, type OutboxState } from "../../../src/exporters/snmp/outbox.ts";
import type { LoggedEvent } from "../../../src/hpi/event.ts";
import { SnmpEngine } from "../../../src/snmp/engine.ts";
import type { Notification } from "../../../src/snmp/notification.ts";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";
import { MemoryJournal, memoryDomain } from "../../support/memory-domain.ts";

const log = "00000000-0000-4000-8000-000000000001";
const engineId = Buffer.alloc(12, 7);
const notice = (n: number): Notification => ({ id: [1, 3, 9, n], upTime: n, objects: [] });
const target = (name: string): NotificationTarget => ({
  ...{ name, host: "127.0.0.1", port: 9, kind: "inform", timeout: 100, retries: 0 },
  security: { version: "v2c", community: "c" },
});

/** What is on disk, and the agents that are started on it one after the other. */
class Disk {
  journal = new MemoryJournal("outbox-1");
  state: OutboxState | undefined;
  readonly clock = new ManualClock();
  boots = 0;

  get port(): OutboxPort {
    return {
      journal: this.journal,
      load: async () => this.state,
      store: async (state) => {
        this.state = state;
      },
    };
  }

  async start(targets: readonly string[], more: { events?: EventPlace; configuration?: string } = {}) {
    const engine = new SnmpEngine({ engineId, boots: ++this.boots }, this.clock);
    const { clock } = this;
    const outbox = await Outbox.open({
      ...{ port: this.port, targets, engine, clock, logger: silentLogger },
      ...{ events: more.events ?? { epoch: log, sequence: 0 }, configuration: more.configuration },
    });
    const sent: string[] = [];
    /** Targets that acknowledge; the others are away. */
    const present = new Set(targets);
    /** Notifications that nobody is told. */
    const refused = new Set<number>();
    /** Notifications that fail to be sent once. */
    const broken = new Set<number>();
    const queues = targets.map(
      (name) =>
        new InformQueue({
          ...{ target: target(name), outbox, clock, logger: silentLogger },
          admits: (_to, { id }) => !refused.has(id.at(-1)!),
          send: async (to, notification) => {
            if (broken.delete(notification.id.at(-1)!)) throw new InternalError("E_TEST", "a defect");
            if (present.has(to.name)) sent.push(`${to.name} ${notification.id.at(-1)}`);
            return present.has(to.name);
          },
        }),
    );
    const wake = () => {
      for (const queue of queues) queue.wake();
    };
    outbox.onAdded = wake;
    wake();
    const settle = () => clock.advance(0);
    const kill = () => {
      for (const queue of queues) queue.close();
    };
    return { outbox, queues, sent, present, refused, broken, settle, kill };
  }
}

describe("a notification on disk", () => {
  it("is read as it was written, in every syntax", () => {
    const made: Notification = {
      id: [1, 3, 6, 1],
      upTime: 4711,
      objects: [
        { name: [1, 3, 1], syntax: "Integer32", value: -5 },
        { name: [1, 3, 2], syntax: "OctetString", value: "grün" },
        { name: [1, 3, 3], syntax: "OctetString", value: Buffer.from("00ff80", "hex") },
        { name: [1, 3, 4], syntax: "ObjectIdentifier", value: [1, 3, 4294967295] },
        { name: [1, 3, 5], syntax: "Counter64", value: 0xffffffffffffffffn },
        { name: [1, 3, 6], syntax: "TimeTicks", value: 4294967295 },
      ],
    };
    const text = writeRecord(made, { id: engineId, boots: 3 }, 1000);
    expect(readRecord(7, text, { id: engineId, boots: 3 })).toEqual({ ...made, sequence: 7, at: 1000, engineId });
    // Of an earlier run, and of an engine that was another one.
    expect(readRecord(7, text, { id: engineId, boots: 4 })).toMatchObject({ upTime: 0, engineId });
    expect(readRecord(7, text, { id: Buffer.alloc(12, 8), boots: 3 })).toMatchObject({ upTime: 0, engineId });
  });

  it.each(["", "{}", "null", '{"id":"x"}', '{"id":"1.3","objects":[["1.3","Integer32","number","x"]]}'])(
    "that is damaged is none: %s",
    (text) => {
      expect(readRecord(1, text, { id: engineId, boots: 1 })).toBeUndefined();
    },
  );
});

describe("the outbox", () => {
  it("passes over what a target may not be told, without keeping it", async () => {
    const disk = new Disk();
    const { outbox, sent, refused, settle, kill } = await disk.start(["a"]);
    refused.add(2).add(3);
    outbox.add([notice(1), notice(2), notice(3), notice(4)]);
    await settle();
    expect(sent).toEqual(["a 1", "a 4"]);
    outbox.add([notice(3)]);
    await settle();
    expect(outbox.delivered("a")).toBe(5);
    // On disk a little later, all at once.
    expect(disk.state?.delivered["a"]).toBe(4);
    await disk.clock.advance(1000);
    expect(disk.state?.delivered["a"]).toBe(5);
    outbox.add([notice(2)]);
    await settle();
    await outbox.close();
    expect(disk.state?.delivered["a"]).toBe(6);
    kill();
  });

  it("sends to each target in order, and after a restart what it had not acknowledged", async () => {
    const disk = new Disk();
    const first = await disk.start(["a", "b"]);
    first.present.delete("b");
    first.outbox.add([notice(1), notice(2)]);
    await first.settle();
    expect(first.sent).toEqual(["a 1", "a 2"]);
    first.outbox.add([notice(3)]);
    await first.settle();
    first.kill();
    const second = await disk.start(["a", "b"]);
    await second.settle();
    expect(second.sent).toEqual(["b 1", "b 2", "b 3"]);
  });

  it("sends again what was acknowledged but not stored as such, and never skips", async () => {
    const disk = new Disk();
    const first = await disk.start(["a"]);
    const before = disk.state;
    first.outbox.add([notice(1), notice(2)]);
    await first.settle();
    first.kill();
    disk.state = before;
    const second = await disk.start(["a"]);
    await second.settle();
    expect(second.sent).toEqual(["a 1", "a 2"]);
    second.kill();
    // The journal has lost its end, the places of the targets have not.
    disk.journal.entries.pop();
    const third = await disk.start(["a"]);
    third.outbox.add([notice(3)]);
    await third.settle();
    expect(third.sent).toEqual(["a 3"]);
  });

  it("tells a new target what comes, not what was", async () => {
    const disk = new Disk();
    const first = await disk.start(["a"]);
    first.outbox.add([notice(1)]);
    await first.settle();
    first.kill();
    const second = await disk.start(["a", "new"]);
    second.outbox.add([notice(2)]);
    await second.settle();
    expect(second.sent).toEqual(["a 2", "new 2"]);
  });

  it("goes on from memory while the disk fails, and writes everything later, in order", async () => {
    const disk = new Disk();
    const { outbox, sent, settle } = await disk.start(["a"]);
    disk.journal.failure = new NotThereError("E_TEST", "disk full");
    outbox.add([notice(1)]);
    outbox.add([notice(2)], { epoch: log, sequence: 5 });
    await settle();
    expect(sent).toEqual(["a 1", "a 2"]);
    expect(disk.journal.entries).toEqual([]);
    disk.journal.failure = null;
    await disk.clock.advance(1000);
    expect(disk.journal.entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await disk.journal.cursors()).toEqual(new Map([["events", `${log} 5`]]));
  });

  it("counts what was dropped before a target came back, and goes on with the oldest there is", async () => {
    const disk = new Disk();
    const first = await disk.start(["a"]);
    first.present.delete("a");
    for (let i = 1; i <= 30; i++) first.outbox.add([notice(i)]);
    await first.settle();
    first.kill();
    // As a journal of bounded capacity does, and one entry is damaged.
    disk.journal.entries.splice(0, 20);
    disk.journal.entries[0] = { sequence: 21, body: "?" };
    const second = await disk.start(["a"]);
    await second.settle();
    expect(second.sent).toEqual([22, 23, 24, 25, 26, 27, 28, 29, 30].map((n) => `a ${n}`));
    expect(second.queues[0]!.lost).toBe(21);
    expect(second.queues[0]!.length).toBe(0);
  });

  it("without a disk holds a bounded number", async () => {
    const disk = new Disk();
    const engine = new SnmpEngine({ engineId, boots: 1 }, disk.clock);
    const outbox = await Outbox.open({
      ...{ port: undefined, targets: ["a"], engine, clock: disk.clock, logger: silentLogger },
      events: { epoch: log, sequence: 0 },
    });
    for (let i = 1; i <= 5000; i++) outbox.add([notice(i)]);
    const oldest = await outbox.after(0);
    expect(oldest!.sequence).toBe(4001);
  });

  it("goes on behind a defect that kept a notification from being sent", async () => {
    const disk = new Disk();
    const { outbox, sent, broken, settle, kill } = await disk.start(["a"]);
    broken.add(1);
    outbox.add([notice(1), notice(2)]);
    await settle();
    expect(sent).toEqual([]);
    await disk.clock.advance(1000);
    await settle();
    expect(sent).toEqual(["a 1", "a 2"]);
    kill();
    await outbox.close();
  });

  it("pauses longer and longer, up to a minute, for a target that is away", async () => {
    const disk = new Disk();
    const { outbox, present, sent, settle } = await disk.start(["a"]);
    present.delete("a");
    outbox.add([notice(1)]);
    await settle();
    await disk.clock.advance(1000 + 2000 + 4000 + 8000 + 16_000 + 32_000 + 60_000);
    present.add("a");
    await disk.clock.advance(59_000);
    expect(sent).toEqual([]);
    await disk.clock.advance(1000);
    expect(sent).toEqual(["a 1"]);
  });

  it("is warm when it was there before under the same configuration", async () => {
    const disk = new Disk();
    const warm = async (configuration?: string) =>
      (await disk.start([], configuration === undefined ? {} : { configuration })).outbox.warm;
    expect(await warm("x")).toBe(false);
    expect(await warm("x")).toBe(true);
    expect(await warm("y")).toBe(false);
    expect(await warm()).toBe(false);
  });

  it("knows which events were dealt with, and begins with the end of the log it is made for", async () => {
    const disk = new Disk();
    const first = await disk.start(["a"], { events: { epoch: log, sequence: 40 } });
    expect(first.outbox.events).toEqual({ epoch: log, sequence: 40 });
    first.outbox.add([notice(1), notice(2)], { epoch: log, sequence: 43 });
    first.outbox.add([], { epoch: log, sequence: 44 });
    await first.settle();
    first.kill();
    // Event 44 made no notification: to look at it again does no harm.
    expect((await disk.start(["a"], { events: { epoch: log, sequence: 99 } })).outbox.events.sequence).toBe(43);
  });
});

describe("the feed of events", () => {
  const oem = (text: string) =>
    ({ type: "oem", severity: "minor", origin: "agent", resourceId: null, text, data: "" }) as const;

  it("gives what is in the log after a place, then what comes, each once and in order", async () => {
    const { domain } = await memoryDomain();
    const emit = (text: string) => domain.emit({ ...oem(text), time: domain.eventTime() });
    for (let i = 1; i <= 1200; i++) await emit(`old ${i}`);
    const given: LoggedEvent[] = [];
    const following = followEvents(domain, { epoch: domain.log.epoch, sequence: 3 }, silentLogger, (event) =>
      given.push(event),
    );
    const meanwhile = emit("meanwhile");
    const unfollow = await following;
    await meanwhile;
    await emit("later");
    unfollow();
    await emit("too late");
    expect(given.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1199 }, (_, i) => i + 4));
    expect(given.at(-1)!.text).toBe("later");
    await domain.close();
  });

  it("gives a new log from its beginning", async () => {
    const { domain } = await memoryDomain();
    await domain.emit({ ...oem("first of a new log"), time: domain.eventTime() });
    const given: LoggedEvent[] = [];
    const unfollow = await followEvents(domain, { epoch: "another", sequence: 900 }, silentLogger, (event) =>
      given.push(event),
    );
    unfollow();
    expect(given.map(({ text }) => text)).toEqual(["first of a new log"]);
    await domain.close();
  });
});
