import { type Cancel, type Clock, every } from "../base/clock.ts";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { NotThereError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { ModelChange } from "./change.ts";
import {
  acknowledgementEvent,
  agentAlarmEvent,
  conflictEvent,
  foundStateEvent,
  operationEvent,
  silenceEvent,
} from "./domain-events.ts";
import type { HpiEvent, LoggedEvent, SourceCursor } from "./event.ts";
import { EventEffects } from "./event-effects.ts";
import { EventLog } from "./event-log.ts";
import { EventPipeline } from "./event-pipeline.ts";
import { recall } from "./history.ts";
import { Model } from "./model.ts";
import type { Operation, OperationRequest, Principal } from "./operation.ts";
import { Operations } from "./operations.ts";
import type { AuditSink, EventJournal, IdAllocator } from "./ports.ts";
import type { ControlValue } from "./rdr/control.ts";
import type { Inventory } from "./rdr/inventory.ts";
import type { Thresholds } from "./rdr/sensor.ts";
import type { ReportedReading, SensorReading } from "./reading.ts";
import { Reconciler } from "./reconciler.ts";
import type { HotSwapStatus, Resource, ResourceDescription } from "./resource.ts";
import { SensorStates } from "./sensor-states.ts";
import type { Severity } from "./severity.ts";
import { Silence } from "./silence.ts";
import type { DiscoveryStatus, Source } from "./source.ts";

export interface DomainOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: EventJournal;
  readonly ids: IdAllocator;
  readonly audit: AuditSink;
  /** Makes unique ids for operations. */
  readonly newId: () => string;
  /** True when the hardware is simulated; every door says so. */
  readonly simulated: boolean;
  /** How long a write to the log may take before events go on from memory, milliseconds. Default 250. */
  readonly logPatienceMs?: number | undefined;
}

const SPACE = "object";
const AGEING_MS = 1000;
const RESTORED_EVENTS = 10_000;

/**
 * The waist: one model of all hardware, fed by sources, read by exporters. Reading never waits for hardware. Events are
 * seen by anybody only after they are committed.
 */
export class Domain extends Model {
  readonly name: string;
  readonly simulated: boolean;
  readonly #options: DomainOptions;
  readonly #states = new SensorStates();
  readonly #silence = new Silence();
  readonly #reconciler: Reconciler;
  readonly #effects: EventEffects;
  readonly #sources = new Map<string, Source>();
  readonly #discovery = new Map<string, DiscoveryStatus>();
  readonly #pipeline: EventPipeline;
  readonly #log: EventLog;
  readonly #operations: Operations;
  readonly #events: Emitter<LoggedEvent>;
  readonly #changes: Emitter<ModelChange>;
  #cursors: ReadonlyMap<string, string> = new Map();
  #stopAgeing: Cancel = () => {};

