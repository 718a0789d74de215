import type { Unsubscribe } from "../../base/emitter.ts";
import { CancelledError, DeviceSilentError, messageOf } from "../../base/errors.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { Sensor } from "../../hpi/rdr/index.ts";
import { addressText } from "../../ipmi/bus-address.ts";
import { Lane } from "../../ipmi/connection.ts";
import { generic } from "../../personalities/index.ts";
import type { Platform } from "./assemble.ts";
import type { Context } from "./context.ts";
import { Discovery } from "./discovery.ts";
import { EventBuilder } from "./event-builder.ts";
import { EventHandler } from "./event-handler.ts";
import { Events } from "./events.ts";
import { HotSwap } from "./hot-swap.ts";
import { Jobs } from "./jobs.ts";
import { LedWatch } from "./led-watch.ts";
import type { Mc } from "./mc.ts";
import { McTable } from "./mc-table.ts";
import { IpmiOperations } from "./operations.ts";
import { defaultPeriods, type IpmiSourceOptions } from "./options.ts";
import { Poller } from "./poller.ts";
import { PresenceWatch } from "./presence.ts";
import { SdrRecordCache } from "./sdr-cache.ts";
import { SeatWatch } from "./seat-watch.ts";
import { Seats } from "./seats.ts";
import type { ReadSelRecord } from "./sel-log.ts";
import { SensorReader } from "./sensor-reader.ts";
import { type BoundSensor, Tree } from "./tree.ts";

const OWN_ADDRESS = 0x20;
const RETRY_MS = 5000;

/** Looks after everything behind one management controller. */
export class IpmiSource {
  readonly controller: string;
  /** Resolves when everything was found and read once, details included; rejects when the source is stopped before. */
  readonly discovered: Promise<void>;
  /** Resolves when every sensor that was found was read once. */
  readonly surveyed: Promise<void>;
  readonly #context: Context;
  readonly #reader: SensorReader;
  readonly #presence: PresenceWatch;
  readonly #hotSwap: HotSwap;
  readonly #poller: Poller;
  readonly #leds: LedWatch;
  readonly #discovery: Discovery;
  readonly #events: Events;
  readonly #operations: IpmiOperations;
  readonly #settled = Promise.withResolvers<void>();
  readonly #surveyed = Promise.withResolvers<void>();
  readonly #subscriptions: Unsubscribe[] = [];
  #started = false;
  #ready = false;

