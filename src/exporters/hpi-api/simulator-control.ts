/** What can be done to a simulated machine; whoever runs the simulator provides it. */
export interface SimulatorControl {
  list(): Promise<readonly SimulatedSensor[]>;
  /** Sets an analog sensor, in its unit. Gives the value the sensor really reads. */
  setSensor(sensor: string, value: number): Promise<number>;
  /** Asserts or deasserts one state, by its name or offset. */
  setDiscrete(sensor: string, state: string | number, asserted: boolean): Promise<void>;
  /** Takes a controller's FRU through M-states in the given order. */
  walk(controller: string, states: readonly MState[]): Promise<void>;
  pull(controller: string, how?: "orderly" | "surprise"): Promise<void>;
  plug(controller: string): Promise<void>;
  /** Opens or closes the handle switch of a FRU, `slot-3` or `slot-3/RTM`. */
  handle(fru: string, position: "open" | "closed"): Promise<void>;
  /** A controller no longer answers on its bus, or does again. */
  communication(controller: string, what: "lost" | "regained"): Promise<void>;
  /** Everything that is simulated, as it is now. */
  state(): Promise<object>;
  /** Gives the fault proxies other rules; UsageError `E_FAULTS` where there are none or the script is wrong. */
  setFaults(script: FaultScript): Promise<void>;
  /** The rules of the fault proxies, and how often each acted on each link. */
  faults(): Promise<object>;
}

/** Faults to put between agent and machine; the simulator knows the kinds of rules. */
export interface FaultScript {
  readonly seed?: number | undefined;
  readonly faults: readonly object[];
}

/** ATCA FRU states M0 to M7 (PICMG 3.0 section 3.2.4.1). */
export type MState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A sensor as it was last set. */
export interface SimulatedSensor {
  readonly controller: string;
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly present: boolean;
  readonly kind: "analog" | "discrete";
  readonly value?: number;
  readonly unit?: string;
  readonly states?: readonly string[];
  readonly supports?: readonly string[];
}
