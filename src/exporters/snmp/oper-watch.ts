import type { LoggedEvent } from "../../hpi/event.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { Companions } from "./companions.ts";
import { OperState } from "./entity-state-mib.ts";
import { operChange, operChangeOf, operTold } from "./oper-changes.ts";
import type { Outbox } from "./outbox.ts";
import type { Projection } from "./projection.ts";

export interface OperWatchOptions {
  readonly projection: Projection;
  readonly companions: Companions;
  readonly outbox: Pick<Outbox, "disabled">;
  readonly engine: SnmpEngine;
  /** True while the hardware is still being found: what is seen then may be no more than a first look. */
  readonly discovering: () => boolean;
}

/**
 * Tells operational states that change: at once, with the event that changed them, or when everything was found. What was
 * told last outlives the agent, so that nothing is taken for disabled for good.
 */
export class OperWatch {
  readonly #options: OperWatchOptions;
  /** Changed during discovery, not told. */
  readonly #untold = new Set<number>();
  #live = false;

  constructor(options: OperWatchOptions) {
    this.#options = options;
    const { projection, discovering } = options;
    projection.onOper((id) => {
      if (discovering()) this.#untold.add(id);
      else this.#tell(id);
    });
  }

  /** What an event says that is not told by what it changed. */
  of(event: LoggedEvent, live: boolean, made: readonly Notification[]): readonly Notification[] {
    const { projection, engine } = this.#options;
    const { resourceId } = event;
    const row = resourceId === null ? undefined : projection.states(resourceId);
    if (resourceId === null || (live && row === undefined)) return [];
    if (made.some((one) => operTold(one)?.resourceId === resourceId)) return [];
    const told = operChangeOf(event, row, engine.upTime());
    if (told.length > 0) this.#untold.delete(resourceId);
    return told;
  }

  /** All that comes now is live. */
  live(): void {
    this.#live = true;
    this.catchUp();
  }

  /** Tells what was not told during discovery, or by a run that ended too early. To be called when discovery goes on. */
  catchUp(): void {
    const { outbox, projection, discovering } = this.#options;
    if (!this.#live || discovering()) return;
    for (const id of new Set([...this.#untold, ...outbox.disabled])) {
      if (projection.states(id)?.oper !== OperState.disabled || !outbox.disabled.has(id)) this.#tell(id);
    }
    this.#untold.clear();
  }

  #tell(id: number): void {
    const { projection, companions, engine } = this.#options;
    const row = projection.states(id);
    // While a controller is silent the state is unknown, which is neither.
    const told = row && operChange(id, row, engine.upTime());
    if (told !== undefined) companions.add(() => told);
  }
}
