/** Power modules and power domains: `monitors` 4 and 10. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import { fixed, flag, integer, notApplicable, notAvailable, scalars, text, under } from "./cells.ts";
import { type Chassis, Health } from "./chassis.ts";
import { watts } from "./text.ts";

const moduleNotThrottling = 2;

export function addPower(store: ObjectStore, chassis: Chassis): void {
  const { settings } = chassis;
  const { powerModules, powerDomains } = settings.sensors;
  const modules = powerModules.length / Math.max(1, powerDomains.length);
  fixed(store, under(2, 4, 1, 1), powerModules.length, {
    1: integer((bay) => bay),
    2: flag((bay) => chassis.bay("powerModules", bay).installed),
    3: integer((bay) => {
      const { installed, health } = chassis.bay("powerModules", bay);
      // notAvailable has the number that is `bad` elsewhere; critical comes after it.
      return installed ? (health === Health.bad ? 4 : health) : 3;
    }),
    4: text((bay) => {
      const { installed, health } = chassis.bay("powerModules", bay);
      if (!installed) return "Power module is not installed.";
      return health === Health.good ? "Power module status OK." : "Power module fault.";
    }),
  });
  const capacity = (domain: number, which: number) => {
    const { installed, health } = chassis.bay("powerModules", (domain - 1) * modules + which);
    return installed && health !== Health.bad ? settings.powerModuleWatts : 0;
  };
  const total = (domain: number) => Math.max(capacity(domain, 1), capacity(domain, 2));
  const used = (domain: number) => chassis.measured("powerDomains", domain);
  fixed(store, under(2, 10, 1, 1, 1), powerDomains.length, {
    1: integer((domain) => domain),
    2: integer((domain) => domain),
    3: text((domain) =>
      capacity(domain, 1) > 0 && capacity(domain, 2) > 0
        ? "1 - Power domain status is good."
        : "2 - Power domain is not redundant.",
    ),
    4: text((domain) => watts(capacity(domain, 1))),
    5: text((domain) => watts(capacity(domain, 2))),
    6: integer(() => 0),
    7: text((domain) => watts(total(domain))),
    8: text((domain) => watts(used(domain))),
    9: text((domain) => watts(Math.max(0, total(domain) - used(domain)))),
    10: text((domain) => watts(used(domain))),
  });
  for (const [index, rows] of consumersOf(chassis).entries()) {
    const at = (row: number) => rows[row - 1]?.() ?? { name: notAvailable, installed: false, on: false, watts: 0 };
    fixed(store, under(2, 10, 2 + index, 1, 1), rows.length, {
      1: integer((row) => row),
      2: text((row) => `${row}`),
      3: integer((row) => (at(row).isBlade ? 1 : notApplicable)),
      4: integer((row) => (at(row).installed ? moduleNotThrottling : notApplicable)),
      5: text((row) => at(row).name),
      6: integer((row) => (at(row).installed ? Number(at(row).on) : 2)),
      7: text((row) => watts(at(row).watts)),
      8: text((row) => watts(at(row).watts * 1.5)),
      9: text((row) => watts(at(row).watts / 2)),
    });
  }
  const all = () => powerDomains.reduce((sum, _, index) => sum + used(index + 1), 0);
  scalars(store, under(2, 10, 5, 1), {
    1: text(() => watts(powerDomains.reduce((sum, _, index) => sum + total(index + 1), 0))),
    2: text(() => watts(all())),
    // 1 W for an hour is 3.412 BTU.
    3: text(() => `${Math.round(all() * 3.412)} BTU/hour`),
  });
}

interface Consumer {
  readonly name: string;
  readonly installed: boolean;
  readonly on: boolean;
  readonly watts: number;
  readonly isBlade?: true;
}

/** Watts of the parts that have no meter. */
const drawOf = { blowers: 120, modules: 25, ioBays: 45, midplane: 10, mediaTray: 20 } as const;
/** Blades of the first power domain; it also feeds everything that all blades share. */
const bladesOfFirstDomain = 6;

/** The rows of both power domains' tables: midplane, media tray, blowers, management and I/O modules, blades. */
function consumersOf(chassis: Chassis): (() => Consumer)[][] {
  const { sensors } = chassis.settings;
  const bays = (use: "blowers" | "modules" | "ioBays", word: string) =>
    sensors[use].map((_, index) => (): Consumer => {
      const { installed } = chassis.bay(use, index + 1);
      return { name: `${word} ${index + 1}`, installed, on: installed, watts: installed ? drawOf[use] : 0 };
    });
  const blades = sensors.blades.map((_, index) => (): Consumer => {
    const { name, installed, on, watts: draw } = chassis.blade(index + 1);
    return { name, installed, on, watts: draw, isBlade: true };
  });
  const shared = [
    () => ({ name: "Midplane", installed: true, on: true, watts: drawOf.midplane }),
    () => {
      const installed = chassis.hasMediaTray;
      return { name: "Media Tray", installed, on: installed, watts: installed ? drawOf.mediaTray : 0 };
    },
    ...bays("blowers", "Blower"),
    ...bays("modules", "Mgmt Mod"),
    ...bays("ioBays", "I/O Module"),
  ];
  return [[...shared, ...blades.slice(0, bladesOfFirstDomain)], blades.slice(bladesOfFirstDomain)];
}
