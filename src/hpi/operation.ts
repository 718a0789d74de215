import type { ControlValue } from "./rdr/control.ts";
import type { Thresholds } from "./rdr/sensor.ts";

export const roles = ["ReadOnly", "Operator", "Administrator"] as const;
export type Role = (typeof roles)[number];

/** Who wants something, and through which door. */
export interface Principal {
  readonly id: string;
  /** `redfish`, `hpi-api`, `snmp`, `socket`, `policy`, … */
  readonly door: string;
  /** Address or other origin, for the audit. */
  readonly source: string;
  readonly role: Role;
}

/** What can be asked of a resource. */
export type OperationRequest =
  | { readonly kind: "set-hot-swap"; readonly resourceId: number; readonly desired: "activate" | "deactivate" }
  | { readonly kind: "set-power"; readonly resourceId: number; readonly desired: "on" | "off" | "cycle" }
  | { readonly kind: "reset"; readonly resourceId: number; readonly desired: "cold" | "warm" | "graceful" }
  | {
      readonly kind: "set-control";
      readonly resourceId: number;
      readonly controlId: number;
      readonly desired: ControlValue;
    }
  | {
      readonly kind: "set-thresholds";
      readonly resourceId: number;
      readonly sensorId: number;
      readonly desired: Thresholds;
    }
  | { readonly kind: "rediscover"; readonly resourceId: number; readonly desired: "now" };

export type OperationKind = OperationRequest["kind"];

/** The one table of who may do what. */
export const requiredRole: Readonly<Record<OperationKind, Role>> = {
  "set-hot-swap": "Operator",
  "set-power": "Operator",
  reset: "Operator",
  "set-control": "Operator",
  "set-thresholds": "Operator",
  rediscover: "Operator",
};

export type OperationState = "queued" | "running" | "verifying" | "done" | "failed" | "timedOut" | "unknown";

/** An operation and where it stands. */
export interface Operation {
  readonly id: string;
  readonly request: OperationRequest;
  /** Name of the resource as the log has it; of operations of a former run. */
  readonly resourceTag?: string | undefined;
  /** What the door that asked calls it. */
  readonly reference?: string | undefined;
  readonly principal: Principal;
  readonly state: OperationState;
  /** Code and text of what went wrong. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly created: number;
  readonly updated: number;
}

/** The owner of the hardware: carries operations out and verifies their effect before resolving. */
export interface OperationHandler {
  /** Name as in ResourceDescription.controller. */
  readonly controller: string;
  /** Resolves when done and verified; calls `verifying` between the two. Rejects with the errors of base/errors.ts. */
  operate(request: OperationRequest, context: { signal: AbortSignal; verifying(): void }): Promise<void>;
  /** Looks, without doing anything, whether the hardware is as `request` wanted it. */
  verify?(request: OperationRequest, signal: AbortSignal): Promise<"as-wanted" | "otherwise" | "cannot-tell">;
}
