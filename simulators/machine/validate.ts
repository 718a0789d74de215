/** What makes a description impossible to simulate, beyond its form. */
import type { Fault } from "../yaml-file.ts";
import { countRange, toCount, toRaw } from "./factors.ts";
import {
  type AnalogSensor,
  bladesOf,
  bmcAddress as bmc,
  bmcsOf,
  type Controller,
  type Entity,
  hotSwapSensorType,
  type Machine,
  thresholdNames,
} from "./machine.ts";

/** Appends what it finds to `faults`. */
export function validateMachine(machine: Machine, faults: Fault[]): void {
  const places = new Map<string, string>();
  const bmcs = new Set(bmcsOf(machine).map((c) => c.name));
  if (bmcs.size === 0)
    faults.push({ path: ["controllers"], message: `expected a controller at ${hex(bmc)}, which has the interfaces` });
  for (const controller of machine.controllers) {
    const path = ["controllers", controller.name];
    if (bmcs.size > 0 && !bmcs.has(controller.bmc))
      faults.push({ path: [...path, "behind"], message: `expected one of ${[...bmcs].join(" | ")}` });
    const place = `${controller.bmc} ${controller.address}`;
    const other = places.get(place);
    if (other !== undefined)
      faults.push({ path, message: `address ${hex(controller.address)} is already that of ${other}` });
    places.set(place, controller.name);
    validateController(machine, controller, path, faults);
    validateSeat(machine, controller, path, faults);
  }
  validateManagementModules(machine, faults);
  if (machine.platform === "atca" && machine.shelf === undefined)
    faults.push({ path: [], message: "expected a `shelf` (platform atca)" });
  if (machine.platform === "atca" && bmcs.size > 1)
    faults.push({ path: ["controllers"], message: `expected one controller at ${hex(bmc)} (platform atca)` });
}

/** A seat's sensors must be there and have the states that tell of boards. */
function validateSeat(
  { controllers }: Machine,
  controller: Controller,
  path: readonly string[],
  faults: Fault[],
): void {
  for (const [use, named = ""] of Object.entries(controller.seat ?? {})) {
    const name = named.includes("/") ? named : `${controller.name}/${named}`;
    const sensor = controllers
      .flatMap((c) => c.sensors.map((s) => ({ of: `${c.name}/${s.name}`, s })))
      .find(({ of }) => of === name)?.s;
    const state = seatStates[use as keyof typeof seatStates];
    if (sensor?.kind !== "discrete" || ![...sensor.supports.values()].includes(state))
      faults.push({ path: [...path, "seat", use], message: `there is no sensor "${name}" with the state ${state}` });
  }
}

/** The state that each kind of seat sensor has at least. */
const seatStates = {
  connector: "device-installed",
  presence: "entity-present",
  healthy: "state-asserted",
  latch: "fru-latch-open",
} as const;

/** Every sensor that the management modules show must be there, with a value or with states as they need it. */
function validateManagementModules({ managementModules, controllers }: Machine, faults: Fault[]): void {
  if (managementModules === undefined) return;
  const { chassis, blades, sensors, bladeSensors } = managementModules;
  const path = ["managementModules"];
  const check = (
    key: string,
    controller: Controller | undefined,
    wanted: Readonly<Record<string, string | string[]>>,
  ) => {
    if (controller === undefined) faults.push({ path: [...path, key], message: "there is no such controller" });
    for (const [use, names] of Object.entries(wanted))
      for (const name of [names].flat()) {
        const found = controller?.sensors.find((sensor) => sensor.name === name);
        const kind = discreteUses.has(use) ? "discrete" : "analog";
        if (controller !== undefined && found?.kind !== kind)
          faults.push({ path: [...path, key, use], message: `${controller.name} has no ${kind} sensor "${name}"` });
      }
  };
  check(
    "sensors",
    controllers.find(({ name }) => name === chassis),
    sensors,
  );
  for (const blade of bladesOf(controllers, blades)) check("bladeSensors", blade, bladeSensors);
  if (bladesOf(controllers, blades).length !== sensors.blades.length)
    faults.push({ path: [...path, "blades"], message: `expected ${sensors.blades.length} controllers "${blades}-…"` });
}

const discreteUses: ReadonlySet<string> = new Set(["modules", "blades", "ioBays", "powerModules", "mediaTray"]);

