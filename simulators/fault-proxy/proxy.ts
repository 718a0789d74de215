/** What both kinds of fault proxy are. */
import type { FaultScript } from "./rules.ts";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface FaultProxy {
  /** Where clients connect. */
  readonly address: Endpoint;
  /** Takes other rules; they count from here. */
  set(script: FaultScript): void;
  /** How often each rule acted, in the order of the script. */
  readonly counts: readonly number[];
  /** Ends all connections. */
  stop(): Promise<void>;
}