  private constructor(options: DomainOptions) {
    super(options.clock, ({ id, resourceId }) => this.#changed({ kind: "reading", resourceId, sensorId: id }));
    this.#options = options;
    this.name = options.name;
    this.simulated = options.simulated;
    this.#events = new Emitter("events", options.logger);
    this.#changes = new Emitter("changes", options.logger);
    this.#pipeline = new EventPipeline({
      journal: options.journal,
      clock: options.clock,
      logger: options.logger,
      apply: (event) => {
        this.#effects.apply(event);
        this.#events.emit(event);
      },
      onDurability: (durable, reason) => void this.#durability(durable, reason),
      patienceMs: options.logPatienceMs,
    });
    this.#reconciler = new Reconciler({
      clock: options.clock,
      states: this.#states,
      alarmed: (sensorId, state) => this.alarmTable.get(`sensor:${sensorId}:${state}`) !== undefined,
      current: (sensorId) => ({ sensor: this.sensor(sensorId), reading: this.reading(sensorId) }),
      emit: (event) => void this.emit({ ...event, time: this.eventTime() }),
    });
    this.#effects = new EventEffects({
      table: this.table,
      alarms: this.alarmTable,
      readings: this.readings,
      states: this.#states,
      reconciler: this.#reconciler,
      changed: (change) => this.#changed(change),
    });
    this.#log = new EventLog(options.journal, this.#pipeline);
    this.#operations = new Operations({
      clock: options.clock,
      logger: options.logger,
      audit: options.audit,
      newId: options.newId,
      handlerOf: (id) => this.#sources.get(this.table.get(id)?.controller ?? ""),
      onState: (operation) => this.#operationEntered(operation),
    });
  }

  /** Opens the model on its log: what was asserted, and where, is known again. */
  static async open(options: DomainOptions): Promise<Domain> {
    const domain = new Domain(options);
    await domain.#restore();
    domain.#stopAgeing = every(options.clock, AGEING_MS, () => domain.readings.age(domain.table.instruments()));
    return domain;
  }

  /**
   * Takes note that somebody knows of an alarm; it is on record when this resolves. A state that only events tell, and
   * whose end no reading can show, ends by it. NotThereError `E_NO_ALARM`.
   */
  async acknowledge(alarmId: number, by = "an operator"): Promise<void> {
    const alarm = this.alarms().find(({ id }) => id === alarmId);
    if (alarm === undefined) throw new NotThereError("E_NO_ALARM", `no alarm ${alarmId} to acknowledge`);
    const sensor = alarm.sensorId === null ? undefined : this.sensor(alarm.sensorId);
    if (alarm.acknowledged) return;
    await this.emit(acknowledgementEvent(alarm, sensor, by, this.eventTime()));
  }

  /** The event log. */
  get log(): EventLog {
    return this.#log;
  }

  /** Where a source had read to when its last event was committed. */
  cursor(source: string): string | undefined {
    return this.#cursors.get(source);
  }

  discovery(): readonly DiscoveryStatus[] {
    return [...this.#discovery.values()];
  }

  operation(id: string): Operation | undefined {
    return this.#operations.get(id);
  }

  operations(): readonly Operation[] {
    return this.#operations.list();
  }

  /** Every event, in the order of the log, after it is committed. */
  onEvent(listener: (event: LoggedEvent) => void): Unsubscribe {
    return this.#events.on(listener);
  }

  /** Everything that changes, coalesced by nobody: listeners must be quick. */
  onChange(listener: (change: ModelChange) => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  // ---- doors -------------------------------------------------------------------------------------------------------

  /** The one way to change hardware; see Operations.perform. */
  perform(
    request: OperationRequest,
    principal: Principal,
    timeoutMs = 30_000,
    reference?: string,
  ): { accepted: Operation; finished: Promise<Operation> } {
    if (this.table.get(request.resourceId) === undefined) {
      throw new NotThereError("E_NO_RESOURCE", `no resource ${request.resourceId}`);
    }
    return this.#operations.perform(request, principal, timeoutMs, reference);
  }

  /** A reading no older than `maxAgeMs` when the owner gives one before the deadline (at most 2 s), else the last known. */
  async read(sensorId: number, maxAgeMs: number, deadlineMs: number): Promise<SensorReading> {
    const sensor = this.sensor(sensorId);
    if (sensor === undefined) throw new NotThereError("E_NO_SENSOR", `no sensor ${sensorId}`);
    const known = this.reading(sensorId);
    const resource = this.table.get(sensor.resourceId);
    const source = this.#sources.get(resource?.controller ?? "");
    if (known.quality === "good" && this.clock.monotonic() - known.at.monotonic <= maxAgeMs) return known;
    if (source?.refresh === undefined || resource?.present === false) return known;
    const giveUp = new AbortController();
    const cancel = this.clock.after(Math.min(deadlineMs, 2000), () => giveUp.abort());
    try {
      await source.refresh(sensor, giveUp.signal);
    } catch (error) {
      this.#options.logger.debug({ sensorId, error }, "an on-demand read gave nothing");
    } finally {
      cancel();
    }
    return this.reading(sensorId);
  }

  // ---- sources -----------------------------------------------------------------------------------------------------

  addSource(source: Source): Unsubscribe {
    this.#sources.set(source.controller, source);
    return () => {
      if (this.#sources.get(source.controller) === source) this.#sources.delete(source.controller);
    };
  }

  /** To be called by a source that knows all its hardware: what became of operations that a crash interrupted? */
  verifyInterrupted(controller: string): Promise<void> {
    return this.#operations.verifyRecovered(controller);
  }

  setDiscovery(status: DiscoveryStatus): void {
    this.#discovery.set(status.controller, status);
    this.#changed({ kind: "discovery" });
  }

  /** Gives ids to all that is going to be described, with one write to disk instead of one for each resource. */
  async prepare(descriptions: readonly ResourceDescription[]): Promise<void> {
    const keys = descriptions.flatMap(({ key, rdrs }) => [key, ...rdrs.map((rdr) => rdr.key)]);
    await this.#options.ids.allocate(SPACE, keys);
  }

  /** Adds a resource or replaces its description. Ids are on disk when this resolves. */
  async describe(description: ResourceDescription): Promise<Resource> {
    const keys = [description.key, ...description.rdrs.map((rdr) => rdr.key)];
    const ids = await this.#options.ids.allocate(SPACE, keys);
    const id = ids[0]!;
    const known = this.#effects.hotSwapOf(id);
    const hotSwap = this.#hotSwapFor(known, description);
    const { before, resource, gone, conflict } = this.table.put(id, description, ids.slice(1), hotSwap);
    for (const old of gone) this.#forget(old);
    if (before === undefined) {
      for (const sensor of this.sensorsOf(id)) this.#effects.restoreAlarms(sensor);
    }
    if (!resource.present) this.#effects.markAbsent(resource);
    if (this.#silence.of(resource) !== resource.silent) this.table.update(id, { silent: !resource.silent });
    this.#changed({ kind: "resource", resourceId: id });
    if (conflict !== undefined && before === undefined) {
      await this.emit(conflictEvent({ ...resource, tag: description.tag }, conflict, this.eventTime()));
    }
    if (description.hotSwap !== undefined && known !== null && known.state !== description.hotSwap) {
      await this.emit(foundStateEvent(id, description, description.hotSwap, known.state, this.eventTime()));
    }
    return this.table.get(id) ?? resource;
  }

  /** Takes a resource out of the model for good; its ids stay reserved. */
  withdraw(resourceId: number): void {
    const resource = this.table.remove(resourceId);
    if (resource === undefined) return;
    this.#silence.forget(resourceId);
    for (const id of resource.instruments) this.#forget(id);
    if (this.alarmTable.clearWhere((a) => a.resourceId === resourceId)) this.#changed({ kind: "alarms" });
    this.#changed({ kind: "resource-removed", resourceId, instruments: resource.instruments });
  }

  /** Begins a new generation: results of work begun before are dropped. */
  newGeneration(resourceId: number): number {
    return this.table.update(resourceId, { generation: (this.table.get(resourceId)?.generation ?? 0) + 1 }).generation;
  }

  /** A reading from the owner. Dropped when its resource is gone, absent, or of a newer generation. */
  report(sensorId: number, reading: ReportedReading, generation?: number): void {
    const sensor = this.sensor(sensorId);
    const resource = sensor === undefined ? undefined : this.table.get(sensor.resourceId);
    if (sensor === undefined || resource === undefined || !resource.present) return;
    if (generation !== undefined && generation !== resource.generation) return;
    this.readings.report(sensor, reading);
    if (reading.quality === "good") this.#reconciler.seen(sensor, reading.states);
  }

  reportThresholds(sensorId: number, thresholds: Thresholds): void {
    const sensor = this.sensor(sensorId);
    if (sensor === undefined) return;
    this.thresholdValues.set(sensorId, thresholds);
    this.#changed({ kind: "thresholds", resourceId: sensor.resourceId, sensorId });
  }

  reportControl(controlId: number, value: ControlValue): void {
    const control = this.table.instrument(controlId);
    if (control === undefined) return;
    this.controlValues.set(controlId, value);
    this.#changed({ kind: "control", resourceId: control.resourceId, controlId });
  }

  reportInventory(inventoryId: number, inventory: Inventory): void {
    const instrument = this.table.instrument(inventoryId);
    if (instrument === undefined) return;
    this.inventoryValues.set(inventoryId, inventory);
    this.#changed({ kind: "inventory", resourceId: instrument.resourceId, inventoryId });
  }

  /** It stopped or began again to answer. Readings go stale at once; the last values stay. */
  async setSilent(resourceId: number, silent: boolean, reason: string): Promise<void> {
    const resource = this.table.get(resourceId);
    if (resource === undefined || !this.#silence.setResource(resourceId, silent)) return;
    this.#followSilence(resource);
    if (resource.present) await this.emit(silenceEvent(resource, silent, reason, this.eventTime()));
  }

  /**
   * The same for everything a controller owns: one event and one alarm for all. What was silent by itself stays so. Another
   * reason changes what the alarm says, and is no event: reasons may alternate for months.
   */
  async setControllerSilent(controller: string, silent: boolean, reason: string): Promise<void> {
    const subject = `controller:${controller}`;
    const text = silent
      ? `controller ${controller} does not answer: ${reason}`
      : `controller ${controller} answers again`;
    if (!this.#silence.setController(controller, silent)) {
      if (silent && this.alarmTable.reword(`agent:${subject}`, text)) this.#changed({ kind: "alarms" });
      return;
    }
    for (const resource of this.resources()) {
      if (resource.controller === controller) this.#followSilence(resource);
    }
    await this.agentAlarm(subject, silent ? "major" : null, text);
  }

  /** Raises (severity) or clears (null) an alarm of the agent itself. */
  async agentAlarm(subject: string, severity: Severity | null, text: string): Promise<void> {
    await this.emit(agentAlarmEvent(subject, severity, text, this.eventTime()));
  }

  /**
   * Commits an event and, with it, how far its source has read; resolves when everybody saw it. `full`: not even a power
   * cut may take it back.
   */
  async emit(event: HpiEvent, cursor?: SourceCursor, durability: "normal" | "full" = "normal"): Promise<LoggedEvent> {
    const logged = await this.#pipeline.emit(event, cursor, durability);
    if (cursor !== undefined) this.#cursors = new Map(this.#cursors).set(cursor.source, cursor.value);
    return logged;
  }

  /** The time of an event that is noticed now. */
  eventTime(device: number | null = null, trusted = false): HpiEvent["time"] {
    return { received: this.clock.wall(), device, trusted };
  }

  /** Ends timers and running operations and waits for the events under way. */
  async close(): Promise<void> {
    this.#stopAgeing();
    this.#reconciler.close();
    this.#operations.close();
    await this.#pipeline.drain();
    this.#pipeline.close();
  }

  // ---- inside ------------------------------------------------------------------------------------------------------

  #changed(change: ModelChange): void {
    this.#changes.emit(change);
  }

  async #restore(): Promise<void> {
    this.#cursors = await this.#options.journal.cursors();
    const history = recall(await this.#log.latest(RESTORED_EVENTS), this.#states);
    this.#effects.restoreHotSwap(history.hotSwap);
    this.alarmTable.restoreAcknowledged(history.acknowledged);
    for (const operation of history.unfinished) await this.#operations.recover(operation);
  }

  #hotSwapFor(known: HotSwapStatus | null, { hotSwap, hotSwapNative }: ResourceDescription): HotSwapStatus | null {
    if (hotSwap === undefined) return null;
    // A difference becomes an event, which changes the state when it is committed.
    if (known !== null) return known;
    return {
      state: hotSwap,
      previous: null,
      cause: "unknown",
      native: hotSwapNative ?? null,
      since: this.clock.wall(),
    };
  }

  #followSilence(resource: Resource): void {
    const silent = this.#silence.of(resource);
    if (resource.silent === silent) return;
    this.table.update(resource.id, { silent });
    if (silent) {
      for (const sensor of this.sensorsOf(resource.id)) this.readings.makeStale(sensor);
    }
    this.#changed({ kind: "resource", resourceId: resource.id });
  }

  #forget(instrumentId: number): void {
    this.#reconciler.cancel(instrumentId);
    this.dropValues(instrumentId);
    if (this.alarmTable.clearWhere((a) => a.sensorId === instrumentId)) this.#changed({ kind: "alarms" });
  }

  async #durability(durable: boolean, reason: string): Promise<void> {
    await this.agentAlarm(
      "event-log",
      durable ? null : "major",
      durable ? "the event log is durable again" : `the event log is not durable: ${reason}`,
    );
  }

  async #operationEntered(operation: Operation): Promise<void> {
    const { request, state } = operation;
    this.#changed({ kind: "operation", operationId: operation.id });
    if (state === "running" || state === "verifying") return;
    // On record for good before power goes: this machine may hang on it.
    const durability = request.kind === "set-power" || request.kind === "reset" ? "full" : "normal";
    const { tag } = this.table.get(request.resourceId) ?? {};
    await this.emit(operationEvent(operation, tag, this.eventTime()), undefined, durability);
  }
}
