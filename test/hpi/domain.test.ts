import { describe, expect, it } from "vitest";
import { InternalError } from "../../src/base/errors.ts";
import type { LoggedEvent } from "../../src/hpi/event.ts";
import { MemoryJournal, memoryDomain } from "../support/memory-domain.ts";
import { board, chassis, crossing, temperature } from "./fixtures.ts";

const good = (value: number, states: readonly string[] = []) =>
  ({ quality: "good", reason: "none", value, states }) as const;

describe("resources", () => {
  it("keep their ids over rediscovery and over a restart, and a removed one's id is never given away", async () => {
    const first = await memoryDomain();
    const shelf = await first.domain.describe(chassis());
    const three = await first.domain.describe(board(3));
    const sensor = first.domain.sensorsOf(three.id)[0]!;
    expect(shelf.id).toBe(1);
    first.domain.withdraw(three.id);
    const four = await first.domain.describe(board(4));
    expect([three.id, sensor.id]).not.toContain(four.id);
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    await again.domain.describe(board(4));
    const threeAgain = await again.domain.describe(board(3));
    expect(threeAgain.id).toBe(three.id);
    expect(again.domain.sensorsOf(three.id)[0]?.id).toBe(sensor.id);
  });

  it("hang under the nearest container whichever is described first", async () => {
    const { domain } = await memoryDomain();
    const three = await domain.describe(board(3));
    expect(domain.resource(three.id)?.parentId).toBeNull();
    const shelf = await domain.describe(chassis());
    expect(domain.resource(three.id)?.parentId).toBe(shelf.id);
    expect(domain.childrenOf(shelf.id).map((r) => r.tag)).toEqual(["Board 3"]);
  });

  it("that claim one place both stay visible, with an alarm", async () => {
    const { domain } = await memoryDomain();
    const first = await domain.describe(board(3));
    const second = await domain.describe(board(3, { key: "other/board-3", controller: "other" }));
    expect(second.entityPath).not.toEqual(first.entityPath);
    expect(domain.resources()).toHaveLength(2);
    expect(domain.alarms()).toMatchObject([{ kind: "resource", resourceId: second.id, severity: "minor" }]);
  });
});

describe("readings", () => {
  it("start unavailable, become stale after three poll periods and heal with the next report", async () => {
    const { domain, clock } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    expect(domain.reading(sensor.id)).toMatchObject({ quality: "unavailable", reason: "initial", value: null });
    domain.report(sensor.id, good(40));
    await clock.advance(29_000);
    expect(domain.reading(sensor.id).quality).toBe("good");
    await clock.advance(3_000);
    expect(domain.reading(sensor.id)).toMatchObject({ quality: "stale", reason: "silent", value: 40 });
    domain.report(sensor.id, good(41));
    expect(domain.reading(sensor.id)).toMatchObject({ quality: "good", value: 41 });
  });

  it("of an older generation or of an absent part are dropped", async () => {
    const { domain } = await memoryDomain();
    const { id, generation } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    domain.newGeneration(id);
    domain.report(sensor.id, good(40), generation);
    expect(domain.reading(sensor.id).quality).toBe("unavailable");
    await domain.emit({
      type: "hot-swap",
      severity: "informational",
      time: domain.eventTime(),
      origin: "sel",
      resourceId: id,
      state: "NotPresent",
      previousState: "Active",
      cause: "surprise-extraction",
      native: "M0",
      text: "pulled",
    });
    domain.report(sensor.id, good(40));
    expect(domain.reading(sensor.id)).toMatchObject({ quality: "unavailable", reason: "absent" });
  });

  it("go stale together when a controller falls silent, under one alarm that clears when it answers", async () => {
    const { domain } = await memoryDomain();
    const a = await domain.describe(board(3));
    const b = await domain.describe(board(4));
    for (const r of [a, b]) domain.report(domain.sensorsOf(r.id)[0]!.id, good(40));
    await domain.setControllerSilent("shelf", true, "no answer");
    await domain.setControllerSilent("shelf", true, "no answer");
    for (const r of [a, b])
      expect(domain.reading(domain.sensorsOf(r.id)[0]!.id)).toMatchObject({ quality: "stale", value: 40 });
    expect(domain.alarms()).toMatchObject([{ kind: "agent", severity: "major" }]);
    await domain.setControllerSilent("shelf", false, "");
    expect(domain.alarms()).toEqual([]);
    expect(domain.resources().map((r) => r.silent)).toEqual([false, false]);
  });

  it("of what is silent by itself stay so when the controller it hangs behind heals", async () => {
    const { domain } = await memoryDomain();
    const a = await domain.describe(board(3));
    const b = await domain.describe(board(4));
    const silent = () => [a, b].map(({ id }) => domain.resource(id)!.silent);
    await domain.setSilent(a.id, true, "no answer");
    await domain.setControllerSilent("shelf", true, "no answer");
    const late = await domain.describe(board(5));
    expect([...silent(), domain.resource(late.id)!.silent]).toEqual([true, true, true]);
    await domain.setControllerSilent("shelf", false, "");
    expect(silent()).toEqual([true, false]);
    expect(domain.alarms()).toMatchObject([{ kind: "resource", resourceId: a.id }]);
    await domain.setSilent(a.id, false, "");
    expect(silent()).toEqual([false, false]);
    expect(domain.alarms()).toEqual([]);
    // One event for each change, none twice.
    expect(domain.log.lastSequence).toBe(4);
  });

  it("read on demand come from the owner, and from memory when the owner is too slow", async () => {
    const { domain, clock } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    let hang = false;
    domain.addSource({
      controller: "shelf",
      operate: async () => {},
      refresh: async (asked, signal) => {
        if (hang) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        domain.report(asked.id, good(50));
      },
    });
    expect(await domain.read(sensor.id, 0, 1000)).toMatchObject({ value: 50 });
    hang = true;
    await clock.advance(1);
    const late = domain.read(sensor.id, 0, 1000);
    await clock.advance(1000);
    expect(await late).toMatchObject({ value: 50, quality: "good" });
  });
});

