/** Controllers on a bus, made of data, behind a FakeConnection. */
import { DeviceSilentError, NotThereError } from "../../../src/base/errors.ts";
import { busAddress } from "../../../src/ipmi/bus-address.ts";
import type { Command } from "../../../src/ipmi/command.ts";
import { GetBmcGlobalEnables } from "../../../src/ipmi/commands/app/get-bmc-global-enables.ts";
import { GetDeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";
import { GetMessageFlags } from "../../../src/ipmi/commands/app/get-message-flags.ts";
import { ReadEventMessageBuffer } from "../../../src/ipmi/commands/app/read-event-message-buffer.ts";
import { SetBmcGlobalEnables } from "../../../src/ipmi/commands/app/set-bmc-global-enables.ts";
import { ChassisControl } from "../../../src/ipmi/commands/chassis/chassis-control.ts";
import { GetChassisStatus } from "../../../src/ipmi/commands/chassis/get-chassis-status.ts";
import { FruControl } from "../../../src/ipmi/commands/picmg/fru-control.ts";
import { GetAddressInfo } from "../../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetFruLedProperties } from "../../../src/ipmi/commands/picmg/get-fru-led-properties.ts";
import { GetFruLedState } from "../../../src/ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../../src/ipmi/commands/picmg/get-led-color-capabilities.ts";
import { GetPicmgProperties } from "../../../src/ipmi/commands/picmg/get-picmg-properties.ts";
import { SetFruActivation } from "../../../src/ipmi/commands/picmg/set-fru-activation.ts";
import { SetFruLedState } from "../../../src/ipmi/commands/picmg/set-fru-led-state.ts";
import { GetDeviceSdr } from "../../../src/ipmi/commands/sensor-event/get-device-sdr.ts";
import { GetDeviceSdrInfo } from "../../../src/ipmi/commands/sensor-event/get-device-sdr-info.ts";
import { GetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { GetSensorReading } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { GetSensorThresholds } from "../../../src/ipmi/commands/sensor-event/get-sensor-thresholds.ts";
import { ReserveDeviceSdrRepository } from "../../../src/ipmi/commands/sensor-event/reserve-device-sdr-repository.ts";
import { SetSensorThresholds } from "../../../src/ipmi/commands/sensor-event/set-sensor-thresholds.ts";
import { GetFruInventoryAreaInfo } from "../../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import { GetSdrRepositoryInfo } from "../../../src/ipmi/commands/storage/get-sdr-repository-info.ts";
import { GetSelEntry } from "../../../src/ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo } from "../../../src/ipmi/commands/storage/get-sel-info.ts";
import { GetSelTime } from "../../../src/ipmi/commands/storage/get-sel-time.ts";
import { ReadFruData } from "../../../src/ipmi/commands/storage/read-fru-data.ts";
import { ReserveSdrRepository } from "../../../src/ipmi/commands/storage/reserve-sdr-repository.ts";
import type { Capabilities, RawRequest, RawResponse } from "../../../src/ipmi/connection.ts";
import { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { encodeFru, fruText } from "../../../src/ipmi/fru/index.ts";
import { encodeSdr, type FullSensor } from "../../../src/ipmi/sdr/index.ts";
import { typedText } from "../../../src/ipmi/typed-text.ts";

const INVALID = 0xc1;
const NOT_PRESENT = 0xcb;

export interface FakeSensor {
  number: number;
  /** Completion code instead of a reading. */
  refusal?: number;
  raw: number;
  states: number[];
  scanning?: boolean;
  unavailable?: boolean;
}

export interface FakeController {
  readonly address: number;
  /** Out of its slot: nobody acknowledges. */
  absent: boolean;
  /** There, but without an answer. */
  mute: boolean;
  firmwareMinor: number;
  site: { type: number; number: number } | null;
  picmg: boolean;
  deviceSdrs: Uint8Array[];
  readonly sensors: Map<number, FakeSensor>;
  readonly frus: Map<number, Uint8Array>;
  thresholds: Map<number, { upperNonCritical: number; upperCritical: number }>;
  led: { fn: number; on: number; override: boolean };
}

/** A shelf manager (or plain BMC) at 20h and whatever is added to it. */
export class FakeHardware {
  readonly connection: FakeConnection;
  /** By bus address. */
  readonly controllers = new Map<number, FakeController>();
  mainSdrs: Uint8Array[] = [];
  /** A completion code for a request, before anybody else sees it. */
  refuse: (raw: RawRequest) => number | undefined = () => undefined;
  sel: { id: number; raw: Uint8Array }[] = [];
  selErased = 0x60000000;
  selReadable = true;
  /** Whether what the first controller stands for is switched on; null = it has no chassis commands. */
  power: boolean | null = null;
  readonly chassisActions: (string | number)[] = [];
  readonly fruControls: { address: number; fruDeviceId: number; option: string | number }[] = [];
  /** Seconds since 1970 on the SEL clock. */
  selTime = Date.UTC(2026, 0, 1) / 1000;
  eventBuffer: Uint8Array[] = [];
  eventBufferOn = false;
  nextSelId = 1;
  readonly #commands = new Map<string, (raw: RawRequest) => RawResponse | number>();
  readonly sites: { address: number; type: number; number: number }[] = [];

  constructor(options: { picmg?: boolean; capabilities?: Partial<Capabilities> } = {}) {
    this.connection = new FakeConnection({
      handler: (raw) => this.#handle(raw),
      ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities }),
    });
    const primary = this.add(0x20, options.picmg === false ? null : { type: 3, number: 1 });
    primary.picmg = options.picmg !== false;
    this.#answers();
  }

  get primary(): FakeController {
    return this.controllers.get(0x20)!;
  }

  add(address: number, site: FakeController["site"], channel = 0): FakeController {
    const controller: FakeController = {
      address,
      absent: false,
      mute: false,
      firmwareMinor: 0x07,
      site,
      picmg: site !== null,
      deviceSdrs: [],
      sensors: new Map(),
      frus: new Map(),
      thresholds: new Map(),
      led: { fn: 0, on: 0, override: false },
    };
    this.controllers.set(busAddress(address, channel), controller);
    if (site !== null && channel === 0) this.sites.push({ address, ...site });
    return controller;
  }

  /** A board with a locator in the main repository, a hot-swap sensor 0 in M4 and a temperature sensor 1. */
  board(slot: number, product = `Board-${slot}`): FakeController {
    const address = 0x80 + 2 * slot;
    const board = this.add(address, { type: 0, number: slot });
    this.mainSdrs.push(mcLocator(this.mainSdrs.length + 1, address, 0xa0, 0x60 + slot, product));
    board.deviceSdrs = [
      compactRecord(1, address, 0, { sensorType: 0xf0, entity: [0xa0, 0x60 + slot], name: "Hot Swap" }),
      fullRecord(2, address, 1, { entity: [0xa0, 0x60 + slot], name: "Temp" }),
    ];
    board.sensors.set(0, { number: 0, raw: 0, states: [4] });
    board.sensors.set(1, { number: 1, raw: 40, states: [] });
    board.thresholds.set(1, { upperNonCritical: 80, upperCritical: 90 });
    board.frus.set(0, inventory(product));
    return board;
  }

  /** Writes a SEL record and, when it is on, the event message buffer. */
  log(event: SelEvent, where: { sel?: boolean; buffer?: boolean } = {}): Uint8Array {
    const raw = selRecord(this.nextSelId, this.selTime, event);
    if (where.sel !== false) {
      this.sel.push({ id: this.nextSelId, raw });
      this.nextSelId++;
    }
    if (where.buffer !== false && this.eventBufferOn) {
      const message = new Uint8Array(raw);
      message.fill(0, 3, 7);
      this.eventBuffer.push(message);
      this.connection.raiseAttention();
    }
    return raw;
  }

  /** A hot-swap event as ipmi_sim makes it: without cause, previous state and FRU. */
  hotSwap(slot: number, state: number): void {
    const address = 0x80 + 2 * slot;
    const sensor = this.controllers.get(address)?.sensors.get(0);
    if (sensor !== undefined) sensor.states = [state];
    this.log({ address, sensorType: 0xf0, number: 0, eventType: 0x6f, data: [state, 0xff, 0xff] });
  }

  #at({ target }: RawRequest): FakeController {
    const { address, channel } = target ?? { address: 0x20, channel: 0 };
    const controller = this.controllers.get(busAddress(address, channel));
    if (controller === undefined || controller.absent) {
      throw new NotThereError("E_NO_DEVICE", `nobody at ${address.toString(16)}h on channel ${channel}`);
    }
    if (controller.mute) throw new DeviceSilentError("E_TIMEOUT", "no answer");
    return controller;
  }

  /** The answer of every controller, whatever its address; a number is a completion code. */
  #answer<Request, Response>(
    command: Command<Request, Response>,
    answer: (request: Request, raw: RawRequest) => Response | number,
  ): void {
    const prefix = command.group === undefined ? [] : [command.group];
    this.#commands.set(commandKey(command.netFn, command.cmd), (raw) => {
      const response = answer(command.request.decode(raw.data.subarray(prefix.length)), raw);
      if (typeof response === "number") return response;
      return { completionCode: 0, data: Uint8Array.of(...prefix, ...command.response.encode(response)) };
    });
  }

  #handle(raw: RawRequest): RawResponse | number {
    this.#at(raw);
    const refusal = this.refuse(raw);
    if (refusal !== undefined) return refusal;
    return this.#commands.get(commandKey(raw.netFn, raw.cmd))?.(raw) ?? INVALID;
  }

  #answers(): void {
    this.#answer(GetDeviceId, (_, raw) => {
      const at = this.#at(raw);
      return {
        deviceId: at.address,
        deviceRevision: 1,
        providesDeviceSdrs: at.deviceSdrs.length > 0,
        firmwareMajor: 2,
        updateInProgress: false,
        firmwareMinor: at.firmwareMinor,
        ipmiMajor: 2,
        ipmiMinor: 0,
        sensorDevice: true,
        sdrRepositoryDevice: at.address === 0x20,
        selDevice: at.address === 0x20,
        fruInventoryDevice: true,
        ipmbEventReceiver: false,
        ipmbEventGenerator: true,
        bridge: false,
        chassisDevice: false,
        manufacturerId: 12634,
        productId: 1,
      };
    });
    this.#repositories();
    this.#sensors();
    this.#picmg();
    this.#sel();
    this.#chassis();
    this.#answer(GetFruInventoryAreaInfo, ({ fruDeviceId }, raw) => {
      const bytes = this.#at(raw).frus.get(fruDeviceId);
      return bytes === undefined ? NOT_PRESENT : { size: bytes.length, accessByWords: false };
    });
    this.#answer(ReadFruData, ({ fruDeviceId, offset, count }, raw) => {
      const bytes = this.#at(raw).frus.get(fruDeviceId);
      if (bytes === undefined) return NOT_PRESENT;
      const data = bytes.subarray(offset, offset + count);
      return { count: data.length, data };
    });
  }

  #repositories(): void {
    this.#answer(GetSdrRepositoryInfo, (_, raw) => {
      this.#at(raw);
      return {
        version: 0x51,
        recordCount: this.mainSdrs.length,
        freeSpace: 0,
        lastAddition: 0,
        lastErase: 0,
        allocationInfo: false,
        reserve: true,
        partialAdd: false,
        delete: false,
        update: "unspecified" as const,
        overflow: false,
      };
    });
    this.#answer(ReserveSdrRepository, (_, raw) => {
      this.#at(raw);
      return { reservationId: 1 };
    });
    this.#answer(GetSdr, (request, raw) => {
      this.#at(raw);
      return readRecord(this.mainSdrs, request);
    });
    this.#answer(GetDeviceSdrInfo, (_, raw) => ({
      count: this.#at(raw).deviceSdrs.length,
      lunsWithSensors: [0],
      dynamic: false,
    }));
    this.#answer(ReserveDeviceSdrRepository, (_, raw) => {
      this.#at(raw);
      return { reservationId: 1 };
    });
    this.#answer(GetDeviceSdr, (request, raw) => readRecord(this.#at(raw).deviceSdrs, request));
  }

  #sensors(): void {
    this.#answer(GetSensorReading, ({ sensorNumber }, raw) => {
      const sensor = this.#at(raw).sensors.get(sensorNumber);
      if (sensor === undefined) return NOT_PRESENT;
      if (sensor.refusal !== undefined) return sensor.refusal;
      return {
        reading: sensor.raw,
        unavailable: sensor.unavailable ?? false,
        scanning: sensor.scanning ?? true,
        events: true,
        states: sensor.states.filter((s) => s < 8),
        furtherStates: sensor.states.filter((s) => s >= 8).map((s) => s - 8),
      };
    });
    this.#answer(GetSensorThresholds, ({ sensorNumber }, raw) => {
      const own = this.#at(raw).thresholds.get(sensorNumber);
      if (own === undefined) return 0xcd;
      const none = { lowerNonCritical: 0, lowerCritical: 0, lowerNonRecoverable: 0, upperNonRecoverable: 0 };
      return { readable: ["upperNonCritical", "upperCritical"] as const, ...none, ...own };
    });
    this.#answer(SetSensorThresholds, ({ sensorNumber, set, upperNonCritical, upperCritical }, raw) => {
      const own = this.#at(raw).thresholds.get(sensorNumber);
      if (own === undefined) return 0xcd;
      if (set.includes("upperNonCritical")) own.upperNonCritical = upperNonCritical;
      if (set.includes("upperCritical")) own.upperCritical = upperCritical;
      return {};
    });
    this.#answer(GetSensorHysteresis, (_, raw) => {
      this.#at(raw);
      return { positive: 2, negative: 2 };
    });
  }

  #picmg(): void {
    const picmg = (raw: RawRequest) => {
      const at = this.#at(raw);
      return at.picmg ? at : undefined;
    };
    this.#answer(GetPicmgProperties, (_, raw) =>
      picmg(raw) === undefined
        ? INVALID
        : { extensionMajor: 2, extensionMinor: 2, maximumFruDeviceId: 0, controllerFruDeviceId: 0 },
    );
    this.#answer(GetAddressInfo, (request, raw) => {
      const at = picmg(raw);
      if (at === undefined) return INVALID;
      const { keyType, key, siteType } = request;
      const site = this.sites.find((s) => {
        if (keyType === "siteNumber") return s.type === siteType && s.number === key;
        if (keyType === "ipmbAddress") return s.address === key;
        return s.address === at.address;
      });
      if (site === undefined) return NOT_PRESENT;
      return {
        hardwareAddress: site.address / 2,
        ipmbAddress: site.address,
        reserved3: 0xff,
        fruDeviceId: 0,
        siteNumber: site.number,
        siteType: site.type,
      };
    });
    this.#answer(GetFruLedProperties, (_, raw) =>
      picmg(raw) === undefined ? INVALID : { statusLeds: ["blue"] as const, applicationLeds: 0 },
    );
    this.#answer(GetLedColorCapabilities, (_, raw) =>
      picmg(raw) === undefined
        ? INVALID
        : { colors: ["blue"] as const, localColor: "blue" as const, overrideColor: "blue" as const },
    );
    this.#answer(GetFruLedState, (_, raw) => {
      const { led } = this.#at(raw);
      return {
        localControl: true,
        override: led.override,
        lampTest: false,
        localFunction: 0,
        localOnDuration: 0,
        localColor: "blue" as const,
        overrideFunction: led.fn,
        overrideOnDuration: led.on,
        overrideColor: "blue" as const,
      };
    });
    this.#answer(SetFruLedState, (request, raw) => {
      const at = this.#at(raw);
      at.led = { fn: request.function, on: request.onDuration, override: request.function !== 0xfc };
      return {};
    });
    this.#answer(FruControl, ({ fruDeviceId, option }, raw) => {
      this.fruControls.push({ address: this.#at(raw).address, fruDeviceId, option });
      return {};
    });
    this.#answer(SetFruActivation, ({ activation }, raw) => {
      const sensor = this.#at(raw).sensors.get(0);
      if (sensor !== undefined) sensor.states = [activation === "activate" ? 4 : 1];
      return {};
    });
  }

  #chassis(): void {
    this.#answer(ChassisControl, ({ action }) => {
      if (this.power === null) return INVALID;
      this.chassisActions.push(action);
      if (action === "powerUp" || action === "powerDown") this.power = action === "powerUp";
      return {};
    });
    this.#answer(GetChassisStatus, () => {
      if (this.power === null) return INVALID;
      const faults = { powerOverload: false, powerInterlock: false, powerFault: false, powerControlFault: false };
      const events = { lastEventAcFailed: false, lastEventOverload: false, lastEventInterlock: false };
      const more = { lastEventFault: false, lastPowerUpByCommand: false, intrusion: false, frontPanelLockout: false };
      const rest = { driveFault: false, coolingFault: false, identify: "off", identifySupported: false } as const;
      return { powerOn: this.power, powerRestorePolicy: "unknown" as const, ...faults, ...events, ...more, ...rest };
    });
  }

  #sel(): void {
    this.#answer(GetSelInfo, (_, raw) => {
      this.#at(raw);
      if (!this.selReadable) return INVALID;
      return {
        version: 0x51,
        entries: this.sel.length,
        freeSpace: 1600,
        lastAddition: 0,
        lastErase: this.selErased,
        allocationInfo: false,
        reserve: true,
        partialAdd: false,
        delete: false,
        overflow: false,
      };
    });
    this.#answer(GetSelEntry, ({ recordId }, raw) => {
      this.#at(raw);
      const i = recordId === 0 ? 0 : this.sel.findIndex((entry) => entry.id === recordId);
      const entry = this.sel[i];
      if (entry === undefined) return NOT_PRESENT;
      return { nextRecordId: this.sel[i + 1]?.id ?? 0xffff, data: entry.raw };
    });
    this.#answer(GetSelTime, (_, raw) => {
      this.#at(raw);
      return { time: this.selTime };
    });
    const enables = { receiveQueueInterrupt: false, eventBufferInterrupt: false, systemEventLog: true };
    const oem = { oem0: false, oem1: false, oem2: false };
    this.#answer(GetBmcGlobalEnables, (_, raw) => {
      this.#at(raw);
      return { ...enables, ...oem, eventBuffer: this.eventBufferOn };
    });
    this.#answer(SetBmcGlobalEnables, ({ eventBuffer }, raw) => {
      this.#at(raw);
      this.eventBufferOn = eventBuffer;
      return {};
    });
    this.#answer(GetMessageFlags, (_, raw) => {
      this.#at(raw);
      const flags = { receiveQueue: false, watchdogPreTimeout: false, ...oem };
      return { ...flags, eventBuffer: this.eventBuffer.length > 0 };
    });
    this.#answer(ReadEventMessageBuffer, (_, raw) => {
      this.#at(raw);
      const record = this.eventBuffer.shift();
      return record === undefined ? 0x80 : { record };
    });
  }
}

