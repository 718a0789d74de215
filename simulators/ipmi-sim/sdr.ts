/** Sensor data records of a machine. */
import { encodeSdr } from "../../src/ipmi/sdr/index.ts";
import { type ThresholdEventName, thresholdEventBits } from "../../src/ipmi/thresholds.ts";
import { typedText } from "../../src/ipmi/typed-text.ts";
import { countRange } from "../machine/factors.ts";
import {
  type AnalogSensor,
  bmcAddress as bmc,
  type Controller,
  type DiscreteSensor,
  deviceRelative,
  type Entity,
  hotSwapSensorType,
  type Inventory,
  ipmbStatusSensorType,
  type Sensor,
  thresholdNames,
} from "../machine/machine.ts";
import type { ThresholdName } from "../machine/schema.ts";
import { shelfFruPlace } from "./fru.ts";
import { hysteresisCounts, rawOf } from "./raw.ts";

export interface EventMasks {
  readonly assert: number;
  readonly deassert: number;
}

/** The event each threshold makes: lower ones going low, upper ones going high. */
export const thresholdEvent = {
  lowerNonCritical: "lowerNonCriticalGoingLow",
  lowerCritical: "lowerCriticalGoingLow",
  lowerNonRecoverable: "lowerNonRecoverableGoingLow",
  upperNonCritical: "upperNonCriticalGoingHigh",
  upperCritical: "upperCriticalGoingHigh",
  upperNonRecoverable: "upperNonRecoverableGoingHigh",
} as const satisfies Record<ThresholdName, ThresholdEventName>;

/** The events a sensor sends, as bit masks of offsets. */
export function eventMasks(sensor: Sensor): EventMasks {
  if (sensor.kind === "analog") {
    const events = maskOf(givenThresholds(sensor).map((name) => thresholdEventBits[thresholdEvent[name]]));
    return { assert: events, deassert: events };
  }
  const states = maskOf([...sensor.supports.keys()]);
  return { assert: states, deassert: reportsDeassertion(sensor) ? states : 0 };
}

/** State machines and single occurrences report where they arrive, not what they leave. */
function reportsDeassertion(sensor: DiscreteSensor): boolean {
  return !sensor.eventOnly && sensor.type !== hotSwapSensorType && sensor.type !== ipmbStatusSensorType;
}

function maskOf(offsets: readonly number[]): number {
  return offsets.reduce((mask, offset) => mask | (1 << offset), 0);
}

function givenThresholds(sensor: AnalogSensor): ThresholdName[] {
  return thresholdNames.filter((name) => sensor.thresholds[name] !== undefined);
}

export function sensorRecord(c: Controller, sensor: Sensor): Uint8Array {
  if (sensor.kind === "analog") return fullRecord(c, sensor);
  return sensor.eventOnly ? eventOnlyRecord(c, sensor) : compactRecord(c, sensor);
}

function keyOf(c: Controller, s: Sensor) {
  return {
    ownerId: c.address,
    ownerLun: 0,
    ownerChannel: 0,
    sensorNumber: s.number,
    entityId: s.entity.id,
    entityInstance: s.entity.instance,
    entityIsLogical: false,
    sensorType: s.type,
    oem: 0,
    id: typedText(s.name),
  };
}

const setup = {
  defaultScanning: true,
  defaultEvents: true,
  initSensorType: true,
  initEvents: true,
  initScanning: true,
  readingSettable: false,
  eventControl: "perState",
  autoRearm: true,
  ignoreWithoutEntity: false,
} as const;

const unitsOf = { percentage: false, modifierUse: "none", rateUnit: "none", modifierUnit: 0 } as const;

function fullRecord(c: Controller, s: AnalogSensor): Uint8Array {
  const given = givenThresholds(s);
  const access = given.length === 0 ? "none" : "settable";
  const { positive, negative } = hysteresisCounts(s);
  const [minimum, maximum] = countRange(s.format);
  const events = given.map((name) => thresholdEvent[name]);
  return encodeSdr({
    kind: "full-sensor",
    ...keyOf(c, s),
    ...setup,
    initHysteresis: given.length > 0,
    initThresholds: given.length > 0,
    thresholdAccess: access,
    hysteresisSupport: access,
    eventReadingType: 0x01,
    masks: {
      kind: "threshold",
      assertionEvents: events,
      deassertionEvents: events,
      lowerComparisons: given.filter(isLower),
      upperComparisons: given.filter(isUpper),
      readableThresholds: given,
      settableThresholds: given,
    },
    ...unitsOf,
    analogFormat: s.format,
    baseUnit: s.unit,
    linearization: "linear",
    m: s.factors.m,
    tolerance: 0,
    b: s.factors.b,
    accuracy: 0,
    accuracyExponent: 0,
    direction: "input",
    bExponent: s.factors.bExp,
    rExponent: s.factors.rExp,
    nominalSpecified: s.nominal !== undefined,
    normalMaximumSpecified: s.normalMaximum !== undefined,
    normalMinimumSpecified: s.normalMinimum !== undefined,
    nominalReading: rawOf(s, s.nominal),
    normalMaximum: rawOf(s, s.normalMaximum),
    normalMinimum: rawOf(s, s.normalMinimum),
    sensorMaximum: maximum & 0xff,
    sensorMinimum: s.format === "onesComplement" ? 0x80 : minimum & 0xff,
    upperNonRecoverable: rawOf(s, s.thresholds.upperNonRecoverable),
    upperCritical: rawOf(s, s.thresholds.upperCritical),
    upperNonCritical: rawOf(s, s.thresholds.upperNonCritical),
    lowerNonRecoverable: rawOf(s, s.thresholds.lowerNonRecoverable),
    lowerCritical: rawOf(s, s.thresholds.lowerCritical),
    lowerNonCritical: rawOf(s, s.thresholds.lowerNonCritical),
    positiveHysteresis: positive,
    negativeHysteresis: negative,
  });
}

