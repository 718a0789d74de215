/** What changed in the model: the volatile, coalesced stream without sequence numbers. Listeners read the model for the rest. */
export type ModelChange =
  | { readonly kind: "resource"; readonly resourceId: number }
  | { readonly kind: "resource-removed"; readonly resourceId: number; readonly instruments: readonly number[] }
  | { readonly kind: "reading"; readonly resourceId: number; readonly sensorId: number }
  | { readonly kind: "control"; readonly resourceId: number; readonly controlId: number }
  | { readonly kind: "inventory"; readonly resourceId: number; readonly inventoryId: number }
  | { readonly kind: "thresholds"; readonly resourceId: number; readonly sensorId: number }
  | { readonly kind: "alarms" }
  | { readonly kind: "operation"; readonly operationId: string }
  | { readonly kind: "discovery" };
