import type { OperationHandler } from "./operation.ts";
import type { Sensor } from "./rdr/index.ts";

/** A source as the domain knows it. */
export interface Source extends OperationHandler {
  /** Reads one sensor now and reports it; for `Domain.read`. */
  refresh?(sensor: Sensor, signal: AbortSignal): Promise<void>;
}

/** How far a source has come. */
export interface DiscoveryStatus {
  readonly controller: string;
  readonly state: "running" | "complete" | "failed";
  /** Free text for people, e.g. `12 of 19 controllers`. */
  readonly progress: string;
}