type LowerThreshold = Extract<ThresholdName, `lower${string}`>;
type UpperThreshold = Extract<ThresholdName, `upper${string}`>;
const isLower = (name: ThresholdName): name is LowerThreshold => name.startsWith("lower");
const isUpper = (name: ThresholdName): name is UpperThreshold => name.startsWith("upper");

function compactRecord(c: Controller, s: DiscreteSensor): Uint8Array {
  const states = [...s.supports.keys()].sort((a, b) => a - b);
  return encodeSdr({
    kind: "compact-sensor",
    ...keyOf(c, s),
    ...setup,
    initHysteresis: false,
    initThresholds: false,
    thresholdAccess: "none",
    hysteresisSupport: "none",
    eventReadingType: s.eventType,
    masks: {
      kind: "discrete",
      assertionEvents: states,
      deassertionEvents: reportsDeassertion(s) ? states : [],
      readableStates: states,
    },
    ...unitsOf,
    analogFormat: "none",
    baseUnit: 0,
    ...notShared,
    direction: "input",
    positiveHysteresis: 0,
    negativeHysteresis: 0,
  });
}

const notShared = {
  shareCount: 0,
  instanceModifier: "numeric",
  instanceModifierOffset: 0,
  entityInstanceIncrements: false,
} as const;

function eventOnlyRecord(c: Controller, s: DiscreteSensor): Uint8Array {
  return encodeSdr({
    kind: "event-only",
    ...keyOf(c, s),
    fruOwnerLun: 0,
    eventReadingType: s.eventType,
    ...notShared,
    direction: "unspecified",
  });
}

/** What a controller tells of itself; boards claim no chassis device, ipmi_sim crashes on chassis commands to them. */
export function controllerLocator(c: Controller): Uint8Array {
  const main = c.address === bmc;
  return encodeSdr({
    kind: "mc-locator",
    address: c.address,
    channel: 0,
    eventGeneration: "enable",
    logInitializationErrors: false,
    controllerLogsInitializationErrors: false,
    static: false,
    devicePowerNotification: false,
    systemPowerNotification: false,
    sensorDevice: true,
    sdrRepositoryDevice: main,
    selDevice: main,
    fruInventoryDevice: c.fru !== undefined,
    ipmbEventReceiver: main,
    ipmbEventGenerator: true,
    bridge: false,
    chassisDevice: main,
    entityId: c.entity.id,
    entityInstance: c.entity.instance,
    oem: 0,
    id: typedText(c.label),
  });
}

/** Entities of which one instance is in one controller, such as its processors; PICMG's own are places in the shelf. */
const firstPlaceEntity = 0x90;

/** Says that the parts a controller has sensors for are inside it (device-relative association, four to a record). */
export function entityAssociations(c: Controller): Uint8Array[] {
  const parts = new Map(
    c.sensors
      .map((sensor) => sensor.entity)
      .filter((part) => part.id !== c.entity.id && part.id < firstPlaceEntity && part.instance >= deviceRelative)
      .map((part) => [`${part.id}.${part.instance}`, part]),
  );
  const list = [...parts.values()].map(({ id, instance }) => ({
    address: c.address,
    channel: 0,
    entityId: id,
    entityInstance: instance,
  }));
  const records = Array.from({ length: Math.ceil(list.length / 4) }, (_, index) =>
    list.slice(4 * index, 4 * index + 4),
  );
  return records.map((contained) =>
    encodeSdr({
      kind: "device-relative-entity-association",
      containerEntityId: c.entity.id,
      containerEntityInstance: c.entity.instance,
      containerAddress: c.address,
      containerChannel: 0,
      presenceSensorAlwaysThere: false,
      linked: records.length > 1,
      ranges: false,
      contained: [...contained, ...Array(4 - contained.length).fill(unusedPart)],
    }),
  );
}

const unusedPart = { address: 0, channel: 0, entityId: 0, entityInstance: 0 } as const;

/** A further FRU device of a controller. */
export function inventoryLocator(c: Controller, { name, id, entity }: Inventory): Uint8Array {
  return fruLocator(c.address, id, entity, name);
}

/** The shelf's own inventory, behind the shelf manager. */
export function shelfFruLocator(): Uint8Array {
  const { address, id } = shelfFruPlace;
  return fruLocator(address, id, { id: shelfFruEntity, instance: deviceRelative + 1 }, "Shelf FRU Info");
}

/** PICMG 3.0 section 3.4.3: shelf FRU information. */
const shelfFruEntity = 0xf2;
/** IPMI FRU inventory behind a controller (IPMI 2.0 table 43-12). */
const fruBehindController = 0x10;

function fruLocator(address: number, id: number, entity: Entity, name: string): Uint8Array {
  return encodeSdr({
    kind: "fru-locator",
    accessAddress: address,
    deviceId: id,
    privateBus: 0,
    lun: 0,
    logical: true,
    channel: 0,
    reserved10: 0,
    deviceType: fruBehindController,
    deviceTypeModifier: 0,
    entityId: entity.id,
    entityInstance: entity.instance,
    oem: 0,
    id: typedText(name),
  });
}