function commandKey(netFn: number, cmd: number): string {
  return `${netFn}/${cmd}`;
}

export interface SelEvent {
  readonly address: number;
  readonly channel?: number;
  readonly sensorType: number;
  readonly number: number;
  readonly eventType: number;
  readonly deassertion?: boolean;
  readonly data: readonly [number, number, number];
}

/** A system event record: IPMI 2.0 section 32.1. */
export function selRecord(id: number, time: number, event: SelEvent): Uint8Array {
  const { address, channel = 0, sensorType, number, eventType, deassertion = false, data } = event;
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(id, 0);
  bytes[2] = 0x02;
  bytes.writeUInt32LE(time, 3);
  bytes.set([address, channel << 4, 0x04, sensorType, number, eventType + (deassertion ? 0x80 : 0), ...data], 7);
  return new Uint8Array(bytes);
}

function readRecord(records: readonly Uint8Array[], { recordId, offset, count }: Record<string, number>) {
  const at = recordId === 0 ? 0 : records.findIndex((r) => r[0]! + r[1]! * 256 === recordId);
  const record = records[at];
  if (record === undefined) return NOT_PRESENT;
  const next = records[at + 1];
  const data = record.subarray(offset!, count === 0xff ? undefined : offset! + count!);
  return { nextRecordId: next === undefined ? 0xffff : next[0]! + next[1]! * 256, data };
}