function validateController(machine: Machine, controller: Controller, path: readonly string[], faults: Fault[]): void {
  const numbers = new Map<number, string>();
  for (const sensor of controller.sensors) {
    const at = [...path, "sensors", sensor.name];
    const other = numbers.get(sensor.number);
    if (other !== undefined)
      faults.push({ path: at, message: `number ${sensor.number} is already that of "${other}"` });
    if (sensor.number > 254) faults.push({ path: at, message: "more than 255 sensors on one controller" });
    numbers.set(sensor.number, sensor.name);
    if (sensor.type === 0x23 && controller.address === bmc && sensor.number !== 0)
      faults.push({ path: at, message: "ipmi_sim's watchdog works only with sensor number 0" });
    if (sensor.kind === "analog") validateAnalog(sensor, at, faults);
  }
  const { dcmiPowerSensor } = controller;
  if (
    dcmiPowerSensor !== undefined &&
    !controller.sensors.some((s) => s.kind === "analog" && s.name === dcmiPowerSensor)
  )
    faults.push({ path: [...path, "dcmiPowerSensor"], message: `there is no analog sensor "${dcmiPowerSensor}"` });
  const ids = controller.inventories.map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    faults.push({ path: [...path, "inventories"], message: "two inventories have one id" });
  const hotSwap = controller.sensors.filter((s) => s.type === hotSwapSensorType);
  const frus = [controller.entity, ...controller.inventories.map(({ entity }) => entity)];
  for (const { name, entity } of hotSwap) {
    const at = [...path, "sensors", name];
    if (!frus.some((fru) => isSame(fru, entity)))
      faults.push({
        path: at,
        message: "a hot-swap sensor has the entity of the controller or of one of its inventories",
      });
    if (hotSwap.some((other) => other.name !== name && isSame(other.entity, entity)))
      faults.push({ path: at, message: "two hot-swap sensors of one FRU" });
  }
  if (hotSwap.length > 0 && machine.platform !== "atca")
    faults.push({ path, message: "hot-swap sensors need platform atca" });
}

function validateAnalog(sensor: AnalogSensor, path: readonly string[], faults: Fault[]): void {
  const { factors, format } = sensor;
  const [low, high] = countRange(format);
  const fits = (value: number, key: string): number | undefined => {
    const raw = toRaw(value, factors, format);
    if (raw !== undefined) return toCount(raw, format);
    faults.push({ path: [...path, key], message: `${value} is outside the sensor's range (counts ${low} to ${high})` });
    return undefined;
  };
  const value = fits(sensor.value, "value");
  for (const key of ["nominal", "normalMinimum", "normalMaximum"] as const) {
    const given = sensor[key];
    if (given !== undefined) fits(given, key);
  }
  const counts = new Map(
    thresholdNames.flatMap((name) => {
      const threshold = sensor.thresholds[name];
      return threshold === undefined ? [] : [[name, fits(threshold, "thresholds")] as const];
    }),
  );
  // ipmi_sim compares raw bytes without sign, so below zero every upper threshold would be crossed.
  if (counts.size > 0 && [value, ...counts.values()].some((count) => count !== undefined && count < 0))
    faults.push({ path, message: "a sensor with thresholds cannot be below count 0 in ipmi_sim" });
  const ladder = [
    "lowerNonRecoverable",
    "lowerCritical",
    "lowerNonCritical",
    "upperNonCritical",
    "upperCritical",
    "upperNonRecoverable",
  ] as const;
  const given = ladder.flatMap((name) => {
    const count = counts.get(name);
    return count === undefined ? [] : [{ name, count }];
  });
  for (const [index, { name, count }] of given.entries()) {
    const above = given[index + 1];
    if (above !== undefined && above.count <= count)
      faults.push({ path: [...path, "thresholds"], message: `expected ${name} below ${above.name}` });
  }
  if (sensor.drift !== undefined && value !== undefined) {
    const swing = sensor.drift.amplitude / sensor.step;
    const crossed = given.find(({ name, count }) =>
      name.startsWith("lower") ? value - swing <= count : value + swing >= count,
    );
    if (crossed !== undefined) faults.push({ path: [...path, "drift"], message: `drifts across ${crossed.name}` });
    if (value - swing < low || value + swing > high)
      faults.push({ path: [...path, "drift"], message: "drifts out of the sensor's range" });
  }
  for (const side of ["positive", "negative"] as const) {
    const counted = Math.round(sensor.hysteresis[side] / sensor.step);
    if (counted > 254) faults.push({ path: [...path, "hysteresis"], message: "more than 254 counts" });
    if (sensor.hysteresis[side] > 0 && counted === 0)
      faults.push({ path: [...path, "hysteresis"], message: `smaller than one step (${sensor.step})` });
  }
}

function isSame(a: Entity, b: Entity): boolean {
  return a.id === b.id && a.instance === b.instance;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