describe("events", () => {
  it("are seen by nobody before they are committed, then by state, alarms and listeners in one turn", async () => {
    const { domain, journal } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    let open = () => {};
    journal.gate = new Promise((resolve) => {
      open = resolve;
    });
    const seen: { event: LoggedEvent; alarms: number; stored: number }[] = [];
    domain.onEvent((event) => seen.push({ event, alarms: domain.alarms().length, stored: journal.entries.length }));
    const emitted = domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    await Promise.resolve();
    expect(seen).toEqual([]);
    expect(domain.alarms()).toEqual([]);
    open();
    await emitted;
    expect(seen).toMatchObject([{ event: { sequence: 1, epoch: journal.epoch }, alarms: 1, stored: 1 }]);
  });

  it("raise an alarm on assertion and clear it on deassertion", async () => {
    const { domain } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    await domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    await domain.emit(crossing(sensor, "upperMajor", true, domain.eventTime()));
    expect(domain.health(id, false)).toBe("major");
    await domain.emit(crossing(sensor, "upperMajor", false, domain.eventTime()));
    expect(domain.health(id, false)).toBe("minor");
    await domain.emit(crossing(sensor, "upperMinor", false, domain.eventTime()));
    expect(domain.alarms()).toEqual([]);
  });

  it("belong to the reading at once: a state that was told is seen before the next poll", async () => {
    const { domain } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    domain.report(sensor.id, good(85));
    await domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    expect(domain.reading(sensor.id).states).toEqual(["upperMinor"]);
    await domain.emit(crossing(sensor, "upperMinor", false, domain.eventTime()));
    expect(domain.reading(sensor.id).states).toEqual([]);
  });

  it("go on from memory, marked volatile, while the log hangs, and are written when it heals", async () => {
    const { domain, journal, clock } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    let open = () => {};
    journal.gate = new Promise((resolve) => {
      open = resolve;
    });
    const emitted = domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    await clock.advance(300);
    expect(await emitted).toMatchObject({ volatile: true });
    expect(domain.alarms().map((a) => a.condition)).toContain("agent:event-log");
    const second = await domain.emit(crossing(sensor, "upperMajor", true, domain.eventTime()));
    expect(second.volatile).toBe(true);
    expect((await domain.log.latest(10)).map((e) => e.sequence)).toEqual([1, 2, 3]);
    open();
    await clock.advance(2000);
    expect(domain.log.durable).toBe(true);
    expect(journal.entries.map((e) => e.sequence).sort()).toEqual([1, 2, 3, 4]);
    expect(domain.alarms().map((a) => a.condition)).not.toContain("agent:event-log");
  });

  it("failing to be written are kept, and written in order once the log takes them", async () => {
    const { domain, journal, clock } = await memoryDomain();
    journal.failure = new Error("disk full");
    await domain.agentAlarm("test", "minor", "one");
    await domain.agentAlarm("test", null, "two");
    expect(journal.entries).toEqual([]);
    expect(domain.log.durable).toBe(false);
    journal.failure = null;
    await clock.advance(1500);
    expect(journal.entries.length).toBeGreaterThanOrEqual(2);
    expect(journal.entries.map((e) => JSON.parse(e.body).volatile)).not.toContain(true);
  });

  it("reported as lost and written all the same do not keep the log from healing", async () => {
    const { domain, journal, clock } = await memoryDomain({ journal: new ForgetfulJournal() });
    await domain.agentAlarm("test", "minor", "one");
    expect(domain.log.durable).toBe(false);
    await clock.advance(1500);
    expect(domain.log.durable).toBe(true);
    const stored = journal.entries.map(({ sequence }) => sequence);
    expect(stored).toEqual(Array.from(stored, (_, i) => i + 1));
    expect((await domain.log.latest(10)).filter((e) => e.text === "one")).toHaveLength(1);
  });

  it("are cut when a device says too much, so that one of them cannot stop the log", async () => {
    const { domain, journal } = await memoryDomain();
    await domain.agentAlarm("test", "minor", "x".repeat(100_000));
    expect(journal.entries[0]?.body.length).toBeLessThan(5000);
  });

  it("carry their source's cursor in the same write, and the cursor is known after a restart", async () => {
    const first = await memoryDomain();
    await first.domain.emit(
      {
        type: "oem",
        severity: "informational",
        time: first.domain.eventTime(),
        origin: "sel",
        resourceId: null,
        text: "x",
        data: "",
      },
      { source: "shelf", value: "17" },
    );
    expect(first.journal.appends).toBe(1);
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    expect(again.domain.cursor("shelf")).toBe("17");
  });

  it("of the past bring back alarms when their sensors are discovered again", async () => {
    const first = await memoryDomain();
    const { id } = await first.domain.describe(board(3));
    const sensor = first.domain.sensorsOf(id)[0]!;
    await first.domain.emit(crossing(sensor, "upperMajor", true, first.domain.eventTime()));
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    expect(again.domain.alarms()).toEqual([]);
    await again.domain.describe(board(3));
    expect(again.domain.alarms()).toMatchObject([{ sensorId: sensor.id, severity: "major" }]);
  });
});

