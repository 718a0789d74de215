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

/** A FRU as it is now. */
export interface FruDescription {
  readonly name: string;
  readonly id: number;
  /** `m0` to `m7`. */
  readonly state: string;
  readonly handle: "open" | "closed";
  readonly locked: boolean;
  readonly deactivationLocked: boolean;
  /** 0 is off. */
  readonly powerLevel: number;
  readonly watts: number;
  readonly blueLed: string;
}

/** A controller as it is now. */
export interface ControllerDescription {
  readonly name: string;
  readonly address: number;
  readonly present: boolean;
  readonly frus: readonly FruDescription[];
  /** Of servers and boards. */
  readonly power?: {
    readonly on: boolean;
    readonly restarts: number;
    readonly restartCause: string;
    readonly hours: number;
    readonly identify: string;
  };
  /** Of fan trays. */
  readonly fanLevel?: number;
  /** Watts, while a limit is active. */
  readonly powerLimit?: number;
}

export interface BehaviourDescription {
  /** Why the simulator does less than it could. */
  readonly missing?: string;
  /** Watts that the shelf's feeds deliver, and watts promised to FRUs. */
  readonly shelf?: { readonly budget: number; readonly allocated: number };
  readonly controllers: readonly ControllerDescription[];
}

/** The management modules of a BladeCenter as they are now. */
export interface ManagementModulesDescription {
  /** Bay of the one that answers; 0 when none does. */
  readonly active: number;
  readonly modules: readonly {
    readonly bay: number;
    readonly installed: boolean;
    readonly host: string;
    readonly port: number;
  }[];
  /** What they say is wrong. */
  readonly troubles: readonly string[];
  /** Entries of the event log. */
  readonly logged: number;
}

export interface SimulatorState extends BehaviourDescription {
  readonly machine: string;
  readonly sensors: readonly SensorState[];
  readonly managementModules?: ManagementModulesDescription;
  readonly faults?: FaultState;
}

/** What acts on the machine beside ipmi_sim. */
export interface BehaviourPort {
  /** Whether there is a FRU of that name that it moves. */
  has(fru: string): boolean;
  handle(fru: string, position: "open" | "closed"): Promise<void>;
  walk(fru: string, states: readonly MState[]): Promise<void>;
  pull(fru: string, how: "orderly" | "surprise"): Promise<void>;
  plug(fru: string): Promise<void>;
  communication(controller: string, what: "lost" | "regained"): Promise<void>;
  describe(): BehaviourDescription;
}

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
  /**
   * Opens or closes the handle switch of a FRU, `slot-3` or `slot-3/RTM`; what follows depends on its state and on the
   * shelf manager. UsageError `E_SIM_STATE` without ipmi_sim's module.
   */
  handle(fru: string, position: "open" | "closed"): Promise<void>;
  /** A controller's FRUs go to M7 and it no longer answers, or the way back. UsageError as for `handle`. */
  communication(controller: string, what: "lost" | "regained"): Promise<void>;
  /** Everything that is simulated, as it is now. */
  state(): Promise<SimulatorState>;
  /** Writes a record into the event log. */
  addSel(entry: SelEntry): Promise<void>;
  /** Gives the fault proxies other rules. UsageError `E_FAULTS` when the script is wrong or there are no proxies. */
  setFaults(script: FaultScriptInput): Promise<void>;
  /** The rules of the fault proxies and how often each acted. */
  faults(): Promise<FaultState>;
  /** Ends the connection to the simulator; the simulator goes on. */
  close(): Promise<void>;
}
