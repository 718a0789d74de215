import type { ControlRdr } from "./control.ts";
import type { InventoryRdr } from "./inventory.ts";
import type { SensorRdr } from "./sensor.ts";
import type { WatchdogRdr } from "./watchdog.ts";

/** A management instrument of a resource. Annunciators, DIMIs and FUMIs join the union with the parts that fill them. */
export type Rdr = SensorRdr | ControlRdr | InventoryRdr | WatchdogRdr;

/** An RDR as the domain keeps it: with its id, which is never reused, and the resource it belongs to. */
export type Instrument<R extends Rdr = Rdr> = R & { readonly id: number; readonly resourceId: number };

export type Sensor = Instrument<SensorRdr>;
export type Control = Instrument<ControlRdr>;
export type InventoryInstrument = Instrument<InventoryRdr>;
