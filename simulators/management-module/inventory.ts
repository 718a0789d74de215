/** Vital product data: `monitors` 21. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import type { FruEntry } from "../machine/schema.ts";
import { fixed, integer, notAvailable, revision, scalars, text, under } from "./cells.ts";
import type { Chassis } from "./chassis.ts";

export function addInventory(store: ObjectStore, chassis: Chassis): void {
  const { settings, controller } = chassis;
  const fru = controller.fru ?? {};
  const own = partOf(fru);
  scalars(store, under(2, 21, 1, 1), {
    1: text(() => settings.machineType),
    2: text(() => settings.machineModel),
    3: text(() => fru.product?.serial ?? notAvailable),
    4: text(() => notAvailable),
    5: text(() => own.manufacturer),
    6: integer(() => 1),
    7: text(() => own.partNumber),
    8: text(() => own.date),
    9: text(() => own.partNumber),
    10: text(() => own.serial),
  });
  fixed(store, under(2, 21, 2, 1, 1), settings.sensors.modules.length, {
    1: integer((bay) => bay),
    2: text((bay) => `${bay}`),
    3: text(() => own.manufacturer),
    4: text(() => `${settings.machineType}-MM`),
    5: integer(() => 4),
    6: text(() => notAvailable),
    7: text(() => own.date),
    8: text(() => `${settings.machineType}-MM`),
    9: text((bay) => `${own.serial}-MM${bay}`),
  });
  fixed(store, under(2, 21, 3, 1, 1), settings.sensors.modules.length, {
    1: integer((bay) => bay),
    2: text(() => "MM Main application"),
    3: text(() => `MM${revision(controller.firmware).replace(".", "")}A`),
    4: text(() => revision(controller.firmware)),
    5: text(() => "main.pkt"),
    6: text(() => own.date),
  });
  const part = (bay: number) => (chassis.blade(bay).installed ? partOf(chassis.blade(bay).fru) : noPart);
  fixed(store, under(2, 21, 4, 1, 1), settings.sensors.blades.length, {
    1: integer((bay) => bay),
    2: text((bay) => `${bay}`),
    3: text((bay) => part(bay).manufacturer),
    4: text((bay) => part(bay).partNumber),
    5: integer(() => 1),
    6: text((bay) => part(bay).serial),
    7: text((bay) => part(bay).product),
    8: text(() => notAvailable),
    9: text((bay) => part(bay).date),
    10: text((bay) => part(bay).partNumber),
    11: text((bay) => part(bay).serial),
    12: text((bay) => part(bay).model),
  });
  for (const [arc, use, model] of parts)
    fixed(store, under(2, 21, arc, 1, 1), settings.sensors[use].length, {
      1: integer((bay) => bay),
      2: text((bay) => `${bay}`),
      3: text((bay) => (chassis.bay(use, bay).installed ? own.manufacturer : notAvailable)),
      4: text((bay) => (chassis.bay(use, bay).installed ? model : notAvailable)),
      5: integer(() => 1),
      8: text(() => notAvailable),
      9: text((bay) => (chassis.bay(use, bay).installed ? own.date : notAvailable)),
      10: text((bay) => (chassis.bay(use, bay).installed ? model : notAvailable)),
      11: text((bay) => (chassis.bay(use, bay).installed ? `${own.serial}-${model}${bay}` : notAvailable)),
    });
  scalars(store, under(2, 21, 9), {
    3: text(() => own.manufacturer),
    4: text(() => "MT2"),
    5: integer(() => 1),
    8: text(() => notAvailable),
    18: text(() => own.date),
    19: text(() => "MT2"),
    20: text(() => `${own.serial}-MT`),
  });
}

/** smHardwareVpd, pmHardwareVpd and blowerHardwareVpd: what no inventory describes. */
const parts = [
  [6, "ioBays", "IO4"],
  [8, "powerModules", "PM2880"],
  [13, "blowers", "BL2"],
] as const;

interface Part {
  readonly manufacturer: string;
  readonly product: string;
  readonly model: string;
  readonly partNumber: string;
  readonly serial: string;
  readonly date: string;
}

const noPart: Part = {
  manufacturer: notAvailable,
  product: notAvailable,
  model: notAvailable,
  partNumber: notAvailable,
  serial: notAvailable,
  date: notAvailable,
};

/** Dates are week and year in this MIB. */
function partOf({ board, product }: FruEntry): Part {
  const made = new Date(board?.manufactured ?? 0);
  const week = Math.floor((made.getTime() - Date.UTC(made.getUTCFullYear(), 0, 1)) / (7 * 86_400_000)) + 1;
  return {
    manufacturer: board?.manufacturer ?? notAvailable,
    product: product?.name ?? notAvailable,
    model: product?.partNumber ?? notAvailable,
    partNumber: board?.partNumber ?? notAvailable,
    serial: board?.serial ?? notAvailable,
    date: `${String(week).padStart(2, "0")}/${String(made.getUTCFullYear() % 100).padStart(2, "0")}`,
  };
}