export function mcLocator(
  recordId: number,
  address: number,
  entityId: number,
  instance: number,
  name: string,
  channel = 0,
) {
  return encodeSdr({
    kind: "mc-locator",
    recordId,
    address,
    channel,
    eventGeneration: "enable",
    logInitializationErrors: false,
    controllerLogsInitializationErrors: false,
    static: false,
    devicePowerNotification: false,
    systemPowerNotification: false,
    sensorDevice: true,
    sdrRepositoryDevice: false,
    selDevice: false,
    fruInventoryDevice: true,
    ipmbEventReceiver: false,
    ipmbEventGenerator: true,
    bridge: false,
    chassisDevice: false,
    entityId,
    entityInstance: instance,
    oem: 0,
    id: typedText(name.slice(0, 16)),
  });
}

interface RecordOptions {
  readonly sensorType?: number;
  readonly eventReadingType?: number;
  readonly entity: readonly [id: number, instance: number];
  readonly name: string;
  readonly channel?: number;
}

const setup = {
  defaultScanning: true,
  defaultEvents: true,
  initSensorType: true,
  initHysteresis: true,
  initThresholds: true,
  initEvents: true,
  initScanning: true,
  readingSettable: false,
  eventControl: "perState",
  autoRearm: true,
  ignoreWithoutEntity: false,
} as const;

