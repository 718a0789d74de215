import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { Journal } from "../../store/journal.ts";
import { readRecord, type SentNotification, writeRecord } from "./notification-record.ts";
import { operTold } from "./oper-changes.ts";

/** Place of an event in a log of the domain. */
export type EventPlace = Pick<LoggedEvent, "epoch" | "sequence">;

/** What is kept of notifications beside the journal. */
export interface OutboxState {
  /** The journal it belongs to. */
  readonly epoch: string;
  /** Up to which notification each target has acknowledged. */
  readonly delivered: Readonly<Record<string, number>>;
  /** Events up to here were dealt with when the outbox was made. */
  readonly events: EventPlace;
  /** Names the configuration of the last start. */
  readonly configuration: string | null;
  /** Resources last told to be disabled, by id. */
  readonly disabled?: readonly number[];
}

/** Where notifications are kept until they are delivered. */
export interface OutboxPort {
  readonly journal: Pick<Journal, "epoch" | "lastSequence" | "append" | "read" | "cursors">;
  load(): Promise<OutboxState | undefined>;
  store(state: OutboxState): Promise<void>;
}

export interface OutboxOptions {
  /** Without it nothing survives a restart. */
  readonly port: OutboxPort | undefined;
  readonly targets: readonly string[];
  readonly engine: SnmpEngine;
  readonly clock: Clock;
  readonly logger: Logger;
  /** End of the event log: a new outbox does not tell what was before it. */
  readonly events: EventPlace;
  /** Names the configuration; undefined when it must be taken as changed. */
  readonly configuration?: string | undefined;
}

interface Unwritten {
  readonly sequence: number;
  readonly body: string;
  readonly cursor: { readonly source: string; readonly value: string } | undefined;
}

const EVENTS = "events";
/** Notifications held in memory: the newest, and all that are not on disk yet. */
const MOST_IN_MEMORY = 1000;
const RETRY_MS = 1000;
const PASSED_OVER_MS = 1000;
/** Read at once for the log: what is read is decoded and shown in one piece. */
const PAGE = 25;

/**
 * All notifications in their order, on disk, and how far each target has acknowledged them. What is made of an event is
 * written together with the event's place, so that after a crash the events whose notifications were lost are known.
 */
export class Outbox {
  /** True when this agent ran before with the same configuration. */
  readonly warm: boolean;
  /** True when there was a run before this one. */
  readonly resumed: boolean;
  /** Called when there is another notification. */
  onAdded: () => void = () => {};
  readonly #options: OutboxOptions;
  readonly #recent: SentNotification[] = [];
  readonly #delivered: Map<string, number>;
  readonly #disabled: Set<number>;
  #events: EventPlace;
  /** The same as far as it is on disk. */
  #storedEvents: EventPlace;
  #lastSequence: number;
  #unwritten: Unwritten[] = [];
  #writing: Promise<void> | undefined;
  #cancelRetry: Cancel = () => {};
  #cancelStore: Cancel | undefined;
  #storing: Promise<void> | undefined;
  #dirty = true;
  #closed = false;

  private constructor(options: OutboxOptions, state: OutboxState | undefined, events: EventPlace | undefined) {
    this.#options = options;
    const { port, targets, configuration } = options;
    this.#lastSequence = port?.journal.lastSequence ?? 0;
    this.#events = events ?? state?.events ?? options.events;
    this.#storedEvents = this.#events;
    const same = state?.epoch === port?.journal.epoch;
    // What is new, or was lost, begins with what comes now. Of what was acknowledged the journal may have lost the end.
    this.#delivered = new Map(
      targets.map((name) => {
        const known = state?.delivered[name];
        return [name, known === undefined ? this.#lastSequence : same ? Math.min(known, this.#lastSequence) : 0];
      }),
    );
    this.#disabled = new Set(state?.disabled);
    this.resumed = state !== undefined;
    this.warm = state !== undefined && configuration !== undefined && state.configuration === configuration;
  }

  static async open(options: OutboxOptions): Promise<Outbox> {
    const { port } = options;
    const outbox = new Outbox(options, await port?.load(), placeOf((await port?.journal.cursors())?.get(EVENTS)));
    await outbox.#store();
    return outbox;
  }