describe("an alarm", () => {
  it("says its last reason, and stays the same alarm", async () => {
    const { domain, clock } = await memoryDomain();
    const shown: string[] = [];
    const silent = (reason: string) => domain.setControllerSilent("shelf", true, reason);
    await silent("no answer");
    await domain.acknowledge(domain.alarms()[0]!.id, "anna");
    domain.onChange(({ kind }) => kind === "alarms" && shown.push(domain.alarms()[0]!.text));
    const [first] = domain.alarms();
    const events = domain.log.lastSequence;
    await clock.advance(5000);
    await silent("the password is wrong");
    await silent("the password is wrong");
    const text = "controller shelf does not answer: the password is wrong";
    expect(domain.alarms()).toEqual([{ ...first, text }]);
    expect(domain.log.lastSequence).toBe(events);
    await domain.agentAlarm("controller:shelf", "major", "something else");
    expect(domain.alarms()).toEqual([{ ...first, text: "something else" }]);
    expect(shown).toEqual([text, "something else"]);
  });
});

describe("an acknowledged alarm", () => {
  it("stays until its cause goes, and stays acknowledged over a restart", async () => {
    const first = await memoryDomain();
    const { id } = await first.domain.describe(board(3));
    const sensor = first.domain.sensorsOf(id)[0]!;
    await first.domain.emit(crossing(sensor, "upperMajor", true, first.domain.eventTime()));
    await first.domain.acknowledge(first.domain.alarms()[0]!.id, "anna");
    expect(first.domain.alarms()).toMatchObject([{ acknowledged: true }]);
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    await again.domain.describe(board(3));
    expect(again.domain.alarms()).toMatchObject([{ acknowledged: true }]);
    await again.domain.emit(crossing(sensor, "upperMajor", false, again.domain.eventTime()));
    await again.domain.emit(crossing(sensor, "upperMajor", true, again.domain.eventTime()));
    expect(again.domain.alarms()).toMatchObject([{ acknowledged: false }]);
    await expect(again.domain.acknowledge(999)).rejects.toMatchObject({ code: "E_NO_ALARM" });
  });

  it("of a sensor that only tells and cannot be read ends, for good, until it tells again", async () => {
    const eventOnly = () => board(3, { rdrs: [{ ...temperature("Boot", 1, "boot"), pollPeriod: null }] });
    const first = await memoryDomain();
    const { id } = await first.domain.describe(eventOnly());
    const sensor = first.domain.sensorsOf(id)[0]!;
    await first.domain.emit(crossing(sensor, "upperMajor", true, first.domain.eventTime()));
    await first.domain.acknowledge(first.domain.alarms()[0]!.id);
    expect(first.domain.alarms()).toEqual([]);
    const { domain } = await memoryDomain({ journal: first.journal, ids: first.ids });
    await domain.describe(eventOnly());
    expect(domain.alarms()).toEqual([]);
    await domain.emit(crossing(sensor, "upperMajor", true, domain.eventTime()));
    expect(domain.alarms()).toHaveLength(1);
  });
});