function key(address: number, number: number, { entity, channel = 0 }: RecordOptions) {
  return {
    ownerId: address,
    ownerLun: 0,
    ownerChannel: channel,
    sensorNumber: number,
    entityId: entity[0],
    entityInstance: entity[1],
    entityIsLogical: false,
  };
}

/** A temperature in whole degrees with two settable upper thresholds (80, 90) and hysteresis 2. */
export function fullRecord(recordId: number, address: number, number: number, options: RecordOptions): Uint8Array {
  return encodeSdr({ ...fullSensor(address, number, options), recordId });
}

export function fullSensor(address: number, number: number, options: RecordOptions): FullSensor {
  const upper = ["upperNonCritical", "upperCritical"] as const;
  return {
    kind: "full-sensor",
    ...key(address, number, options),
    ...setup,
    thresholdAccess: "settable",
    hysteresisSupport: "settable",
    sensorType: options.sensorType ?? 0x01,
    eventReadingType: 0x01,
    masks: {
      kind: "threshold",
      assertionEvents: ["upperNonCriticalGoingHigh", "upperCriticalGoingHigh"],
      deassertionEvents: ["upperNonCriticalGoingHigh", "upperCriticalGoingHigh"],
      lowerComparisons: [],
      upperComparisons: upper,
      readableThresholds: upper,
      settableThresholds: upper,
    },
    percentage: false,
    modifierUse: "none",
    rateUnit: "none",
    analogFormat: "unsigned",
    baseUnit: 1,
    modifierUnit: 0,
    linearization: "linear",
    m: 1,
    tolerance: 1,
    b: 0,
    accuracy: 0,
    accuracyExponent: 0,
    direction: "input",
    rExponent: 0,
    bExponent: 0,
    nominalSpecified: true,
    normalMaximumSpecified: false,
    normalMinimumSpecified: false,
    nominalReading: 40,
    normalMaximum: 0,
    normalMinimum: 0,
    sensorMaximum: 255,
    sensorMinimum: 0,
    upperNonRecoverable: 0,
    upperCritical: 90,
    upperNonCritical: 80,
    lowerNonRecoverable: 0,
    lowerCritical: 0,
    lowerNonCritical: 0,
    positiveHysteresis: 2,
    negativeHysteresis: 2,
    oem: 0,
    id: typedText(options.name),
  };
}

