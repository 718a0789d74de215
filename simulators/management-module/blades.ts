/** Blades: their state, temperatures, voltages, firmware and power. */
import type { RequestOf } from "../../src/ipmi/command.ts";
import { ColdReset } from "../../src/ipmi/commands/app/cold-reset.ts";
import { ChassisControl } from "../../src/ipmi/commands/chassis/chassis-control.ts";
import { ChassisIdentify } from "../../src/ipmi/commands/chassis/chassis-identify.ts";
import type { ObjectStore } from "../../src/snmp/store.ts";
import {
  type Cells,
  fixed,
  flag,
  integer,
  notAvailable,
  notReadable,
  off,
  on,
  order,
  revision,
  text,
  under,
} from "./cells.ts";
import { type Chassis, Health } from "./chassis.ts";
import { centigrade, volts } from "./text.ts";

const powerState = { off: 0, on: 1 } as const;
/** powerOnOffBlade: shut the operating system down, then off. */
const softOff = 2;
const blinking = 2;
const execute = 1;
const noTemperature = "No Temperature";
const noVoltage = "No Voltage";

export function addBlades(store: ObjectStore, chassis: Chassis): void {
  const count = chassis.settings.sensors.blades.length;
  const blade = (bay: number) => chassis.blade(bay);
  /** What every table about blades begins with: index, bay, whether there is one, power. */
  const begin: Cells = {
    1: integer((bay) => bay),
    2: integer((bay) => bay),
    3: flag((bay) => blade(bay).installed),
    4: integer((bay) => (blade(bay).on ? powerState.on : powerState.off)),
  };
  const health = integer((bay) => blade(bay).health);
  const name = text((bay) => blade(bay).name);
  const no = integer(() => 0);
  fixed(store, under(2, 8, 2, 1, 1), count, {
    ...begin,
    5: health,
    6: name,
    7: integer((bay) => (blade(bay).health === Health.bad ? on : off)),
    8: integer((bay) => (blade(bay).health === Health.warning ? on : off)),
    9: integer((bay) => (bay === 1 ? on : off)),
    10: integer((bay) => (bay === 1 ? on : off)),
    11: order(
      [off, on, blinking],
      (bay, value) => chassis.order(bay, ChassisIdentify, { interval: 0, forceOn: value !== off }),
      (bay) => (blade(bay).identified ? on : off),
    ),
  });
  fixed(store, under(22, 1, 5, 1, 1), count, {
    ...begin,
    5: health,
    6: name,
    7: integer(() => 1),
    8: integer(() => 1),
    9: integer(() => 1),
    10: integer(() => 1),
    11: flag((bay) => bay === 1),
    12: flag((bay) => bay === 1),
    13: integer(() => 1),
    14: no,
    15: integer(() => 1),
    16: no,
    17: no,
    52: flag((bay) => blade(bay).installed),
  });
  const temperature = (bay: number, processor: number) => {
    const value = blade(bay).temperatures[processor];
    return value === undefined ? noTemperature : centigrade(value);
  };
  const limit = (value: number | undefined) => (value === undefined ? notReadable : centigrade(value));
  const processors = [0, 1, 2, 3];
  fixed(store, under(22, 1, 5, 3, 1), count, {
    ...begin,
    5: name,
    ...Object.fromEntries(processors.map((cpu) => [6 + cpu, text((bay) => temperature(bay, cpu))])),
    10: text(() => notReadable),
    11: no,
  });
  fixed(store, under(22, 1, 5, 4, 1), count, {
    ...begin,
    5: name,
    ...Object.fromEntries(
      processors.flatMap((cpu) => [
        [6 + 3 * cpu, text((bay) => limit(blade(bay).shutdowns[cpu]))],
        [7 + 3 * cpu, text((bay) => limit(blade(bay).warnings[cpu]))],
        [8 + 3 * cpu, text((bay) => limit(blade(bay).warnings[cpu]))],
      ]),
    ),
    21: no,
  });
  const voltage = (value: number | undefined) => (value === undefined ? noVoltage : volts(value));
  fixed(store, under(22, 1, 5, 5, 1), count, {
    ...begin,
    5: name,
    6: text((bay) => voltage(blade(bay).plus5Volt)),
    7: text((bay) => voltage(blade(bay).plus3Volt)),
    8: text((bay) => voltage(blade(bay).plus12Volt)),
    10: text(() => notReadable),
    11: text(() => notReadable),
    12: text(() => notReadable),
    13: text(() => notReadable),
    14: no,
  });
  const high = (value: number | undefined) => (value === undefined ? notReadable : volts(value));
  fixed(store, under(22, 1, 5, 6, 1), count, {
    ...begin,
    5: name,
    6: text((bay) => high(blade(bay).limits.plus5Volt.upper)),
    7: text((bay) => high(blade(bay).limits.plus5Volt.lower)),
    8: text((bay) => high(blade(bay).limits.plus3Volt.upper)),
    9: text((bay) => high(blade(bay).limits.plus3Volt.lower)),
    10: text((bay) => high(blade(bay).limits.plus12Volt.upper)),
    11: text((bay) => high(blade(bay).limits.plus12Volt.lower)),
    22: no,
  });
  const control = (bay: number, action: RequestOf<typeof ChassisControl>["action"]) =>
    chassis.order(bay, ChassisControl, { action });
  fixed(store, under(22, 1, 6, 1, 1), count, {
    ...begin,
    5: health,
    6: name,
    7: order([powerState.off, powerState.on, softOff], (bay, wanted) =>
      control(bay, wanted === softOff ? "softShutdown" : wanted === powerState.on ? "powerUp" : "powerDown"),
    ),
    8: order([execute], (bay) => control(bay, blade(bay).on ? "hardReset" : "powerUp")),
    9: order([execute], (bay) => chassis.order(bay, ColdReset, {})),
    10: order([execute], (bay) => control(bay, "diagnosticInterrupt")),
  });
  const firmware = revision(chassis.firmwareOfBlades);
  fixed(store, under(2, 21, 5, 1, 1), count, {
    ...begin,
    5: name,
    6: text(() => `BN${firmware.replace(".", "")}A`),
    7: text(() => firmware),
    8: text(() => notAvailable),
    9: text(() => "Released"),
  });
}
