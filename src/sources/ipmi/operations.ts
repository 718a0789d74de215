import { delay } from "../../base/clock.ts";
import { DeviceRefusedError, UsageError } from "../../base/errors.ts";
import type { OperationRequest } from "../../hpi/operation.ts";
import type { ControlValue } from "../../hpi/rdr/control.ts";
import { type ThresholdName, type Thresholds, thresholdNames } from "../../hpi/rdr/sensor.ts";
import { ChassisControl } from "../../ipmi/commands/chassis/chassis-control.ts";
import { GetChassisStatus } from "../../ipmi/commands/chassis/get-chassis-status.ts";
import { FruControl } from "../../ipmi/commands/picmg/fru-control.ts";
import { SetFruActivation } from "../../ipmi/commands/picmg/set-fru-activation.ts";
import { SetFruLedState } from "../../ipmi/commands/picmg/set-fru-led-state.ts";
import { GetSensorHysteresis } from "../../ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { SetSensorHysteresis } from "../../ipmi/commands/sensor-event/set-sensor-hysteresis.ts";
import { SetSensorThresholds } from "../../ipmi/commands/sensor-event/set-sensor-thresholds.ts";
import { Lane } from "../../ipmi/connection.ts";
import { isReversed } from "../../ipmi/hysteresis.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import type { FruState } from "../../ipmi/picmg/fru-state.ts";
import { countFromRaw } from "../../ipmi/raw-count.ts";
import { isLinear, rawFromValue } from "../../ipmi/reading.ts";
import { thresholdNames as ipmiThresholdNames } from "../../ipmi/thresholds.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { ledRequest, readLed } from "./leds.ts";
import { type Hysteresis, hysteresisCounts, hysteresisOf } from "./limits.ts";
import type { Mc } from "./mc.ts";
import { hpiThreshold } from "./sensor-rdr.ts";
import type { SensorReader } from "./sensor-reader.ts";
import { inOrder } from "./threshold-states.ts";
import type { BoundSensor } from "./tree.ts";

type Request<K extends OperationRequest["kind"]> = Extract<OperationRequest, { kind: K }>;

export interface Running {
  readonly signal: AbortSignal;
  verifying(): void;
}

const VERIFY_PAUSE_MS = 500;
const ALL = 0xff;
const opposite = { positive: "negative", negative: "positive" } as const;

/** Carries operations out and verifies what they did. */
export class IpmiOperations {
  readonly #context: Context;
  readonly #reader: SensorReader;
  readonly #catchUp: () => Promise<void>;
  readonly #rediscover: (mc: Mc | null) => Promise<void>;

  constructor(
    context: Context,
    reader: SensorReader,
    /** Reads what the SEL has new. */
    catchUp: () => Promise<void>,
    rediscover: (mc: Mc | null) => Promise<void>,
  ) {
    this.#context = context;
    this.#reader = reader;
    this.#catchUp = catchUp;
    this.#rediscover = rediscover;
  }

  /** UsageError `E_NOT_SUPPORTED`, `E_THRESHOLDS`; DeviceRefusedError `E_NOT_VERIFIED`; and what `send` rejects with. */
  async operate(request: OperationRequest, running: Running): Promise<void> {
    switch (request.kind) {
      case "set-thresholds":
        return this.#setThresholds(request, running);
      case "set-control":
        return this.#setControl(request, running);
      case "set-hot-swap":
        return this.#setHotSwap(request, running);
      case "set-power":
        return this.#setPower(request, running);
      case "reset":
        return this.#reset(request, running);
      case "rediscover":
        return this.#rediscover(this.#context.tree.resource(request.resourceId)?.mc ?? null);
    }
  }

