/** ipmi_sim's command file (ipmi_sim_cmd(5)): controllers, inventories, sensor records and sensors of a machine. */
import {
  type AnalogSensor,
  bmcAddress as bmc,
  type Controller,
  type DiscreteSensor,
  hotSwapSensorOf,
  hotSwapSensorType,
  type Machine,
  type Sensor,
  thresholdNames,
} from "../machine/machine.ts";
import { controllerFru, inventoryFru, shelfFru, shelfFruPlace } from "./fru.ts";
import { hysteresisCounts, rawOf } from "./raw.ts";
import {
  controllerLocator,
  entityAssociations,
  eventMasks,
  inventoryLocator,
  sensorRecord,
  shelfFruLocator,
} from "./sdr.ts";

/** Device support (IPMI 2.0 section 20.1): no chassis device on boards, ipmi_sim crashes on chassis commands to them. */
const bmcSupport = 0xbf;
const boardSupport = 0x29;
const chassisDevice = 0x80;

/**
 * The lines for one BMC in the order ipmi_sim must read them. The same machine always gives the same text. With the
 * module (`handsOver`) boards are chassis devices too: it answers their chassis commands.
 */
export function emuFile(machine: Machine, { name }: Controller, handsOver = false): string {
  const lines: string[] = [];
  if (machine.platform === "atca") lines.push("atca_enable");
  lines.push(`mc_setbmc ${hex(bmc)}`);
  const controllers = machine.controllers.filter((c) => c.bmc === name);
  for (const controller of controllers.filter((c) => c.address === bmc)) {
    lines.push(...addController(machine, controller, bmcSupport), `sel_enable ${hex(bmc)} ${machine.selEntries} 0x0a`);
    // Records before sensors: on the BMC ipmi_sim initialises a sensor from its record.
    for (const each of controllers) lines.push(`main_sdr_add ${hex(bmc)} ${bytes(controllerLocator(each))}`);
    if (machine.shelf !== undefined) {
      lines.push(`main_sdr_add ${hex(bmc)} ${bytes(shelfFruLocator())}`);
      lines.push(fruLine(shelfFruPlace.address, shelfFruPlace.id, shelfFru(machine)));
    }
    lines.push(...populate(controller));
  }
  const support = boardSupport | (handsOver ? chassisDevice : 0);
  for (const controller of controllers.filter((c) => c.address !== bmc))
    lines.push(
      ...addController(machine, controller, support),
      ...populate(controller),
      `mc_enable ${hex(controller.address)}`,
    );
  if (handsOver) lines.push("hand_over");
  // Last: from here on the BMC answers, and it must know everything when it does.
  lines.push(`mc_enable ${hex(bmc)}`);
  return `${lines.join("\n")}\n`;
}

function addController(machine: Machine, c: Controller, support: number): string[] {
  const device = c.sdrs === "device";
  const lines = [
    [
      `mc_add ${hex(c.address)} ${hex(c.deviceId)} ${device ? "has" : "no"}-device-sdrs ${hex(c.deviceRevision)}`,
      `${hex(c.firmware.major)} ${hex(c.firmware.minor)} ${hex(support)}`,
      `${hex(c.manufacturer)} ${hex(c.product)}${device ? " dynsens" : ""}`,
    ].join(" "),
  ];
  if (machine.platform === "atca" && c.site !== undefined)
    lines.push(`atca_set_site ${hex(c.site.hardwareAddress)} ${hex(c.site.type)} ${c.site.number}`);
  return lines;
}

function populate(c: Controller): string[] {
  const lines: string[] = [];
  if (c.fru !== undefined) lines.push(fruLine(c.address, 0, controllerFru(c)));
  const add = c.sdrs === "main" ? `main_sdr_add ${hex(bmc)}` : `device_sdr_add ${hex(c.address)} 0`;
  if (c.sdrs === "device") lines.push(`${add} ${bytes(controllerLocator(c))}`);
  for (const inventory of c.inventories) {
    lines.push(fruLine(c.address, inventory.id, inventoryFru(inventory)));
    lines.push(`${add} ${bytes(inventoryLocator(c, inventory))}`);
  }
  for (const record of entityAssociations(c)) lines.push(`${add} ${bytes(record)}`);
  for (const sensor of c.sensors) lines.push(`${add} ${bytes(sensorRecord(c, sensor))}`);
  // To ipmi_sim the hot-swap sensor it hears of last is the controller's own.
  const own = hotSwapSensorOf(c);
  const others = c.sensors.filter((sensor) => sensor !== own);
  for (const sensor of own === undefined ? others : [...others, own]) lines.push(...addSensor(c, sensor));
  return lines;
}

function addSensor(c: Controller, sensor: Sensor): string[] {
  const eventOnly = sensor.kind === "discrete" && sensor.eventOnly ? " event-only" : "";
  const eventType = sensor.kind === "analog" ? 0x01 : sensor.eventType;
  const at = `${hex(c.address)} 0 ${sensor.number}`;
  return [
    `sensor_add ${at} ${hex(sensor.type)} ${hex(eventType)}${eventOnly}`,
    ...settingLines(at, sensor),
    ...(sensor.kind === "analog"
      ? [`sensor_set_value ${at} ${rawOf(sensor, sensor.value)} 0`]
      : stateLines(at, sensor)),
  ];
}

/** What a controller forgets in a cold reset: the lines that bring its sensors' settings back. */
export function volatileLines(c: Controller): string[] {
  return c.sensors.flatMap((sensor) => settingLines(`${hex(c.address)} 0 ${sensor.number}`, sensor));
}

function settingLines(at: string, sensor: Sensor): string[] {
  const { assert, deassert } = eventMasks(sensor);
  const masks = `${mask(assert)} ${mask(deassert)}`;
  return [
    ...(sensor.kind === "analog" ? thresholdLines(at, sensor) : []),
    `sensor_set_event_support ${at} enable scanning per-state ${masks} ${masks}`,
  ];
}

function thresholdLines(at: string, sensor: AnalogSensor): string[] {
  const settable = thresholdNames.map((name) => sensor.thresholds[name] !== undefined);
  if (!settable.includes(true)) return [];
  const enabled = settable.map((on) => (on ? "1" : "0")).reverse();
  const values = thresholdNames.map((name) => rawOf(sensor, sensor.thresholds[name])).reverse();
  const { positive, negative } = hysteresisCounts(sensor);
  return [
    `sensor_set_threshold ${at} settable ${enabled.join("")} ${values.join(" ")}`,
    `sensor_set_hysteresis ${at} settable ${positive} ${negative}`,
  ];
}

function stateLines(at: string, sensor: DiscreteSensor): string[] {
  if (sensor.eventOnly) return [];
  // This form also moves the blue LED and the FRU's activation state.
  if (sensor.type === hotSwapSensorType) return [`sensor_set_bit_clr_rest ${at} ${sensor.states[0] ?? 0} 0`];
  return sensor.states.map((offset) => `sensor_set_bit ${at} ${offset} 1 0`);
}

function fruLine(address: number, id: number, data: Uint8Array): string {
  const size = Math.max(256, 2 ** Math.ceil(Math.log2(data.length + 64)));
  return `mc_add_fru_data ${hex(address)} ${id} ${size} data ${bytes(data)}`;
}

function bytes(data: Uint8Array): string {
  return Array.from(data, hex).join(" ");
}

function mask(bits: number): string {
  return bits.toString(2).padStart(15, "0");
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
