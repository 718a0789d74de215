import type { Logger } from "../base/logger.ts";
import type { Config } from "../config/schema.ts";
import type { SimulatorControl } from "../exporters/hpi-api/simulator-control.ts";
import type { AgentDoors } from "./doors.ts";

export interface SimulatedBmc {
  readonly name: string;
  readonly vm: { readonly host: string; readonly port: number };
  readonly lan: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
}

/** A simulated management module; protocols by net-snmp's names. */
export interface SimulatedModule {
  readonly bay: number;
  readonly host: string;
  readonly port: number;
  readonly community: string;
  readonly user: string;
  readonly authProtocol: string;
  readonly authPassword: string;
  readonly privProtocol: string;
  readonly privPassword: string;
}

/** A simulated machine the agent manages. */
export interface Simulation {
  readonly machine: string;
  readonly vm: { readonly host: string; readonly port: number };
  /** All its BMCs; the addresses beside this are those of the first. */
  readonly bmcs: readonly SimulatedBmc[];
  /** SNMP agents of a BladeCenter. */
  readonly managementModules: readonly SimulatedModule[];
  readonly console: { readonly host: string; readonly port: number };
  readonly lan: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  readonly control: SimulatorControl;
}

export interface AgentOptions {
  readonly config: Config;
  readonly version: string;
  readonly stateDirectory: string;
  /** Null on real hardware. */
  readonly simulation: Simulation | null;
  readonly doors: AgentDoors;
  readonly logger: Logger;
}

/** Registers what has to be ended when the agent stops; the last registered ends first. */
export type OnStop = (what: string, end: () => Promise<unknown> | unknown) => void;
