import type { Domain } from "../../hpi/domain.ts";
import type { SseStream } from "../sse.ts";
import { buildChassisTree, type ChassisTree, type ChassisUnit, isPayload } from "./mapping/chassis-tree.ts";
import type { RedfishOptions } from "./options.ts";

/** An open event stream, which Redfish shows as a subscription. */
export interface Subscription {
  readonly id: string;
  readonly user: string;
  readonly stream: SseStream;
}

/** A ComputerSystem. */
export interface SystemUnit {
  readonly id: string;
  /** The boards it consists of; empty for a host whose hardware is not known. */
  readonly units: readonly ChassisUnit[];
  /** True for the machine the agent runs on. */
  readonly self: boolean;
}

/** What all resources read from. */
export class RedfishService {
  readonly options: RedfishOptions;
  readonly domain: Domain;
  readonly subscriptions = new Map<string, Subscription>();
  #tree: ChassisTree | null = null;
  #opened = 0;
  #modelRevision = 0;
  readonly #sensorRevisions = new Map<number, number>();

  constructor(options: RedfishOptions) {
    this.options = options;
    this.domain = options.domain;
  }

  /** Follows the model until the result is called. */
  start(): () => void {
    return this.domain.onChange((change) => {
      if (change.kind === "reading" || change.kind === "thresholds") {
        this.#sensorRevisions.set(change.sensorId, (this.#sensorRevisions.get(change.sensorId) ?? 0) + 1);
        return;
      }
      this.#modelRevision++;
      if (change.kind === "resource" || change.kind === "resource-removed") this.#tree = null;
      if (change.kind === "resource-removed") for (const id of change.instruments) this.#sensorRevisions.delete(id);
    });
  }

  /** Raised by everything that changes but readings and thresholds. */
  get modelRevision(): string {
    return String(this.#modelRevision);
  }

  /** Raised by everything that changes what is told of a sensor. */
  sensorRevision(sensorId: number): string {
    return `${this.#modelRevision}.${sensorId}.${this.#sensorRevisions.get(sensorId) ?? 0}`;
  }

  get tree(): ChassisTree {
    this.#tree ??= buildChassisTree(this.domain);
    return this.#tree;
  }

  get systems(): readonly SystemUnit[] {
    const { roots, byId } = this.tree;
    const blades = [...byId.values()].filter((unit) => isPayload(unit.resource));
    // Several machines, each with a controller of its own that nobody else's blades stand for.
    const alone = roots.length > 1 && !blades.some(({ resource }) => resource.origin["fruId"] === 0);
    const payload = alone ? roots : blades;
    const role = this.options.role ?? (payload.length > 0 ? "shelf" : "node");
    if (role === "node") return [{ id: "Self", units: roots, self: true }];
    return payload.map((unit) => ({ id: unit.id, units: [unit], self: false }));
  }

  /** Units with a management controller of their own. */
  get controllers(): readonly ChassisUnit[] {
    return [...this.tree.byId.values()].filter(({ resource }) => resource.origin["fruId"] === 0);
  }

  /** Shows a stream as a subscription until it ends. */
  subscribe(user: string, stream: SseStream): void {
    const id = `SSE${++this.#opened}`;
    const close = () => this.subscriptions.delete(id);
    this.subscriptions.set(id, { id, user, stream });
    stream.signal.addEventListener("abort", close, { once: true });
    if (stream.signal.aborted) close();
  }
}