  /** Compares the hardware with what a request wanted; asks, and does nothing. */
  async verify(request: OperationRequest, signal: AbortSignal): Promise<Verdict> {
    const { tree, domain, mcs } = this.#context;
    switch (request.kind) {
      case "set-thresholds": {
        const sensor = tree.sensor(request.sensorId);
        if (sensor === undefined) return "cannot-tell";
        await this.#reader.readThresholds(sensor, Lane.operation, signal);
        if (keptThresholds(sensor, request.desired, domain.thresholds(sensor.id)).length > 0) return "otherwise";
        const wanted = this.#wantedHysteresis(sensor, request.desired);
        const channel = this.#channel(sensor.mc, signal, sensor.point.lun);
        return verdict(wanted === undefined || (await hasHysteresis(channel, sensor, wanted)));
      }
      case "set-control": {
        const led = tree.led(request.controlId);
        const value = led === undefined ? null : await readLed(this.#channel(led.mc, signal), led.fru.id, led.number);
        return value === null ? "cannot-tell" : verdict(showsWanted(value, request.desired));
      }
      case "set-hot-swap": {
        const { mc, fru } = tree.resource(request.resourceId) ?? {};
        if (mc == null || fru == null || fru.mState === null) return "cannot-tell";
        return verdict(fru.mState === wantedState(request));
      }
      case "set-power": {
        if (request.desired === "cycle") return "cannot-tell";
        const status = await this.#channel(mcs.primary, signal).ask(GetChassisStatus, {});
        return status === null ? "cannot-tell" : verdict(status.powerOn === (request.desired === "on"));
      }
      case "reset":
      case "rediscover":
        return "cannot-tell";
    }
  }

  #channel(mc: Mc, signal: AbortSignal, lun = 0): Channel {
    return new Channel(this.#context.connection, { lane: Lane.operation, target: mc.target, lun, signal });
  }

  async #setThresholds(request: Request<"set-thresholds">, running: Running): Promise<void> {
    const { domain, tree } = this.#context;
    const sensor = tree.sensor(request.sensorId);
    if (sensor?.point.record.kind !== "full-sensor" || sensor.rdr.numeric === null) throw notSupported(request);
    const { desired } = request;
    const wanted = thresholdNames.filter((name) => desired[name] !== undefined);
    const fixed = wanted.filter((name) => !sensor.rdr.writableThresholds.includes(name));
    if (fixed.length > 0) {
      throw new UsageError("E_NOT_SUPPORTED", `${sensor.rdr.name}: ${fixed.join(", ")} cannot be set`, { fixed });
    }
    if (!inOrder({ ...domain.thresholds(sensor.id), ...desired })) {
      throw new UsageError(
        "E_THRESHOLDS",
        `${sensor.rdr.name}: thresholds must rise from lower critical to upper critical`,
      );
    }
    const channel = this.#channel(sensor.mc, running.signal, sensor.point.lun);
    // Whatever cannot be done is refused before anything is.
    const hysteresis = this.#wantedHysteresis(sensor, desired);
    if (wanted.length > 0) await channel.send(SetSensorThresholds, thresholdRequest(sensor, desired));
    if (hysteresis !== undefined) {
      await channel.send(SetSensorHysteresis, { sensorNumber: sensor.point.number, mask: ALL, ...hysteresis });
    }
    running.verifying();
    await this.#reader.readThresholds(sensor, Lane.operation, running.signal);
    this.#verifyThresholds(sensor, desired);
    if (hysteresis !== undefined && !(await hasHysteresis(channel, sensor, hysteresis))) {
      throw notVerified(`${sensor.rdr.name} kept another hysteresis`);
    }
    await this.#reader.read(sensor, Lane.demand, running.signal);
  }

