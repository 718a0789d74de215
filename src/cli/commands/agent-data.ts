/** What the verbs read of the agent's replies. */

export interface TreeNode {
  readonly id: number;
  readonly tag: string;
  readonly entityPath: string;
  readonly slot: boolean;
  readonly present: boolean;
  readonly silent: boolean;
  readonly hotSwap: { readonly state: string; readonly native: string | null } | null;
  readonly health: string;
  readonly sensors: { readonly total: number; readonly alarming: number; readonly stale: number };
  readonly children: readonly TreeNode[];
}

export interface Tree {
  readonly simulated: boolean;
  readonly discovery: readonly { readonly controller: string; readonly state: string; readonly progress: string }[];
  readonly roots: readonly TreeNode[];
}

export interface SensorData {
  readonly id: number;
  readonly resourceId: number;
  readonly resource: string;
  readonly name: string;
  readonly unit: string | null;
  readonly eventOnly: boolean;
  readonly quality: "good" | "stale" | "unavailable";
  readonly reason: string;
  readonly value: number | null;
  readonly lastValue: number | null;
  readonly states: readonly string[];
  readonly severity: string;
  /** What is odd about the reading. */
  readonly remark?: string;
  readonly ageMs: number;
}

export interface EventData {
  readonly id: string;
  readonly sequence: number;
  readonly severity: string;
  readonly type: string;
  /** Of sensor events: whether a state began or ended. */
  readonly assertion?: boolean;
  readonly resource: string | null;
  readonly text: string;
  readonly time: { readonly received: string | null };
}

export interface EventPage {
  readonly epoch: string;
  readonly events: readonly EventData[];
  readonly next: number;
}

export interface AlarmData {
  readonly id: number;
  readonly severity: string;
  readonly resource: string | null;
  readonly text: string;
  readonly raised: { readonly received: string | null };
  readonly acknowledged: boolean;
}

export interface InventoryData {
  readonly resourceId: number;
  readonly resource: string;
  readonly name: string;
  readonly read: boolean;
  readonly areas: readonly {
    readonly type: string;
    readonly name?: string;
    readonly fields: readonly { readonly type: string; readonly text: string }[];
  }[];
  readonly findings: readonly string[];
}

export interface SelData {
  readonly controller: string;
  readonly id: number;
  readonly time: string | null;
  readonly sinceStart?: number;
  readonly text: string;
}

export interface SimulatedSensor {
  readonly controller: string;
  readonly name: string;
  readonly present: boolean;
  readonly kind: "analog" | "discrete";
  readonly value?: number;
  readonly unit?: string;
  readonly states?: readonly string[];
}