  /** The last event that was dealt with. */
  get events(): EventPlace {
    return this.#events;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Resources last told to be disabled. Survives a restart, but may then have some that were told to be enabled since. */
  get disabled(): ReadonlySet<number> {
    return this.#disabled;
  }

  /** Keeps notifications; those made of an event are given with its place, all in one call. */
  add(notifications: readonly Notification[], event?: EventPlace): void {
    const { port, engine, clock } = this.#options;
    if (event !== undefined) this.#events = event;
    const at = clock.wall();
    for (const notification of notifications) this.#followOper(notification);
    for (const [i, notification] of notifications.entries()) {
      const sequence = ++this.#lastSequence;
      this.#recent.push({ ...notification, sequence, at, engineId: engine.id });
      const last = event !== undefined && i === notifications.length - 1;
      const cursor = last ? { source: EVENTS, value: `${event.epoch} ${event.sequence}` } : undefined;
      if (port !== undefined) {
        this.#unwritten.push({ sequence, body: writeRecord(notification, engine, at), cursor });
      }
    }
    if (this.#recent.length > MOST_IN_MEMORY) this.#recent.splice(0, this.#recent.length - MOST_IN_MEMORY);
    if (this.#unwritten.length > MOST_IN_MEMORY) this.#unwritten.splice(0, this.#unwritten.length - MOST_IN_MEMORY);
    this.#writing ??= this.#write();
    if (notifications.length > 0) this.onAdded();
  }

  /** The first notification after this place that can still be had. */
  async after(sequence: number): Promise<SentNotification | undefined> {
    if (sequence >= this.#lastSequence) return undefined;
    const [oldest] = this.#recent;
    if (oldest === undefined || sequence + 1 < oldest.sequence) {
      const { port, engine } = this.#options;
      for (let from = sequence; port !== undefined; ) {
        const [entry] = await port.journal.read(from, 1);
        if (entry === undefined) break;
        const found = readRecord(entry.sequence, entry.body, engine);
        if (found !== undefined) return found;
        from = entry.sequence;
      }
    }
    return this.#recent.find((recent) => recent.sequence > sequence);
  }

  /** The newest notifications on disk, oldest first, a page at a time: reading one takes its time. */
  async *newest(count: number): AsyncGenerator<readonly SentNotification[]> {
    const { port, engine } = this.#options;
    for (let from = Math.max(0, this.#lastSequence - count); port !== undefined; ) {
      const page = await port.journal.read(from, PAGE);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.flatMap(({ sequence, body }) => readRecord(sequence, body, engine) ?? []);
      from = last.sequence;
    }
  }

  delivered(target: string): number {
    return this.#delivered.get(target) ?? this.#lastSequence;
  }

  /** The target has everything up to here, or will never get it. */
  setDelivered(target: string, sequence: number): void {
    this.#delivered.set(target, sequence);
    this.#dirty = true;
    this.#storing ??= this.#store();
  }

  /** The target is not told up to here. To be asked again after a crash costs less than to write each time. */
  passOver(target: string, sequence: number): void {
    this.#delivered.set(target, sequence);
    this.#dirty = true;
    this.#cancelStore ??= this.#options.clock.after(PASSED_OVER_MS, () => {
      this.#cancelStore = undefined;
      this.#storing ??= this.#store();
    });
  }

  /** The target is no more. */
  forget(target: string): void {
    if (!this.#delivered.delete(target)) return;
    this.#dirty = true;
    this.#storing ??= this.#store();
  }

  /** Resolves when everything is on disk, or could not be put there. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    await (this.#writing ?? this.#write());
    this.#cancelStore?.();
    await (this.#storing ?? this.#store());
  }

  #followOper(notification: Notification): void {
    const told = operTold(notification);
    if (told === undefined || told.enabled !== this.#disabled.has(told.resourceId)) return;
    if (told.enabled) this.#disabled.delete(told.resourceId);
    else this.#disabled.add(told.resourceId);
    this.#dirty = true;
    this.#storing ??= this.#store();
  }

  async #write(): Promise<void> {
    // What comes in the same turn is written together.
    await Promise.resolve();
    const { port, clock, logger } = this.#options;
    this.#cancelRetry();
    while (this.#unwritten.length > 0 && port !== undefined) {
      const batch = this.#unwritten.slice(0, 100);
      try {
        await port.journal.append(batch);
      } catch (error) {
        logger.warn({ error: messageOf(error), waiting: this.#unwritten.length }, "notifications could not be stored");
        if (!this.#closed) {
          this.#cancelRetry = clock.after(RETRY_MS, () => {
            this.#writing ??= this.#write();
          });
        }
        break;
      }
      const written = batch.at(-1)!.sequence;
      const place = batch.findLast(({ cursor }) => cursor !== undefined)?.cursor?.value;
      this.#storedEvents = placeOf(place) ?? this.#storedEvents;
      this.#unwritten = this.#unwritten.filter(({ sequence }) => sequence > written);
    }
    this.#writing = undefined;
  }

  async #store(): Promise<void> {
    // What is acknowledged in the same turn is stored together.
    await Promise.resolve();
    const { port, configuration, logger } = this.#options;
    while (this.#dirty && port !== undefined) {
      this.#dirty = false;
      const delivered = Object.fromEntries(this.#delivered);
      const events = this.#storedEvents;
      const kept = { delivered, events, configuration: configuration ?? null, disabled: [...this.#disabled] };
      try {
        await port.store({ epoch: port.journal.epoch, ...kept });
      } catch (error) {
        logger.warn({ error: messageOf(error) }, "which notifications are acknowledged could not be stored");
      }
    }
    this.#storing = undefined;
  }
}

function placeOf(cursor: string | undefined): EventPlace | undefined {
  const [epoch, sequence] = cursor?.split(" ") ?? [];
  return epoch === undefined || sequence === undefined ? undefined : { epoch, sequence: Number(sequence) };
}