  /** Undefined when none is wanted. */
  #wantedHysteresis(sensor: BoundSensor, desired: Thresholds): Hysteresis | undefined {
    const { positiveHysteresis, negativeHysteresis } = desired;
    if (positiveHysteresis === undefined && negativeHysteresis === undefined) return undefined;
    const { record } = sensor.point;
    if (record.kind !== "full-sensor" || record.hysteresisSupport !== "settable") {
      throw new UsageError("E_NOT_SUPPORTED", `${sensor.rdr.name}: its hysteresis cannot be set`);
    }
    const known = this.#reader.limits(sensor);
    const before = known?.hysteresis ?? hysteresisOf(record) ?? { positive: 0, negative: 0 };
    const counts = (rawSide: "positive" | "negative") => {
      const side = isReversed(record) ? opposite[rawSide] : rawSide;
      const width = desired[`${side}Hysteresis`];
      if (width === undefined) return before[rawSide];
      const count = hysteresisCounts(record, side, width, { ...known?.thresholds, ...desired });
      if (count !== undefined) return count;
      throw new UsageError(
        "E_NOT_SUPPORTED",
        `${sensor.rdr.name}: its hysteresis is a number of counts, which are worth something else at every threshold`,
      );
    };
    return { positive: counts("positive"), negative: counts("negative") };
  }

  #verifyThresholds(sensor: BoundSensor, desired: Thresholds): void {
    const off = keptThresholds(sensor, desired, this.#context.domain.thresholds(sensor.id));
    if (off.length > 0) throw notVerified(`${sensor.rdr.name} kept other values of ${off.join(", ")}`);
  }

  async #setControl(request: Request<"set-control">, running: Running): Promise<void> {
    const { domain, tree } = this.#context;
    const led = tree.led(request.controlId);
    const message = led === undefined ? null : ledRequest(led.fru.id, led.number, request.desired);
    if (led === undefined || message === null) throw notSupported(request);
    const channel = this.#channel(led.mc, running.signal);
    await channel.send(SetFruLedState, message);
    running.verifying();
    const value = await readLed(channel, led.fru.id, led.number);
    if (value === null) return;
    domain.reportControl(led.id, value);
    if (!showsWanted(value, request.desired)) {
      throw notVerified(`the LED is ${shown(value)}, not ${shown(request.desired)}`);
    }
  }

  async #setHotSwap(request: Request<"set-hot-swap">, running: Running): Promise<void> {
    const { tree, domain, clock } = this.#context;
    const bound = tree.resource(request.resourceId);
    const resource = domain.resource(request.resourceId);
    const managed = resource?.capabilities.includes("managed-hot-swap") ?? false;
    if (bound?.mc == null || bound.fru === null || !managed) throw notSupported(request);
    const { mc, fru } = bound;
    const channel = this.#channel(mc, running.signal);
    await channel.send(SetFruActivation, { fruDeviceId: fru.id, activation: request.desired });
    running.verifying();
    const wanted = wantedState(request);
    const sensor = tree.sensorsOf(mc).find((s) => s.resourceId === resource?.id && s.rdr.type === "fru-hot-swap");
    // The operation's own deadline ends this; events bring the change into the model.
    for (;;) {
      if (sensor !== undefined) await this.#reader.read(sensor, Lane.operation, running.signal);
      if (fru.mState === wanted) break;
      if (fru.mState === null || sensor === undefined) throw notVerified("it has no hot-swap sensor to verify by");
      await delay(clock, VERIFY_PAUSE_MS, running.signal);
    }
    await this.#catchUp();
  }

  async #setPower(request: Request<"set-power">, running: Running): Promise<void> {
    this.#check(request, "power");
    const { mcs, clock } = this.#context;
    const channel = this.#channel(mcs.primary, running.signal);
    const actions = { on: "powerUp", off: "powerDown", cycle: "powerCycle" } as const;
    // Cutting power must not wait behind anything.
    const lane = request.desired === "off" ? Lane.safety : Lane.operation;
    await channel.send(ChassisControl, { action: actions[request.desired] }, { lane });
    running.verifying();
    if (request.desired === "cycle") return;
    for (;;) {
      const status = await channel.ask(GetChassisStatus, {});
      if (status === null || status.powerOn === (request.desired === "on")) return;
      await delay(clock, VERIFY_PAUSE_MS, running.signal);
    }
  }

  async #reset(request: Request<"reset">, running: Running): Promise<void> {
    this.#check(request, "reset");
    const { mc, fru } = this.#context.tree.resource(request.resourceId) ?? {};
    if (mc?.picmg != null && fru != null) {
      const options = { cold: "coldReset", warm: "warmReset", graceful: "gracefulReboot" } as const;
      const option = options[request.desired];
      await this.#channel(mc, running.signal).send(FruControl, { fruDeviceId: fru.id, option });
      return;
    }
    // A soft shutdown is no graceful reset: nothing comes back from it.
    if (request.desired !== "cold") throw notSupported(request);
    await this.#channel(this.#context.mcs.primary, running.signal).send(ChassisControl, { action: "hardReset" });
  }

  #check(request: OperationRequest, capability: "power" | "reset"): void {
    const resource = this.#context.domain.resource(request.resourceId);
    if (!resource?.capabilities.includes(capability)) throw notSupported(request);
  }
}

