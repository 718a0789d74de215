/** What is in which bay, which management module is active, the clock: `blades` 3 to 5, `configureSP` 4. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import { fixed, flag, integer, notAvailable, scalars, text, under } from "./cells.ts";
import type { Chassis } from "./chassis.ts";
import { bitmap, dateAndTime } from "./text.ts";

/** chassisType and chassisSubtype of a chassis with 14 blades, 4 I/O bays and 2 blowers. */
const bladeCenter = { type: 97, subtype: 0 } as const;

/** `addresses`: IPv4 addresses of the modules, by bay. */
export function addTopology(store: ObjectStore, chassis: Chassis, addresses: readonly string[]): void {
  scalars(store, under(4, 4), {
    1: text(() => {
      const { date, time } = dateAndTime(chassis.now());
      return `${date},${time}`;
    }),
    2: text(() => "+0:00,no"),
  });
  const { sensors } = chassis.settings;
  const installed = (use: "blades" | "ioBays" | "modules" | "powerModules" | "blowers") =>
    bitmap(chassis.bays(use).map((bay) => bay.installed));
  fixed(store, under(22, 3, 1, 1, 1), sensors.ioBays.length, {
    1: integer((bay) => bay),
    2: integer((bay) => bay),
    3: flag((bay) => chassis.bay("ioBays", bay).installed),
    4: text((bay) => (chassis.bay("ioBays", bay).installed ? "FF: Module completed POST successfully." : notAvailable)),
    15: integer((bay) => chassis.bay("ioBays", bay).health),
  });
  const none = integer(() => 0);
  const empty = text(() => "");
  scalars(store, under(22, 4), {
    1: integer(() => 1),
    2: integer(() => 1),
    3: text(() => `SN#${chassis.controller.fru?.product?.serial ?? ""}`),
    18: none,
    19: integer(() => sensors.blades.length),
    20: integer(() => sensors.ioBays.length),
    21: integer(() => sensors.modules.length),
    22: integer(() => sensors.powerModules.length),
    23: integer(() => 1),
    24: integer(() => sensors.blowers.length),
    25: text(() => installed("blades")),
    29: text(() => installed("ioBays")),
    30: text(() => installed("modules")),
    31: text(() => installed("powerModules")),
    32: flag(() => chassis.hasMediaTray),
    33: text(() => installed("blowers")),
    34: integer(() => chassis.active),
    35: integer(() => 1),
    36: integer(() => 1),
    37: empty,
    38: integer(() => bladeCenter.type),
    39: integer(() => bladeCenter.subtype),
    ...Object.fromEntries([40, 41, 42, 43, 44, 45].map((number) => [number, none])),
    ...Object.fromEntries([46, 47, 48, 49, 50, 51].map((number) => [number, empty])),
    52: text(() => (chassis.hasMediaTray ? "1" : "0")),
  });
  fixed(store, under(22, 5, 1, 1), sensors.modules.length, {
    1: integer((bay) => bay),
    2: flag((bay) => chassis.bay("modules", bay).installed),
    3: ["IpAddress", (bay) => Uint8Array.from((addresses[bay - 1] ?? "0.0.0.0").split("."), Number)],
    4: flag((bay) => chassis.active === bay),
    5: integer((bay) => chassis.bay("modules", bay).health),
  });
}
