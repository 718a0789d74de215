import type { Unsubscribe } from "../../base/emitter.ts";
import { messageOf } from "../../base/errors.ts";
import type { EventOrigin, LoggedEvent, SourceCursor } from "../../hpi/event.ts";
import { GetBmcGlobalEnables } from "../../ipmi/commands/app/get-bmc-global-enables.ts";
import { GetMessageFlags } from "../../ipmi/commands/app/get-message-flags.ts";
import { ReadEventMessageBuffer } from "../../ipmi/commands/app/read-event-message-buffer.ts";
import { SetBmcGlobalEnables } from "../../ipmi/commands/app/set-bmc-global-enables.ts";
import type { SelInfo } from "../../ipmi/commands/storage/get-sel-info.ts";
import { Lane } from "../../ipmi/connection.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { EventBuilder } from "./event-builder.ts";
import { Hints } from "./hints.ts";
import { checkSelClock, type SelClock, unknownSelClock } from "./sel-clock.ts";
import { readSelCursor, type SelCursor, writeSelCursor } from "./sel-cursor.ts";
import { SelLog } from "./sel-log.ts";
import { readSel, type SelEntry, type SelRead } from "./sel-reader.ts";
import { selStampOf } from "./sel-stamp.ts";
import { ToldMessages } from "./told-messages.ts";

export interface EventsOptions {
  readonly context: Context;
  readonly builder: EventBuilder;
  readonly setSelTime: boolean;
  /** Makes an event of 16 bytes; resolves when it is committed. `history`: it is of before our time. */
  readonly handle: (
    raw: Uint8Array,
    how: { origin: EventOrigin; history: boolean; cursor?: SourceCursor | undefined },
  ) => Promise<LoggedEvent>;
}

/** How long an event message may wait for its SEL record before it becomes the event itself. */
const HINT_PATIENCE_MS = 2000;
const MAX_DRAIN = 64;
const BATCH = 64;
/** Deletions in one go cost one listing. */
const LISTING_PAUSE_MS = 10_000;
/** Looks at a SEL whose controller has no time for a record before the record is passed over. */
const MAX_WAITS = 5;
/** Most records of before the first start that are taken over. */
const HISTORY_LIMIT = 4096;
/** Events of the log that are looked through for records read in an earlier run. */
const REMEMBERED_EVENTS = 5000;
const CLOCK_PERIOD_MS = 600_000;
const ENTRY_BYTES = 16;
const NEARLY_FULL = 0.9;

/** Follows the SEL, and hurries when the controller says that something happened. */
export class Events {
  readonly #options: EventsOptions;
  readonly #context: Context;
  readonly #hints = new Hints();
  readonly #told = new ToldMessages();
  readonly #log: SelLog;
  #clock: SelClock = unknownSelClock;
  #clockAt = Number.NEGATIVE_INFINITY;
  #cursor: SelCursor | undefined;
  #first = true;
  #nearlyFull = false;
  #empty = false;
  #unreadable = "";
  #waits = 0;
  /** Messages that came by themselves since the last look. */
  #delivered = 0;
  readonly #subscriptions: Unsubscribe[] = [];

  constructor(options: EventsOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#log = new SelLog(options.context.controller, options.builder);
  }

  get clock(): SelClock {
    return this.#clock;
  }

  get log(): SelLog {
    return this.#log;
  }