type Verdict = "as-wanted" | "otherwise" | "cannot-tell";

function verdict(asWanted: boolean): Verdict {
  return asWanted ? "as-wanted" : "otherwise";
}

/** Thresholds that were wanted and are more than one count off. What cannot be read is believed. */
function keptThresholds({ rdr, point }: BoundSensor, desired: Thresholds, now: Thresholds): readonly ThresholdName[] {
  const { record } = point;
  const step = rdr.numeric?.resolution ?? 0;
  const isNear = (value: number, wanted: number) => {
    if (record.kind !== "full-sensor" || isLinear(record)) return Math.abs(value - wanted) <= step;
    const [a, b] = [value, wanted].map((one) => countFromRaw(record.analogFormat, rawFromValue(record, one) ?? 0));
    return Math.abs(a! - b!) <= 1;
  };
  return thresholdNames.filter((name) => {
    const wanted = desired[name];
    if (wanted === undefined || !rdr.readableThresholds.includes(name)) return false;
    return now[name] === undefined || !isNear(now[name], wanted);
  });
}

/** Whether a hysteresis is in force. What cannot be read is believed. */
async function hasHysteresis(channel: Channel, { point }: BoundSensor, wanted: Hysteresis): Promise<boolean> {
  const told = await channel.ask(GetSensorHysteresis, { sensorNumber: point.number, mask: ALL });
  return told === null || (told.positive === wanted.positive && told.negative === wanted.negative);
}

/** Durations and colors are rounded to what a LED can do; a lamp test ends by itself. */
function showsWanted(value: ControlValue, { mode, state }: ControlValue): boolean {
  if (state.type !== "led" || value.state.type !== "led") return value.mode === mode;
  if (state.mode === "lamp-test") return true;
  return value.mode === mode && (mode === "auto" || value.state.mode === state.mode);
}

function shown({ mode, state }: ControlValue): string {
  return state.type === "led" && mode === "manual" ? state.mode : `in mode ${mode}`;
}

function wantedState({ desired }: Request<"set-hot-swap">): FruState {
  return desired === "activate" ? "m4" : "m1";
}

function thresholdRequest(sensor: BoundSensor, desired: Thresholds) {
  const { record, number } = sensor.point;
  const values = { lowerNonCritical: 0, lowerCritical: 0, lowerNonRecoverable: 0 };
  const all = { ...values, upperNonCritical: 0, upperCritical: 0, upperNonRecoverable: 0 };
  const set = ipmiThresholdNames.filter((name) => desired[hpiThreshold(name, record)] !== undefined);
  const isConvertible = record.kind === "full-sensor" && !isNonLinear(record.linearization);
  for (const name of set) {
    const raw = isConvertible ? rawFromValue(record, desired[hpiThreshold(name, record)]!) : undefined;
    if (raw === undefined) {
      throw new UsageError("E_THRESHOLDS", `${sensor.rdr.name}: no such value of ${hpiThreshold(name, record)}`);
    }
    all[name] = raw;
  }
  return { sensorNumber: number, set, ...all };
}

function notSupported(request: OperationRequest): UsageError {
  return new UsageError("E_NOT_SUPPORTED", `${request.kind} is not supported here`, { kind: request.kind });
}

function notVerified(what: string): DeviceRefusedError {
  return new DeviceRefusedError("E_NOT_VERIFIED", `accepted, but without the effect: ${what}`);
}