  constructor(options: IpmiSourceOptions) {
    this.controller = options.controller;
    const periods = { ...defaultPeriods, ...options.periods };
    const jobs = new Jobs(options.clock, options.logger);
    const mcs = new McTable(options.ownAddress ?? OWN_ADDRESS);
    const seats = new Seats();
    const found: Context["found"] = { personality: options.personality ?? generic, sites: [], shelfAddress: "" };
    const platform = (): Platform => ({
      controller: options.controller,
      personality: found.personality,
      primary: mcs.primary.at,
      hangUnder: options.hangUnder,
      mcs,
      named: (address, channel, reader) => mcs.named(address, channel, reader),
      sites: found.sites.map((at) => at.site),
      shelfAddress: found.shelfAddress,
      seats,
      periods,
    });
    const { controller, connection, domain, clock, logger, random, ids } = options;
    const gone = (sensors: readonly BoundSensor[]) => {
      this.#reader.forget(sensors);
      this.#poller.forget(sensors);
    };
    const tree = new Tree({ domain, ids, logger, platform, gone });
    const cache = new SdrRecordCache(options.cache, logger);
    this.#context = {
      controller,
      connection,
      domain,
      clock,
      logger,
      random,
      jobs,
      mcs,
      tree,
      seats,
      cache,
      periods,
      found,
    };
    this.#hotSwap = new HotSwap(this.#context);
    this.#presence = new PresenceWatch(this.#context, this.#hotSwap, {
      discover: (mc) => void this.#discover(mc),
      changedRoles: () => void this.#rediscover(null),
    });
    this.#reader = new SensorReader(this.#context, {
      heard: (mc) => this.#presence.heard(mc),
      missing: (mc) => this.#presence.missing(mc),
      silent: (mc) => this.#presence.silent(mc),
      hotSwap: (sensor, fru) => this.#hotSwap.polled(sensor, fru, this.#reader),
    });
    this.#poller = new Poller(this.#context, this.#reader);
    this.#leds = new LedWatch(this.#context);
    this.#discovery = new Discovery(this.#context, options.personality, {
      found: (mc, signal) => this.#found(mc, signal),
      detail: (mc, signal) => this.#detail(mc, signal),
      missing: async (mc) => {
        await this.#hotSwap.settle(mc);
        this.#presence.notFound(mc);
      },
    });
    const builder = new EventBuilder({
      domain,
      tree,
      mcs,
      fallback: () => tree.resourceOf(mcs.primary.at, 0),
      clock: () => this.#events.clock,
    });
    const handler = new EventHandler(this.#context, builder, this.#hotSwap, (mc) => void this.#discover(mc));
    this.#events = new Events({
      context: this.#context,
      builder,
      setSelTime: options.setSelTime ?? domain.simulated,
      handle: (raw, how) => handler.handle(raw, how),
    });
    this.#operations = new IpmiOperations(
      this.#context,
      this.#reader,
      () => this.#events.catchUp(),
      (mc) => this.#rediscovered(mc),
    );
    this.discovered = this.#settled.promise;
    this.surveyed = this.#surveyed.promise;
    // Whoever does not wait for it must not be punished for that.
    this.discovered.catch((error: unknown) => logger.debug({ reason: messageOf(error) }, "discovery did not end"));
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    const { domain, jobs, connection } = this.#context;
    this.#subscriptions.push(
      domain.addSource({
        controller: this.controller,
        operate: (request, running) => this.#operations.operate(request, running),
        verify: (request, signal) => this.#operations.verify(request, signal),
        refresh: (sensor, signal) => this.#refresh(sensor, signal),
      }),
      connection.onStateChange(() => this.#linkChanged()),
      domain.onEvent((event) => this.#doubt(event)),
      new SeatWatch(this.#context, this.#hotSwap, (mc) => void this.#discover(mc)).start(),
    );
    void jobs.run("discovery", (signal) => this.#run(signal));
  }

  /** Whatever comes back where a part was may be another one. */
  #doubt(event: LoggedEvent): void {
    if (event.type !== "hot-swap" || event.state !== "NotPresent" || event.resourceId === null) return;
    const { fru } = this.#context.tree.resource(event.resourceId) ?? {};
    if (fru) fru.doubted = true;
  }

  /** Ends everything; nothing is left when it resolves. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    this.#events.stop();
    await this.#context.jobs.stop();
    this.#settled.reject(new CancelledError("discovery"));
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { jobs, logger, connection } = this.#context;
    let told = "";
    for (;;) {
      await this.#linked();
      try {
        await this.#discovery.all(signal);
        this.#surveyed.resolve();
        break;
      } catch (error) {
        if (signal.aborted) return;
        const reason = connection.trouble ?? messageOf(error);
        // Once for each reason: it may go on for months.
        if (reason !== told) logger.info({ reason }, "discovery failed and will be tried again");
        told = reason;
        await this.#presence.setSilent(this.#context.mcs.primary, true, reason);
        if (connection.state === "up" && !(await jobs.pause(RETRY_MS))) return;
        if (jobs.stopped) return;
      }
    }
    await this.#presence.setSilent(this.#context.mcs.primary, false, "");
    await this.#events.start();
    this.#ready = true;
    this.#poller.start();
    this.#leds.start();
    this.#presence.start();
    await this.#discovery.details(signal);
    this.#settled.resolve();
    await this.#context.domain.verifyInterrupted(this.controller);
  }

  /** Waits for the link to come up, but not for ever: asking tells what is wrong with it. */
  async #linked(): Promise<void> {
    const { connection, jobs } = this.#context;
    if (connection.state === "up") return;
    const up = Promise.withResolvers<void>();
    const unsubscribe = connection.onStateChange((state) => {
      if (state === "up") up.resolve();
    });
    await Promise.race([up.promise, jobs.pause(RETRY_MS)]);
    unsubscribe();
  }

  /** A controller's sensors are in the model: reads them all once. */
  async #found(mc: Mc, signal: AbortSignal): Promise<void> {
    const { tree } = this.#context;
    await this.#hotSwap.settle(mc);
    await this.#presence.found(mc);
    const sensors = tree.sensorsOf(mc);
    this.#reader.forget(sensors);
    for (const sensor of sensors) this.#reader.presetThresholds(sensor);
    await this.#poller.sweep(sensors, signal, true);
  }

  async #detail(mc: Mc, signal: AbortSignal): Promise<void> {
    for (const sensor of this.#context.tree.sensorsOf(mc)) {
      if (signal.aborted) return;
      await this.#reader.readThresholds(sensor, Lane.discovery, signal);
    }
  }

  #discover(mc: Mc): Promise<void> {
    const { jobs } = this.#context;
    return jobs.once(`discovery of ${addressText(mc.at)}`, (signal) => this.#discovery.controller(mc, signal));
  }

  #linkChanged(): void {
    const { connection, jobs, mcs } = this.#context;
    const { state } = connection;
    if (state === "closed" || state === "connecting") return;
    const up = state === "up";
    if (up) for (const mc of mcs) mc.misses = 0;
    void jobs.run("link state", async () => {
      await this.#presence.setSilent(mcs.primary, !up, up ? "" : (connection.trouble ?? `the connection is ${state}`));
    });
    if (up) void jobs.once("catching up", (signal) => this.#catchUp(signal));
  }

  /** The controller answers again: what happened meanwhile, and how things are now. */
  async #catchUp(signal: AbortSignal): Promise<void> {
    const { tree } = this.#context;
    if (!this.#ready) return;
    this.#events.forget();
    await this.#events.refresh();
    this.#presence.hurry();
    await this.#presence.look(signal);
    await this.#poller.sweep([...tree.sensors()], signal, true);
  }

  async #refresh(sensor: Sensor, signal: AbortSignal): Promise<void> {
    const bound = this.#context.tree.sensor(sensor.id);
    if (bound !== undefined) await this.#reader.read(bound, Lane.demand, signal);
  }

  async #rediscover(mc: Mc | null): Promise<void> {
    const { jobs } = this.#context;
    if (mc !== null && mc !== this.#context.mcs.primary) return this.#discover(mc);
    await jobs.once("rediscovery", async (signal) => {
      await this.#discovery.all(signal);
      await this.#discovery.details(signal);
    });
  }

  /** The same as an operation: rejects with DeviceSilentError `E_TIMEOUT` when whom it is about does not answer. */
  async #rediscovered(which: Mc | null): Promise<void> {
    await this.#rediscover(which);
    const { at, presence } = which ?? this.#context.mcs.primary;
    if (presence === "silent") {
      throw new DeviceSilentError("E_TIMEOUT", `the controller at ${addressText(at)} does not answer`);
    }
  }

  /** The controller told of an event, in the form of a SEL record, by another way than the connection. */
  announce(record: Uint8Array): void {
    if (this.#ready) void this.#context.jobs.run("announced event", () => this.#events.announce(record));
  }

  /** The controller's SEL as far as it was read, oldest first. */
  selRecords(): readonly ReadSelRecord[] {
    return this.#events.log.records();
  }
}