  /** Begins; resolves when the SEL was read for the first time. */
  async start(): Promise<void> {
    const { connection, domain, controller, jobs, periods } = this.#context;
    this.#subscriptions.push(
      domain.onChange(({ kind }) => {
        if (kind === "resource" || kind === "resource-removed") this.#log.renamed();
      }),
    );
    this.#cursor = readSelCursor(domain.cursor(controller));
    await this.#remember();
    const pushed = connection.capabilities.events;
    const cancel = connection.onEventMessage?.((record) => this.#deliver(record));
    if (cancel !== undefined) this.#subscriptions.push(cancel);
    if (pushed) this.#subscriptions.push(connection.onAttention(() => void this.attention()));
    const resumed = this.#cursor !== undefined;
    await this.refresh();
    if (resumed) void jobs.once("SEL listing", (signal) => this.#list(signal));
    jobs.loop(
      "SEL",
      () => (pushed ? periods.selSafety : periods.sel),
      async () => {
        if (connection.state === "up") await this.refresh();
      },
    );
  }

  stop(): void {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  /** Everything that keeps events coming, and what came. */
  async refresh(): Promise<void> {
    await this.#context.jobs.once("SEL upkeep", async (signal) => {
      const channel = this.#channel(signal);
      if (this.#context.connection.capabilities.events) await this.#arm(channel);
      if (this.#context.clock.monotonic() - this.#clockAt > CLOCK_PERIOD_MS) await this.#checkClock(channel);
    });
    await this.catchUp();
    // A message of before may wait in the buffer and keep later ones out.
    if (this.#context.connection.capabilities.events) await this.attention();
  }

  /** The controller was away or began anew: nothing of before holds. */
  forget(): void {
    this.#clockAt = Number.NEGATIVE_INFINITY;
  }

  /** Something is there to be fetched. */
  attention(): Promise<void> {
    return this.#context.jobs.once("event message buffer", async (signal) => {
      const found = await this.#drain(this.#channel(signal));
      if (found === 0) return;
      await this.catchUp();
      this.#lookAgain();
    });
  }

  /** Something happened, in the form of a SEL record, by a way that is not the connection. */
  async announce(record: Uint8Array): Promise<void> {
    this.#hints.add(record, this.#context.clock.monotonic());
    await this.catchUp();
    this.#lookAgain();
  }

  /** What no SEL record explains after a while is an event itself. */
  #lookAgain(): void {
    if (this.#hints.waiting === 0) return;
    void this.#context.jobs.run("late SEL records", async () => {
      if (!(await this.#context.jobs.pause(HINT_PATIENCE_MS))) return;
      await this.catchUp();
      await this.#useHints();
    });
  }

  /** Reads what the SEL has new. */
  catchUp(): Promise<void> {
    return this.#context.jobs.once("SEL", async (signal) => {
      // Of history it does not matter, and what comes after it must not be taken for it.
      const patient = !this.#isHistory && this.#waits < MAX_WAITS;
      const isKnown = (hex: string) => this.#log.isKnown(hex);
      const read = await readSel(this.#channel(signal), this.#cursor, patient, isKnown);
      if (read === null) return;
      this.#waits = read.later ? this.#waits + 1 : 0;
      this.#tellUnreadable(read);
      await this.#take(read);
      this.#keepListed(read);
      await this.#watchSize(read.info);
    });
  }