/** A discrete sensor with offsets 0 to 7. */
export function compactRecord(recordId: number, address: number, number: number, options: RecordOptions): Uint8Array {
  const all = [0, 1, 2, 3, 4, 5, 6, 7];
  return encodeSdr({
    recordId,
    kind: "compact-sensor",
    ...key(address, number, options),
    ...setup,
    thresholdAccess: "none",
    hysteresisSupport: "none",
    sensorType: options.sensorType ?? 0x08,
    eventReadingType: options.eventReadingType ?? 0x6f,
    masks: { kind: "discrete", assertionEvents: all, deassertionEvents: all, readableStates: all },
    percentage: false,
    modifierUse: "none",
    rateUnit: "none",
    analogFormat: "none",
    baseUnit: 0,
    modifierUnit: 0,
    shareCount: 1,
    instanceModifier: "numeric",
    direction: "input",
    instanceModifierOffset: 0,
    entityInstanceIncrements: false,
    positiveHysteresis: 0,
    negativeHysteresis: 0,
    oem: 0,
    id: typedText(options.name),
  });
}

/** An inventory with board and product areas. */
export function inventory(product: string): Uint8Array {
  return encodeFru({
    board: {
      language: 0,
      manufactured: 15_000_000,
      manufacturer: fruText("Maker"),
      productName: fruText(product),
      serialNumber: fruText("B-001"),
      partNumber: fruText("PN-1"),
      custom: [],
    },
    product: {
      language: 0,
      manufacturer: fruText("Maker"),
      productName: fruText(product),
      serialNumber: fruText(`SN-${product}`),
      custom: [],
    },
  });
}
