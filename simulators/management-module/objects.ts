/** The objects of BLADE-MIB that a management module serves. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import { addBlades } from "./blades.ts";
import type { Chassis } from "./chassis.ts";
import { addInventory } from "./inventory.ts";
import { addLogs } from "./logs.ts";
import { addMonitors } from "./monitors.ts";
import { addPower } from "./power.ts";
import { addTopology } from "./topology.ts";

/**
 * Adds every object; `addresses` are the modules' IPv4 addresses by bay. Gives what brings tables with a changing
 * number of rows up to date.
 */
export function addObjects(store: ObjectStore, chassis: Chassis, addresses: readonly string[]): () => void {
  addMonitors(store, chassis);
  addPower(store, chassis);
  addInventory(store, chassis);
  addBlades(store, chassis);
  addTopology(store, chassis, addresses);
  return addLogs(store, chassis);
}
