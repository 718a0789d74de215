/** What one can do to a running simulated machine. */
import type { FaultState } from "../fault-proxy/proxies.ts";
import type { FaultScriptInput } from "../fault-proxy/rules.ts";

export interface SensorCommon {
  readonly controller: string;
  readonly name: string;
  readonly number: number;
  /** The sensor type's word, e.g. `temperature`. */
  readonly type: string;
  /** False while the controller is pulled. */
  readonly present: boolean;
}

export interface AnalogState extends SensorCommon {
  readonly kind: "analog";
  /** In `unit`, as last set. */
  readonly value: number;
  readonly unit: string;
}

export interface DiscreteState extends SensorCommon {
  readonly kind: "discrete";
  /** Names of the asserted states, as last set. */
  readonly states: readonly string[];
  /** Names of all states the sensor has. */
  readonly supports: readonly string[];
}

export type SensorState = AnalogState | DiscreteState;

/** One event log record, without what the log itself fills in (IPMI 2.0 section 32.1). */
export interface SelEntry {
  /** Name of the BMC that keeps the log; default the first one. */
  readonly bmc?: string;
  /** Default 02h, system event. */
  readonly recordType?: number;
  /** Slave address of the sensor's owner. */
  readonly generator: number;
  readonly sensorType: number;
  readonly sensorNumber: number;
  /** Event/reading type code. */
  readonly eventType: number;
  /** Default true. */
  readonly asserted?: boolean;
  readonly data: readonly [number, number, number];
}

/** ATCA FRU states M0 to M7 (PICMG 3.0 section 3.2.4.1). */
export type MState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * Sensors are named `controller/sensor`, or by the sensor's name alone where it is unique; controllers by their name
 * in the machine description. Errors: NotThereError `E_NO_SENSOR` or `E_NO_CONTROLLER`, UsageError `E_SIM_VALUE` or
 * `E_SIM_NAME`, DeviceSilentError when the simulator is gone.
 */
export interface SimulatorControl {
  /** Every sensor of the machine. */
  list(): Promise<readonly SensorState[]>;
  /** Sets an analog sensor, in its unit; thresholds it crosses make events. Gives the value the sensor really reads. */
  setSensor(sensor: string, value: number): Promise<number>;
  /** Asserts or deasserts one state, by its name or offset. */
  setDiscrete(sensor: string, state: string | number, asserted: boolean): Promise<void>;
  /** Takes a controller's FRU through M-states in the given order. */
  walk(controller: string, states: readonly MState[]): Promise<void>;
  /** Takes a board out: `orderly` through M5, M6, M1 and M0, `surprise` straight to M0. It no longer answers. */
  pull(controller: string, how?: "orderly" | "surprise"): Promise<void>;
  /** Puts a pulled board back: it answers again and goes through M1, M2, M3 to M4. */
  plug(controller: string): Promise<void>;
  /** Writes a record into the event log. */
  addSel(entry: SelEntry): Promise<void>;
  /** Gives the fault proxies other rules. UsageError `E_FAULTS` when the script is wrong or there are no proxies. */
  setFaults(script: FaultScriptInput): Promise<void>;
  /** The rules of the fault proxies and how often each acted. */
  faults(): Promise<FaultState>;
  /** Ends the connection to the simulator; the simulator goes on. */
  close(): Promise<void>;
}
