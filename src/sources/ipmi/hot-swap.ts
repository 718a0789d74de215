import type { HpiEvent, LoggedEvent, SourceCursor } from "../../hpi/event.ts";
import type { HotSwapCause, HotSwapState } from "../../hpi/hot-swap.ts";
import type { Resource } from "../../hpi/resource.ts";
import { Lane } from "../../ipmi/connection.ts";
import type { FruState } from "../../ipmi/picmg/fru-state.ts";
import { hotSwapStateOf, nativeHotSwap } from "../../personalities/index.ts";
import type { Context } from "./context.ts";
import type { Mc } from "./mc.ts";
import type { SensorReader } from "./sensor-reader.ts";
import type { BoundSensor } from "./tree.ts";

/** How long an event may lag behind a state that was read before the reading becomes the event. */
const GRACE_MS = 2500;

export interface HotSwapChange {
  /** The M-state where there is one; else the state itself. */
  readonly native: FruState | null;
  readonly state: HotSwapState;
  readonly cause: HotSwapCause;
  readonly origin: HpiEvent["origin"];
  readonly time?: HpiEvent["time"];
  readonly raw?: string | undefined;
}

/** Brings hot-swap states into the model. */
export class HotSwap {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** The state a FRU's hot-swap sensor or its answering means; undefined when that says nothing new. */
  currentState(resource: Resource): { state: HotSwapState; native: FruState | null } | undefined {
    const { tree, seats } = this.#context;
    const bound = tree.resource(resource.id);
    if (bound?.mc == null || bound.fru === null || resource.hotSwap === null) return undefined;
    const { mState } = bound.fru;
    const isGone = bound.mc.presence === "absent" || seats.isFilled(bound.seats) === false;
    const state = mState !== null ? hotSwapStateOf(mState) : isGone ? "NotPresent" : "Active";
    // M7 leaves the state as it was, and so may its end.
    const isBack = resource.hotSwap.native === "M7" && mState !== null && mState !== "m7";
    if (state === null || (state === resource.hotSwap.state && !isBack)) return undefined;
    return { state, native: mState };
  }

  /** A controller was (re)discovered: whatever the model says otherwise is changed at once. */
  async settle(mc: Mc): Promise<void> {
    for (const resource of this.#context.tree.resourcesOf(mc)) {
      const now = this.currentState(resource);
      if (now === undefined) continue;
      await this.change(resource, { ...now, cause: "unknown", origin: "discovery" });
    }
  }

  /** A hot-swap sensor was read. Events tell first, so a difference has to last. */
  polled(sensor: BoundSensor, fru: number, reader: SensorReader): void {
    const { tree, jobs, connection } = this.#context;
    const resource = tree.resourceOf(sensor.mc.at, fru);
    if (resource === undefined || this.currentState(resource) === undefined) return;
    void jobs.once(`hot-swap state of ${resource.key}`, async (signal) => {
      if (!(await jobs.pause(GRACE_MS)) || connection.state !== "up") return;
      await reader.read(sensor, Lane.event, signal);
      const later = tree.resourceOf(sensor.mc.at, fru);
      const now = later === undefined ? undefined : this.currentState(later);
      if (later !== undefined && now !== undefined && sensor.mc.presence === "present") {
        await this.change(later, { ...now, cause: "unknown", origin: "polling" });
      }
    });
  }

  /** Commits a change of state; resolves when everybody saw it. */
  async change(resource: Resource, change: HotSwapChange, cursor?: SourceCursor): Promise<LoggedEvent> {
    const { domain } = this.#context;
    const before = resource.hotSwap?.state ?? null;
    const native = change.native === null ? null : nativeHotSwap(change.native);
    const cause = change.cause === "unknown" ? likelyCause(before, change.state) : change.cause;
    const logged = await domain.emit(
      {
        type: "hot-swap",
        severity: cause === "surprise-extraction" ? resource.severity : "informational",
        time: change.time ?? domain.eventTime(),
        origin: change.origin,
        resourceId: resource.id,
        state: change.state,
        previousState: before,
        cause,
        native,
        text: describe(resource, change.state, native, cause),
        ...(change.raw === undefined ? {} : { raw: change.raw }),
      },
      cursor,
    );
    if (change.native === "m7") await domain.setSilent(resource.id, true, "communication lost (M7)");
    else if (resource.hotSwap?.native === "M7") await domain.setSilent(resource.id, false, "");
    return logged;
  }
}

/** Many controllers do not say why; coming and going have but one reason. */
function likelyCause(before: HotSwapState | null, now: HotSwapState): HotSwapCause {
  if (before === null || before === now) return "unknown";
  if (before === "NotPresent") return "insertion";
  if (now !== "NotPresent") return "unknown";
  return before === "Inactive" ? "removal" : "surprise-extraction";
}

function describe(resource: Resource, state: HotSwapState, native: string | null, cause: HotSwapCause): string {
  const words: Readonly<Record<HotSwapState, string>> = {
    NotPresent: "is not present",
    Inactive: "is inactive",
    InsertionPending: "is being activated",
    Active: "is active",
    ExtractionPending: "is being deactivated",
  };
  const what = native === "M7" ? "lost communication" : words[state];
  const why = cause === "unknown" ? "" : `: ${cause.replaceAll("-", " ")}`;
  return `${resource.tag} ${what}${native === null ? "" : ` (${native})`}${why}`;
}