  /** Knows the records that became events in an earlier run, should the SEL have to be read from its beginning. */
  async #remember(): Promise<void> {
    const { domain, logger, clock } = this.#context;
    try {
      const events = (await domain.log.latest(REMEMBERED_EVENTS)).filter(
        (event) => (event.origin === "sel" || event.origin === "event-message") && this.#isOwn(event),
      );
      for (const { raw, origin } of events) if (raw !== undefined && origin === "sel") this.#log.remember(raw);
      this.#told.restore(events, this.#cursor?.told ?? [], clock.monotonic());
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, "the events of before the start could not be looked through");
    }
  }

  /** Controllers of one kind log the same octets. */
  #isOwn({ resourceId }: LoggedEvent): boolean {
    const { domain, controller } = this.#context;
    return resourceId === null || domain.resource(resourceId)?.controller === controller;
  }

  /** What was read in an earlier run, for those who want to see the whole log. */
  async #list(signal: AbortSignal): Promise<void> {
    const read = await readSel(Channel.discovery(this.#context.connection, { target: undefined }, signal), undefined);
    const cursor = this.#cursor;
    if (read === null || cursor === undefined) return;
    // What is behind it is still to become events.
    const last = read.entries.findLastIndex(({ id, hex }) => id === cursor.recordId && hex === cursor.record);
    this.#log.fill(read.entries.slice(0, last + 1));
  }

  #channel(signal: AbortSignal): Channel {
    return new Channel(this.#context.connection, { lane: Lane.event, timeoutMs: 10_000, signal });
  }

  /** Keeps the event message buffer on, also after the controller began anew. */
  async #arm(channel: Channel): Promise<void> {
    const enables = await channel.ask(GetBmcGlobalEnables, {});
    if (enables === null || enables.eventBuffer) return;
    await channel.ask(SetBmcGlobalEnables, { ...enables, eventBuffer: true });
    this.#context.logger.debug({}, "turned the event message buffer on");
  }

  async #checkClock(channel: Channel): Promise<void> {
    this.#clock = await checkSelClock(channel, () => this.#context.clock.wall(), this.#options.setSelTime);
    this.#clockAt = this.#context.clock.monotonic();
  }

  #deliver(record: Uint8Array): void {
    this.#hints.add(record, this.#context.clock.monotonic());
    this.#delivered++;
  }

  async #drain(channel: Channel): Promise<number> {
    if (this.#context.connection.onEventMessage !== undefined) {
      const delivered = this.#delivered;
      this.#delivered = 0;
      return delivered;
    }
    const flags = await channel.ask(GetMessageFlags, {});
    if (flags !== null && !flags.eventBuffer) return 0;
    let found = 0;
    while (found < MAX_DRAIN) {
      const message = await channel.ask(ReadEventMessageBuffer, {});
      if (message === null) break;
      this.#hints.add(new Uint8Array(message.record), this.#context.clock.monotonic());
      found++;
    }
    return found;
  }

  /** Whether what the SEL holds is from before the agent knew of the controller. */
  get #isHistory(): boolean {
    return this.#cursor === undefined && this.#first;
  }

  async #take(read: SelRead): Promise<void> {
    const history = this.#isHistory;
    this.#first = false;
    const before = read.since === "cursor" || this.#cursor === undefined ? null : selStampOf(this.#cursor.record);
    const fresh = this.#log.take(read.since, read.entries);
    const skipped = history ? Math.max(0, fresh.length - HISTORY_LIMIT) : 0;
    if (skipped > 0) this.#context.logger.warn({ skipped }, "the SEL holds more than is taken over at the first start");
    let pending: Promise<void>[] = [];
    for (const entry of fresh.slice(skipped)) {
      const cursor = this.#cursorAt(read.info, entry);
      const now = this.#context.clock.monotonic();
      this.#cursor = cursor;
      // A message that waits is then of a later record.
      const stamp = this.#stampOf(entry);
      if (await this.#told.has(entry.raw, now, stamp)) continue;
      if (read.since !== "cursor" && this.#told.hadEarlier(entry.raw, stamp)) continue;
      const announced = this.#hints.match(entry.raw, now);
      const value = { source: this.#context.controller, value: writeSelCursor(cursor) };
      // Another controller, or one that lost its log, may show what was before the last record that was read.
      const isOlder = before !== null && (selStampOf(entry.hex) ?? before) < before;
      const past = (history || isOlder) && !announced;
      // A job of its own: one that fails does not take the others with it.
      const handled = this.#context.jobs.run("SEL record", async () => {
        await this.#options.handle(entry.raw, { origin: "sel", history: past, cursor: value });
      });
      pending.push(handled);
      // What happens now may depend on the event before; history only has to be in order.
      if (!past || pending.length >= BATCH) {
        await Promise.all(pending);
        pending = [];
      }
    }
    await Promise.all(pending);
    const last = read.entries.at(-1);
    if (last !== undefined) this.#cursor = this.#cursorAt(read.info, last);
    else if (read.since === "erased") this.#cursor = undefined;
  }

  /** What was deleted is not to be shown any more. */
  #keepListed({ info, deleted }: SelRead): void {
    const { jobs } = this.#context;
    const wasEmpty = this.#empty;
    this.#empty = info.entries === 0;
    if (this.#empty) this.#log.clear();
    else if (deleted || wasEmpty) {
      // A full SEL may delete its oldest record for each new one.
      void jobs.once("SEL listing anew", async (signal) => {
        if (await jobs.pause(LISTING_PAUSE_MS)) await this.#list(signal);
      });
    }
  }

  /** Once for each set of records: they stay where they are. */
  #tellUnreadable({ unreadable }: SelRead): void {
    const text = unreadable.join(", ");
    if (text !== "" && text !== this.#unreadable) {
      this.#context.logger.warn({ records: text }, "records of the SEL cannot be read");
    }
    this.#unreadable = text;
  }

  #cursorAt(info: SelInfo, entry: SelEntry): SelCursor {
    const told = this.#told.found(this.#context.clock.monotonic());
    const at = { erased: info.lastErase, recordId: entry.id, record: entry.hex };
    return told.length === 0 ? at : { ...at, told };
  }

  /** When a record was logged, by our clock; null where that is not known. */
  #stampOf({ hex }: SelEntry): number | null {
    const { offset } = this.#clock;
    const stamp = offset === null ? null : selStampOf(hex);
    return stamp === null || offset === null ? null : stamp + offset;
  }

  /** Messages that no SEL record explains are events themselves. */
  async #useHints(): Promise<void> {
    const { clock, logger } = this.#context;
    const now = clock.monotonic();
    for (const { raw, at } of this.#hints.takeOlderThan(now - HINT_PATIENCE_MS)) {
      const event = this.#options.handle(raw, { origin: "event-message", history: false });
      this.#told.add({ raw, at, received: clock.wall() - (now - at), event });
      try {
        await event;
      } catch (error) {
        // Nobody else has those behind it.
        logger.warn({ reason: messageOf(error) }, "an event message could not be put on record");
      }
    }
  }

  async #watchSize({ entries, freeSpace, overflow }: SelInfo): Promise<void> {
    const room = entries * ENTRY_BYTES + freeSpace;
    const nearly = overflow || (room > 0 && (entries * ENTRY_BYTES) / room >= NEARLY_FULL);
    if (nearly === this.#nearlyFull) return;
    this.#nearlyFull = nearly;
    const { domain, controller } = this.#context;
    const text = nearly
      ? `the SEL of ${controller} is ${overflow ? "full: it lost events" : "nearly full"}`
      : `the SEL of ${controller} has room again`;
    await domain.agentAlarm(`sel:${controller}`, nearly ? "minor" : null, text);
  }
}