describe("polled states", () => {
  it("say nothing of a state that only events tell: it ends by an event or when somebody acknowledges it", async () => {
    const { domain, clock } = await memoryDomain();
    const expired = { name: "timer-expired", severity: "major", eventOnly: true } as const;
    const watchdog = { ...temperature("Watchdog", 1, "watchdog"), states: [expired], numeric: null };
    const { id } = await domain.describe(board(3, { rdrs: [watchdog] }));
    const sensor = domain.sensorsOf(id)[0]!;
    const told = (assertion: boolean) =>
      domain.emit({ ...crossing(sensor, "upperMajor", assertion, domain.eventTime()), state: "timer-expired" });
    await told(true);
    domain.report(sensor.id, { quality: "good", reason: "none", value: null, states: [] });
    await clock.advance(10_000);
    expect(domain.alarms()).toHaveLength(1);
    await told(false);
    expect(domain.alarms()).toEqual([]);
    await told(true);
    await domain.acknowledge(domain.alarms()[0]!.id);
    expect(domain.alarms()).toEqual([]);
  });

  it("that no event explains within two seconds become events, and end as events", async () => {
    const { domain, clock } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    const seen: LoggedEvent[] = [];
    domain.onEvent((event) => seen.push(event));
    domain.report(sensor.id, good(85, ["upperMinor"]));
    await clock.advance(1900);
    expect(seen).toEqual([]);
    await clock.advance(200);
    expect(seen).toMatchObject([{ type: "sensor", state: "upperMinor", assertion: true, origin: "polling" }]);
    domain.report(sensor.id, good(40));
    await clock.advance(2100);
    expect(seen[1]).toMatchObject({ assertion: false });
    expect(domain.alarms()).toEqual([]);
  });

  it("that an event explains in time make no second event", async () => {
    const { domain, clock } = await memoryDomain();
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    domain.report(sensor.id, good(85, ["upperMinor"]));
    await clock.advance(500);
    await domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    await clock.advance(5000);
    expect(domain.log.lastSequence).toBe(1);
  });
});

describe("hot swap", () => {
  it("ends in NotPresent with alarms gone, comes back under the same ids, and is remembered over a restart", async () => {
    const first = await memoryDomain();
    const { domain } = first;
    const { id } = await domain.describe(board(3));
    const sensor = domain.sensorsOf(id)[0]!;
    await domain.emit(crossing(sensor, "upperMinor", true, domain.eventTime()));
    const pulled = {
      type: "hot-swap",
      severity: "informational",
      time: domain.eventTime(),
      origin: "sel",
      resourceId: id,
      state: "NotPresent",
      previousState: "Inactive",
      cause: "operator-latch",
      native: "M0",
      text: "pulled",
    } as const;
    await domain.emit(pulled);
    expect(domain.resource(id)).toMatchObject({ present: false, hotSwap: { state: "NotPresent" } });
    expect(domain.alarms()).toEqual([]);
    const again = await memoryDomain({ journal: first.journal, ids: first.ids });
    await again.domain.describe(board(3, { hotSwap: "NotPresent" }));
    expect(again.domain.resource(id)).toMatchObject({ present: false });
    expect(again.domain.alarms()).toEqual([]);
    const back = await again.domain.describe(board(3));
    expect(back).toMatchObject({ id, present: true, hotSwap: { state: "Active" } });
    expect(again.domain.sensorsOf(id)[0]?.id).toBe(sensor.id);
  });
});

/** Writes the first time and says that it did not; takes only what follows what it has, as the real one does. */
class ForgetfulJournal extends MemoryJournal {
  override async append(...given: Parameters<MemoryJournal["append"]>): Promise<void> {
    if ((given[0][0]?.sequence ?? Number.POSITIVE_INFINITY) <= this.lastSequence) {
      throw new InternalError("E_JOURNAL_SEQUENCE", "out of order");
    }
    await super.append(...given);
    if (this.appends === 1) throw new InternalError("E_STORE_GONE", "gone");
  }
}
